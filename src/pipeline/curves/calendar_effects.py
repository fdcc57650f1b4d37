"""Effects by calendar time, with bands that hold for all of them together."""

import pandas as pd

from pipeline.curves.group_effects import averaged
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The average effect at each time over the cohorts treated by then."""
    return averaged(data, (design, outcome), "calendar", settings)
