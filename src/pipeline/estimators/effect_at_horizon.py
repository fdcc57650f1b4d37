"""How far the series is from its earlier trend some time after the interruption."""

import pandas as pd

from pipeline.estimators.series_estimate import estimate_series
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The change of level, and of slope for as many observations as the horizon, Newey–West errors.

    References
    ----------
    Zhang, Wagner, Soumerai and Ross-Degnan (2009), Journal of Clinical Epidemiology 62(2).
    """
    return estimate_series("effect_at_horizon", data, design, outcome, settings)
