"""Would a confounder as strong as the strongest observed covariate explain the effect away?

Fails when something unobserved no stronger than the strongest of the plan's `benchmarks` (of all
covariates, where it names none) would take the range over zero. It says nothing of whether there
is such a thing, only whether the result could bear it.
"""

import pandas as pd

from pipeline.inference.omitted_variable import adjusted, as_strong
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.confounder import (
    compared,
    regressed,
    undecided,
    without_a_regression,
)
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "benchmark_confounder"
AS_STRONG = 1.0  # times the strongest covariate


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """How many times as strong as the strongest covariate the confounder would have to be.

    Beside it the effect, and its interval, adjusted for one exactly as strong. Strength is the
    share of the residual variance explained, of treatment and of the outcome alike.

    References
    ----------
    Cinelli and Hazlett (2020). Making sense of sensitivity. JRSS B 82(1), section 4.4.
    """
    reason = without_a_regression(design, settings)
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    made = regressed(data, design, outcome, settings)
    strongest = compared(made, settings)[0]
    status = "passed" if strongest.times > AS_STRONG else "failed"
    detail = f"strongest: {strongest.name}; OLS, whose effect is {made.known.estimate:.3g}; "
    detail += f"the headline is {estimator}"
    if undecided(settings):
        status, detail = "informative", f"{detail}, whose range holds zero without a confounder"
    rows = [Check(NAME, outcome, status, strongest.times, AS_STRONG, detail=detail)]
    strength = as_strong(strongest.benchmark, AS_STRONG)
    if strength is None:
        return rows
    left = adjusted(made.known, strength)
    parts = {"estimate": left.estimate, "from": left.low, "to": left.high}
    return rows + [
        Check(NAME, f"{outcome}, {part}", "informative", value, detail=detail)
        for part, value in parts.items()
    ]
