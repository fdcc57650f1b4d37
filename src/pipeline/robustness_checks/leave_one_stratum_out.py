"""The headline without each stratum of the lottery in turn.

Fails when without one of them it says something else (above zero, below it, or neither), and the
estimate moves further than leaving out as many people moves it by chance.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.leave_one_group_out import leave_one_group_out
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "leave_one_stratum_out"
# Strata that are smaller are pairs and blocks: one of them decides nothing.
MOST_STRATA = 50


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The smallest and the largest estimate without one stratum."""
    if design.strata is None:
        return silent(NAME, outcome, "the lottery had no strata")
    number = data[design.strata].nunique()
    if not 2 < number <= MOST_STRATA:
        reason = "two strata" if number == 2 else f"{number} strata: one decides nothing"
        return silent(NAME, outcome, reason)
    return leave_one_group_out(NAME, (data, design, outcome, estimator), design.strata, settings)
