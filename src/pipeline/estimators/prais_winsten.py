"""The same regression where each error is a share of the last one and something new."""

import pandas as pd

from pipeline.estimators.series_estimate import estimate_series
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Generalised least squares of the series with first-order autoregressive errors.

    References
    ----------
    Prais and Winsten (1954); Turner et al. (2021), BMC Medical Research Methodology 21, for its
    intervals beside those of other estimators of interrupted series.
    """
    return estimate_series("prais_winsten", data, design, outcome, settings)
