"""The headline at bandwidths from half to twice its own."""

import pandas as pd

from pipeline.plan import Design
from pipeline.robustness_checks.local_again import best_for_the_data, from_half_to_twice, is_local
from pipeline.robustness_checks.settings import RobustnessSettings


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """x is the bandwidth, n how many rows lie inside; and what the data's own bandwidth gives."""
    if not is_local(settings):
        return pd.DataFrame(columns=["series", "x", "value", "conf_low", "conf_high", "n"])
    found = [
        ("headline_estimator", *row) for row in from_half_to_twice(data, design, outcome, settings)
    ]
    if settings.headline["estimator"] == "local_linear":
        best = best_for_the_data(data, design, outcome, settings)
        found.append(("bandwidth_of_the_data", *best))
    rows = [
        (series, width, row.estimate, row.conf_low, row.conf_high, row.n_obs)
        for series, width, row in found
    ]
    return pd.DataFrame(rows, columns=["series", "x", "value", "conf_low", "conf_high", "n"])
