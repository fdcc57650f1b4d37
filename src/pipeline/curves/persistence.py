"""The effect on a measure at each of its waves, over the months since assignment."""

import numpy as np
import pandas as pd

from pipeline.inference.waves import average, combined
from pipeline.plan import Design
from pipeline.robustness_checks.persistence import is_last_wave, measured_waves
from pipeline.robustness_checks.settings import RobustnessSettings

COLUMNS = ["series", "x", "value", "conf_low", "conf_high", "n"]


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """A point for each wave with its own interval, and the average over the waves as a line."""
    waves = None
    if is_last_wave(outcome, settings):
        waves = measured_waves(data, design, settings.headline["estimator"], settings)
    if waves is None:
        return pd.DataFrame(columns=COLUMNS)
    confidence = settings.estimator.options.confidence
    counts = {planned.months: name for name, planned in settings.waves.items()}
    rows = []
    for place, months in enumerate(waves.months):
        found = combined(waves, np.eye(len(waves.months))[place], confidence)
        people = int(data[counts[months]].notna().sum())
        rows.append(("each_wave", months, found.value, found.conf_low, found.conf_high, people))
    pooled = average(waves, confidence)
    people = int(data[list(settings.waves)].notna().any(axis=1).sum())
    for months in (waves.months[0], waves.months[-1]):
        low, high = pooled.conf_low, pooled.conf_high
        rows.append(("average_of_waves", months, pooled.value, low, high, people))
    return pd.DataFrame(rows, columns=COLUMNS)
