"""A level and a trend before, another level and trend after; errors may follow one another."""

import pandas as pd

from pipeline.estimators.series_estimate import estimate_series
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """OLS of the series on time, the interruption and time since, with Newey–West errors.

    References
    ----------
    Wagner, Soumerai, Zhang and Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics
    27(4); Newey and West (1987), Econometrica 55(3).
    """
    return estimate_series("segmented_regression", data, design, outcome, settings)
