"""How much of two-way fixed effects compares with those who are treated already?

Fails when the headline is two-way fixed effects and such comparisons weigh more than a tenth.
"""

import pandas as pd

from pipeline.difference_in_differences.asked import cells_of
from pipeline.difference_in_differences.goodman_bacon import FORBIDDEN
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

NAME = "goodman_bacon"
MOST = 0.1


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The weight of comparisons with the already treated (Goodman-Bacon 2021)."""
    cells = cells_of(data, design, outcome, settings)
    if not cells:
        detail = "only panels of equal weights can be decomposed"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    share = sum(cell.weight for cell in cells if cell.comparison in FORBIDDEN)
    detail = f"{share:.1%} of the weight of {len(cells)} two-by-twos"
    if estimator != "two_way_fixed_effects":
        return [Check(NAME, outcome, "informative", share, MOST, detail=detail)]
    status = "failed" if share > MOST else "passed"
    return [Check(NAME, outcome, status, share, MOST, detail=detail)]
