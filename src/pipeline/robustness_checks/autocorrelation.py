"""Whether each error of the series follows from the last ones.

Fails when the first autocorrelations are not all zero at a fifth of the planned
error rate: the standard error
allows for that, but in short series too little.
"""

import pandas as pd

from pipeline.estimators.series import series_of
from pipeline.estimators.series_estimate import fitted_series
from pipeline.inference.newey_west import durbin_watson, ljung_box
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

LAGS = 10


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The Ljung–Box test of what the headline leaves unexplained, and the Durbin–Watson statistic.

    Ten lags or a season's round, and no more than a fifth of the series.

    References
    ----------
    Hyndman and Athanasopoulos (2021), Forecasting: Principles and Practice, section 5.4.
    """
    series = series_of(data, design, outcome, settings.estimator.covariates)
    found = fitted_series(estimator, series, settings.estimator)
    wanted = 2 * (settings.estimator.options.series.period or LAGS // 2)
    lags = max(1, min(wanted, len(found.errors) // 5))
    _, p_value = ljung_box(found.errors, lags)
    status = "failed" if p_value <= settings.alarm else "passed"
    detail = f"Ljung-Box, {lags} lags; Durbin-Watson {durbin_watson(found.errors):.2f}"
    return [Check("autocorrelation", outcome, status, p_value, settings.alarm, detail=detail)]
