"""The headline without each of its clusters, or without the people who count most for it."""

import numpy as np
import pandas as pd

from pipeline.plan import Design
from pipeline.robustness_checks.headline_regression import headline_regression
from pipeline.robustness_checks.influential_units import without_most
from pipeline.robustness_checks.leave_one_cluster_out import without_one
from pipeline.robustness_checks.settings import RobustnessSettings

COLUMNS = ["series", "x", "value", "conf_low", "conf_high", "n"]
EITHER_END = 10  # clusters shown of those that pull the estimate up, and of the others
SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """With clusters, x is their number in the order of the estimate without each, n its people.

    Only those at either end of that order are there. Without clusters, x is the percentage of
    people left out, those who count most for the effect, and n how many they are. A point that
    would speak of fewer people than results may is not there.
    """
    estimator = settings.headline["estimator"]
    without = without_one(data, design, outcome, estimator, settings)
    if isinstance(without, pd.DataFrame):
        ordered = without.sort_values("estimate", kind="stable").reset_index(drop=True)
        points = ordered.rename(columns={"estimate": "value", "size": "n"})
        points = points.assign(series="without_one_cluster", x=points.index + 1.0)[COLUMNS]
        inner = points.index[EITHER_END : max(EITHER_END, len(points) - EITHER_END)]
        return points.drop(index=inner).reset_index(drop=True)
    return _without_people(data, (design, outcome, estimator), settings)


def _without_people(
    data: pd.DataFrame, question: tuple[Design, str, str], settings: RobustnessSettings
) -> pd.DataFrame:
    design, outcome, estimator = question
    found = headline_regression(data, design, outcome, estimator, settings)
    points = []
    for share in SHARES if found is not None else ():
        number = int(np.floor(share * len(found.rows)))
        if number < max(1, settings.threshold):
            continue
        made = without_most(found, question, number, settings)
        if made is not None:
            value = made.estimate, made.conf_low, made.conf_high
            points.append(("without_most_influential", 100 * share, *value, number))
    return pd.DataFrame(points, columns=COLUMNS)
