"""Regression adjustment that cannot hurt precision: each arm has its own slopes."""

import pandas as pd

from pipeline.estimators.linear import adjusted_for, regression_effect, treatment_first
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """OLS of the outcome on treatment, centred covariates and strata, and their products.

    References
    ----------
    Lin (2013). Agnostic notes on regression adjustments to experimental data. Annals of Applied
    Statistics 7(1).
    """
    sample = adjusted_sample(data, design, outcome, settings)
    centred = sample.centred
    exog = treatment_first(sample, centred, sample.treatment[:, None] * centred)
    control, effect, uncertainty = regression_effect(sample, exog, settings)
    formula = f"{outcome} ~ {design.treatment} * ({adjusted_for(design, sample)}), centred"
    about = Description("lin", formula, control)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)
