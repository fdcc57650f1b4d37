"""A risk difference from a logit: predicted with and without the programme, and averaged."""

import pandas as pd

from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.standardised import standardised_estimate
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The average difference of predicted probabilities, for an outcome of yes and no.

    In a lottery it is right even where the logit is not; elsewhere it rests on the logit.

    References
    ----------
    Moore and van der Laan (2009). Covariate adjustment in randomized trials with binary outcomes.
    Statistics in Medicine 28(1).
    """
    return standardised_estimate(data, design, outcome, settings, "logit")
