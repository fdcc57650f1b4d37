"""An interrupted series, what is fitted to it, and what its earlier trend would have been."""

import pandas as pd

from pipeline.curves.periods import counted, points, start_of
from pipeline.estimators.series import series_of
from pipeline.estimators.series_estimate import fitted_series
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


def curve(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """Observed, fitted and, from the start on, without the interruption; differences where the
    series has a comparison."""
    series = series_of(data, design, outcome, settings.estimator.covariates)
    found = fitted_series(settings.headline["estimator"], series, settings.estimator)
    after, times = series.after, series.times
    people = counted(data[data[design.first_treated].notna()], design, outcome)
    fit = found.design.exog @ found.coefficients
    without = found.design.without @ found.coefficients
    late = None if people is None else people[after]
    lines = [
        points("observed_series", times, series.outcome, people),
        points("fitted_series", times, fit, people),
        points("series_without_programme", times[after], without[after], late),
        start_of(times[after][0]),
    ]
    return pd.concat(lines, ignore_index=True)
