"""The difference between the arms in the outcome, over that in take-up."""

import pandas as pd

from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.uptake import fit_of, mean_without, plain_uptake, uncertainty_of
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Wald's ratio of two differences in means; with strata, each averaged over the strata.

    References
    ----------
    Wald (1940), Annals of Mathematical Statistics 11(3); Imbens and Angrist (1994).
    """
    sample, uptake = plain_uptake(data, design, outcome, settings)
    fit = fit_of(sample, design, uptake)
    formula = f"{outcome} ~ {design.take_up} | {design.treatment}"
    if design.strata:
        formula += f", within {design.strata}"
    about = Description("wald", formula, mean_without(sample, fit, uptake), "LATE")
    error = uncertainty_of(fit, uptake, "ratio of differences in means")
    return as_estimate(sample, (design, outcome), (fit.ratio, error), about, settings)
