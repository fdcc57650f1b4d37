"""Each place that the mix is made of, left out in turn.

Fails when leaving out one of them moves the estimate by more than its standard error.
"""

import pandas as pd

from pipeline.estimators.placebo_estimate import fitted
from pipeline.inference.placebo import leave_one_out
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

STANDARD_ERRORS = 1.0


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The largest move of the estimate, in standard errors, without one donor that has weight.

    References
    ----------
    Abadie, Diamond and Hainmueller (2015), American Journal of Political Science 59(2).
    """
    made = fitted(estimator, data, design, outcome, settings.estimator)
    effects = [left.effect for left in leave_one_out(made.panel, made.method, made.fit).values()]
    moved = max(abs(effect - made.fit.effect) for effect in effects)
    moved /= float(settings.headline["std_error"])
    status = "failed" if moved > STANDARD_ERRORS else "passed"
    detail = (
        f"{len(effects)} donors left out in turn: from {min(effects):.3g} to {max(effects):.3g}"
    )
    return [Check("leave_one_out", outcome, status, moved, STANDARD_ERRORS, detail=detail)]
