"""Do those who were reached, weighted to look like all who were assigned, give the same answer?

Fails where weighting moves the estimate by more than its standard error. It sees a loss that
follows from the covariates, and no other.
"""

import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators.attrition_weights import estimate
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.lost import without_an_answer
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "attrition_weights"
MOST_MOVE = 1.0  # in standard errors of the headline


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """The effect by inverse-probability-of-attrition weights beside the headline."""
    reason = without_an_answer(data, design, outcome, settings)
    if not reason and not settings.estimator.covariates:
        reason = "no covariate is known of those who were lost"
    if not reason and estimator == NAME:
        reason = "the headline is weighted for attrition already"
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    try:
        weighted = estimate(data, design, outcome, settings.estimator)
    except EstimationError as error:
        return [Check(NAME, outcome, "not_applicable", detail=error.faults[0].message)]
    headline = settings.headline
    move = abs(weighted.estimate - headline["estimate"]) / headline["std_error"]
    status = "passed" if move <= MOST_MOVE else "failed"
    words = f"moves the estimate by so many standard errors; {weighted.inference}"
    parts = {"estimate": weighted.estimate, "from": weighted.conf_low, "to": weighted.conf_high}
    return [
        Check(NAME, outcome, status, move, MOST_MOVE, detail=words),
        *(
            Check(NAME, f"{outcome}, {part}", "informative", value, detail=words)
            for part, value in parts.items()
        ),
    ]
