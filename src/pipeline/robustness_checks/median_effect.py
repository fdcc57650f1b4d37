"""The difference between the middle person with the programme and the middle one without.

Fails when it says something else than the headline (above zero, below it, or neither), its range
does not hold the headline's estimate, and the two tests differ by more than two standard errors:
what happened on average did not happen in the middle.
"""

import pandas as pd

from pipeline.inference.robust_location import median_difference
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.weighted_arms import shifted, weighted_arms

NAME = "median_effect"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The difference of (weighted) medians, not adjusted for covariates in a lottery.

    See `inference/robust_location.py` for its interval, which allows for clusters where the
    headline's does.
    """
    arms = weighted_arms(data, design, outcome, settings)
    if isinstance(arms, str):
        return silent(NAME, outcome, arms)
    found = median_difference(arms, settings.estimator.options.confidence)
    return shifted(NAME, outcome, found, settings)
