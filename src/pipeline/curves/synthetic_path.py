"""The treated and their synthetic control over time."""

import pandas as pd

from pipeline.curves.periods import counted, points, start_of
from pipeline.estimators.placebo_estimate import fitted
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The mean of the treated and that of the weighted donors in each period.

    Where only changes count, the synthetic path is shifted to the treated's level before.
    """
    made = fitted(settings.headline["estimator"], data, design, outcome, settings.estimator)
    times = made.panel.times
    treated = data[data[design.first_treated].notna()]
    people = counted(treated, design, outcome)
    paths = [
        points("treated_places", times, made.fit.treated, people),
        points("synthetic_places", times, made.fit.treated - made.fit.gap, people),
        start_of(times[made.panel.before]),
    ]
    return pd.concat(paths, ignore_index=True)
