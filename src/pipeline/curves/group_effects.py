"""Effects by when treatment began, with bands that hold for all of them together."""

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.event_path import averages
from pipeline.difference_in_differences.group_time import group_time
from pipeline.difference_in_differences.panel import treated_clusters
from pipeline.difference_in_differences.rows import prepared
from pipeline.estimators.callaway_santanna import compared
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

EMPTY = pd.DataFrame({name: [] for name in ("series", "x", "value", "conf_low", "conf_high", "n")})


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The average effect of each cohort over its treated times; empty with one cohort."""
    return averaged(data, (design, outcome), "group", settings)


def averaged(
    data: pd.DataFrame, question: tuple[Design, str], kind: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The averages of one kind as points; none where one date or one place is treated."""
    design, outcome = question
    options = settings.estimator.options
    rows = compared(prepared(data, design, outcome, settings.estimator)).rows
    if treated_clusters(rows) == 1 or (kind == "group" and len(rows.cohorts) == 1):
        return EMPTY
    cells = group_time(rows, options.difference_in_differences.comparison)
    found, errors, critical = averages(cells, kind, (options.confidence, settings.rng))
    labels = cells.cohort if kind == "group" else cells.time
    after = cells.since >= 0
    units = [
        int((cells.of_unit[:, None] == np.unique(cells.cohort[after & (labels == point)])).sum())
        for point in found.points
    ]
    return pd.DataFrame(
        {
            "series": f"{kind}_effects",
            "x": rows.times[found.points],
            "value": found.effects,
            "conf_low": found.effects - critical * errors,
            "conf_high": found.effects + critical * errors,
            "n": units,
        }
    )
