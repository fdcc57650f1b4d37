"""Analysis of covariance: covariates added to the regression with the same slopes in both arms."""

import pandas as pd

from pipeline.estimators.linear import adjusted_for, regression_effect, treatment_first
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.uptake import dummies
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """OLS of the outcome on treatment, covariates, strata, and the design's fixed effects.

    References
    ----------
    Freedman (2008). On regression adjustments to experimental data. Advances in Applied
    Mathematics 40(2), which also says when it is worse than no adjustment.
    """
    sample = adjusted_sample(data, design, outcome, settings)
    columns = [sample.centred]
    if design.fixed_effects:
        rows = data.dropna(subset=[outcome, design.treatment, *settings.covariates])
        groups = dummies(rows[design.fixed_effects])
        columns.append(groups - groups.mean(axis=0))
    exog = treatment_first(sample, *columns)
    control, effect, uncertainty = regression_effect(sample, exog, settings)
    formula = f"{outcome} ~ {design.treatment} + {adjusted_for(design, sample)}"
    formula += f" + factor({design.fixed_effects})" if design.fixed_effects else ""
    about = Description("ancova", formula, control)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)
