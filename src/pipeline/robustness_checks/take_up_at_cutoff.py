"""Does the cutoff move enough people to take part?

Fails when the F statistic of the jump in take-up is below 10: the effect of taking part then has
an interval that cannot be trusted, and the one named here, which can, is wide or without end.
"""

from dataclasses import replace

import pandas as pd

from pipeline.discontinuity.anderson_rubin import anderson_rubin
from pipeline.estimators.cutoff_sample import cutoff_sample
from pipeline.estimators.local_polynomial import covariates_of, specification_of
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "take_up_at_cutoff"
FEWEST_F = 10.0  # Staiger and Stock (1997), Econometrica 65(3)


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The jump in take-up, its F statistic, and the Anderson-Rubin interval of the effect."""
    from scipy.stats import norm

    if design.take_up is None:
        detail = "the plan names no take_up: the offer is what is evaluated"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    covariates = covariates_of(settings.estimator)
    sides = cutoff_sample(data, design, outcome, covariates, fuzzy=True).sides
    offered = sides.mapped(lambda side: replace(side, take_up=None))
    specification = specification_of(offered, settings.estimator)
    quantile = float(norm.ppf(1 - settings.alpha / 2))
    kept, jump = anderson_rubin(sides, specification, quantile)
    statistic = (jump.bias_corrected / jump.robust_error) ** 2
    spans = " and ".join(f"from {low:.4g} to {high:.4g}" for low, high in kept) or "nowhere"
    detail = f"take-up jumps by {jump.conventional:.4g} (error {jump.robust_error:.3g}); "
    detail += f"Anderson-Rubin interval of the effect: {spans}"
    status = "passed" if statistic >= FEWEST_F else "failed"
    return [Check(NAME, outcome, status, statistic, FEWEST_F, detail=detail)]
