"""The headline without the interviews of each interviewer in turn.

Fails when without one of them it says something else (above zero, below it, or neither), and the
estimate moves further than leaving out as many interviews moves it by chance.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.alternative_answer import silent
from pipeline.robustness_checks.leave_one_group_out import leave_one_group_out
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "leave_one_enumerator_out"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The smallest and the largest estimate without one interviewer, none of whom is named."""
    if settings.enumerator is None:
        return silent(NAME, outcome, "the plan names no column of interviewers")
    return leave_one_group_out(
        NAME, (data, design, outcome, estimator), settings.enumerator, settings
    )
