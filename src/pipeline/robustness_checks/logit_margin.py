"""A yes or no by a logit: the average difference in probability it foretells.

Fails when it says something else than the headline (above zero, below it, or neither), and its
range does not hold the headline's estimate: the result rests on a straight line where shares, which
end at none and all, bend.
"""

from dataclasses import replace

import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators.logit_standardisation import estimate
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.adjusted_further import plain_error
from pipeline.robustness_checks.alternative_answer import answered, silent, through_take_up
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "logit_margin"
OWN = "logit_standardisation"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The average marginal effect of treatment in a logit on the plan's covariates and strata."""
    reason = through_take_up(settings)
    if settings.outcome.kind != "binary":
        reason = "a logit is for yes or no"
    if not reason and estimator == OWN:
        reason = "the headline is it already"
    if not reason and not settings.estimator.covariates and design.strata is None:
        reason = "without covariates or strata it is the difference of shares"
    if reason:
        return silent(NAME, outcome, reason)
    told = replace(settings.estimator, se_type=plain_error(design, settings), role="robustness")
    try:
        found = estimate(data, design, outcome, told)
    except EstimationError as error:
        return silent(NAME, outcome, error.faults[0].message)
    return answered(NAME, outcome, found, settings.headline, found.inference)
