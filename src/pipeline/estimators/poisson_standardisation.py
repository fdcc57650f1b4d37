"""A difference of mean counts from a Poisson regression, predicted with and without."""

import pandas as pd

from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.standardised import standardised_estimate
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The average difference of predicted counts, or of amounts that many have none of.

    The mean alone is modelled; that counts vary as Poisson does is not assumed. In a lottery it is
    right even where the model is not; elsewhere it rests on it.

    References
    ----------
    Gourieroux, Monfort and Trognon (1984). Pseudo maximum likelihood methods: applications to
    Poisson models. Econometrica 52(3).
    """
    return standardised_estimate(data, design, outcome, settings, "poisson")
