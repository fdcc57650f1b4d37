"""The difference of the arms' means, with Neyman's variance."""

import numpy as np
import pandas as pd

from pipeline.estimators.linear import regression_effect, treatment_first
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The mean of the treated less the mean of the controls; with strata, within each of them.

    The HC2 error is Neyman's; its t statistic has Welch's degrees of freedom, which do not assume
    that both arms vary alike. With clusters: CR2 of the same regression. With strata, differences
    within strata are averaged by the strata's sizes, in the population where the sample has
    weights: numerically, the regression with centred stratum dummies and their products with
    treatment.

    References
    ----------
    Neyman (1923); Gerber and Green (2012), Field Experiments, chapter 3; Imai, King and Nall
    (2009), Statistical Science 24(1), for the weights; Lin (2013) for the equivalence.
    """
    sample = complete_cases(data, design, outcome, ())
    formula = f"{outcome} ~ {design.treatment}"
    if sample.strata is not None:
        formula += f", blocked by {design.strata}, Imai-King-Nall weights"
    if settings.se_type == "HC2" and sample.strata is None:
        control, effect, uncertainty = neyman(sample)
    else:
        centred = sample.centred
        exog = treatment_first(sample, centred, sample.treatment[:, None] * centred)
        control, effect, uncertainty = regression_effect(sample, exog, settings)
    about = Description("difference_in_means", formula, control)
    return as_estimate(sample, (design, outcome), (effect, uncertainty), about, settings)


def neyman(sample: Sample) -> tuple[float, float, Uncertainty]:
    """The control mean, the difference of means, and Neyman's error with Welch's df."""
    arms = sample.outcome[sample.treated], sample.outcome[~sample.treated]
    variances = np.array([arm.var(ddof=1) / len(arm) for arm in arms])
    sizes = np.array([len(arm) for arm in arms])
    with np.errstate(invalid="ignore"):  # arms without variation: `as_estimate` refuses them
        df = variances.sum() ** 2 / (variances**2 / (sizes - 1)).sum()
    control, difference = float(arms[1].mean()), float(arms[0].mean() - arms[1].mean())
    std_error = float(np.sqrt(variances.sum()))
    return control, difference, Uncertainty(std_error, float(df), "HC2 (Neyman), Welch df", "athar")
