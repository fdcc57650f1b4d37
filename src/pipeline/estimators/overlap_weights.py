"""Overlap weights: each unit counts by its probability of having been in the other arm."""

import pandas as pd

from pipeline.estimators.ipw import weighted_means
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The difference of means weighted by overlap: the effect on those who might be in either arm.

    With a logit the arms' weighted covariate means are exactly alike. Nobody is left out, and
    nobody's weight can exceed one; what is estimated is the ATO.

    References
    ----------
    Li, Morgan and Zaslavsky (2018). Balancing covariates via propensity score weighting. JASA
    113(521).
    """
    sample = adjusted_sample(data, design, outcome, settings)
    means, influence = weighted_means(sample, "ATO")
    uncertainty = from_influence(influence, sample.clusters, "overlap weights of a logit")
    formula = f"{outcome} ~ {design.treatment} | logit({' + '.join(sample.names)})"
    about = Description("overlap_weights", formula, means[1], estimand="ATO")
    effect = (means[0] - means[1], uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)
