"""The average effect's interval as trends are let be less and less parallel."""

import numpy as np
import pandas as pd

from pipeline.curves.group_effects import EMPTY
from pipeline.difference_in_differences.asked import path_of
from pipeline.difference_in_differences.honest_did import original_interval, relative_magnitudes
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

BOUNDS = (0.5, 1.0, 1.5, 2.0)


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Intervals (Rambachan and Roth 2023) where steps after treatment are up to x times the
    largest before; at x = 0 the usual one. Empty with one time before treatment only.
    """
    path = path_of(data, design, outcome, settings).trusted
    if not path.before.any():
        return EMPTY
    confidence = settings.estimator.options.confidence
    ends = [original_interval(path.honest, confidence)]
    ends += [relative_magnitudes(path.honest, bound, confidence, settings.rng) for bound in BOUNDS]
    low, high = zip(*ends, strict=True)
    return pd.DataFrame(
        {
            "series": "honest_did",
            "x": [0.0, *BOUNDS],
            "value": path.average,
            "conf_low": low,
            "conf_high": high,
            "n": np.nan,
        }
    )
