"""What a two-way fixed effects coefficient averages: each two-by-two by its weight."""

import numpy as np
import pandas as pd

from pipeline.curves.group_effects import EMPTY
from pipeline.difference_in_differences.asked import cells_of
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Weight (x) and estimate (value) of every two-by-two, a series for each kind of comparison.

    With one date of adoption there is one, which is the estimate itself: nothing is drawn.

    Empty where the plan does not ask for two-way fixed effects, or they cannot be decomposed.
    """
    planned = settings.estimator.options.estimators or design.default_estimators
    cells = cells_of(data, design, outcome, settings)
    if "two_way_fixed_effects" not in planned or len(cells) < 2:
        return EMPTY
    return pd.DataFrame(
        {
            "series": [cell.comparison for cell in cells],
            "x": [cell.weight for cell in cells],
            "value": [cell.estimate for cell in cells],
            "conf_low": np.nan,
            "conf_high": np.nan,
            "n": np.nan,
        }
    )
