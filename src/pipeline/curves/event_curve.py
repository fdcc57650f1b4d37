"""The share of each arm that has had the event, as time goes on."""

import numpy as np
import pandas as pd

from pipeline.estimators.time_to_event import watched
from pipeline.inference.survival import share_with_event
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

COLUMNS = ["series", "x", "value", "conf_low", "conf_high", "n"]
# Few enough that no step of the curve is one person's day.
TIMES = 20
ARMS = ((0, "without_programme"), (1, "with_programme"))


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Kaplan–Meier shares at evenly spaced times up to the horizon, with Greenwood's intervals.

    ``n`` is how many were still watched without the event; nothing for other kinds of outcome.
    """
    from scipy.stats import norm

    if settings.outcome.event is None:
        return pd.DataFrame(columns=COLUMNS)
    units = watched(data, design, outcome, settings.outcome)
    quantile = float(norm.ppf(0.5 + settings.estimator.options.confidence / 2))
    rows = []
    for arm, series in ARMS:
        chosen = units.sample.treatment == arm
        time, event = units.sample.outcome[chosen], units.event[chosen]
        for moment in np.linspace(0, units.horizon, TIMES + 1)[1:]:
            found = share_with_event(time, event, moment)
            margin = quantile * float(np.sqrt(found.variance))
            low, high = max(0.0, found.value - margin), min(1.0, found.value + margin)
            rows.append((series, moment, found.value, low, high, int((time >= moment).sum())))
    return pd.DataFrame(rows, columns=COLUMNS)
