"""What is drawn of a design, one curve a file: `(data, design, outcome, settings) -> points`.

Points have the columns of `POINTS`: ``series`` names the line or the group of points, ``n`` says
how many people or rows a point speaks of, and is missing where that has no answer.
"""

from collections.abc import Callable

import pandas as pd

from pipeline.curves import balance_after, overlap
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

Curve = Callable[[pd.DataFrame, Design, str, RobustnessSettings], pd.DataFrame]

POINTS = ("series", "x", "value", "conf_low", "conf_high", "n")
CURVES: dict[str, Curve] = {
    "overlap": overlap.points,
    "balance_after": balance_after.points,
}
