"""Donors mixed so that they were like the treated before: the mix shows what would have been."""

import pandas as pd

from pipeline.estimators.placebo_estimate import estimate_by
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The treated less the mix of donors that was nearest to them before, after treatment began.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010). Synthetic control methods for comparative case studies.
    JASA 105(490).
    """
    return estimate_by("synthetic_control", data, design, outcome, settings)
