"""By how much the treated stand higher when only the order of the answers counts.

Fails when it says something else than the headline (above zero, below it, or neither), its range
does not hold the headline's estimate, and the two tests differ by more than two standard errors:
the headline rests on how far apart a few are, not on who has more.
"""

import pandas as pd

from pipeline.inference.rank_shift import hodges_lehmann
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.weighted_arms import shifted, weighted_arms

NAME = "rank_effect"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Hodges and Lehmann's shift with the interval of the rank-sum test, and its p-value."""
    arms = weighted_arms(data, design, outcome, settings)
    if isinstance(arms, str):
        return silent(NAME, outcome, arms)
    found = hodges_lehmann(arms, settings.estimator.options.confidence)
    return shifted(NAME, outcome, found, settings)
