"""The effect of what was taken up, with the encouragement as its instrument."""

import pandas as pd

from pipeline.estimators.linear import adjusted_for
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.uptake import adjusted_uptake, fit_of, mean_without, uncertainty_of
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Two-stage least squares: the effect per unit taken up among those whom encouragement moves.

    Covariates, strata and fixed effects are in both stages, with the same slopes in both arms. Of
    a take-up of yes and no it is the effect on compliers (LATE); of a number, the average causal
    response per unit.

    References
    ----------
    Imbens and Angrist (1994), Econometrica 62(2); Angrist and Imbens (1995), JASA 90(430); Blandhol
    et al. (2022), NBER 29709, for what covariates must do where no lottery decided.
    """
    sample, uptake = adjusted_uptake(data, design, outcome, settings)
    fit = fit_of(sample, design, uptake)
    others = [adjusted_for(design, sample)]
    if design.fixed_effects:
        others.append(f"factor({design.fixed_effects})")
    right = " + ".join(filter(None, others))
    formula = f"{outcome} ~ {design.take_up} + {right} | {design.treatment} + {right}"
    without = mean_without(sample, fit, uptake)
    about = Description("two_stage_least_squares", formula, without, "LATE")
    error = uncertainty_of(fit, uptake, "two-stage least squares")
    return as_estimate(sample, (design, outcome), (fit.ratio, error), about, settings)
