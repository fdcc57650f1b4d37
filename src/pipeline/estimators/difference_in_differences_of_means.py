"""All donors and all earlier periods alike: the plain comparison that the others improve on."""

import pandas as pd

from pipeline.estimators.placebo_estimate import estimate_by
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The change of the treated mean less that of the donors' mean, with the placebos' error.

    References
    ----------
    Card and Krueger (1994), American Economic Review 84(4), for the comparison; Arkhangelsky et al.
    (2021), American Economic Review 111(12), for the error with one treated unit.
    """
    return estimate_by("difference_in_differences_of_means", data, design, outcome, settings)
