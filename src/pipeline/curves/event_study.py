"""Effects by time since treatment, with bands that hold for all of them together."""

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.asked import path_of
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design


def points(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Callaway and Sant'Anna's event study; the last time before treatment is zero by definition.

    Roth (2024), "Interpreting event-studies from recent difference-in-differences methods", on
    why all effects should have that one base.
    """
    path = path_of(data, design, outcome, settings)
    margin = path.critical * path.errors
    drawn = pd.DataFrame(
        {
            "series": "event_study",
            "x": path.since,
            "value": path.effects,
            "conf_low": path.effects - margin,
            "conf_high": path.effects + margin,
            "n": path.units,
        }
    )
    base = {"series": "event_study", "x": -1, "value": 0.0, "conf_low": 0.0, "conf_high": 0.0}
    return pd.concat([drawn, pd.DataFrame([base | {"n": np.nan}])]).sort_values("x")
