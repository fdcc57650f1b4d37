"""Donors mixed so that they moved like the treated, and earlier periods like the later ones."""

import pandas as pd

from pipeline.estimators.placebo_estimate import estimate_by
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The change of the treated less that of a mix of donors, from a mix of earlier periods.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021). Synthetic difference-in-differences.
    American Economic Review 111(12).
    """
    return estimate_by("synthetic_difference_in_differences", data, design, outcome, settings)
