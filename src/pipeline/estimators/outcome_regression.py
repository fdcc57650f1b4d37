"""Outcome regression (g-computation): each arm's regression predicts everybody's outcome."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.linear import refuse_collinear
from pipeline.estimators.propensity import with_intercept
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The mean difference of both arms' OLS predictions, among those whose effect is asked for.

    The error counts that the covariates' mean is one sample's as well.

    References
    ----------
    Robins (1986), Mathematical Modelling 7; Hernán and Robins (2020), Causal Inference: What If,
    chapter 13; Stata's `teffects ra` for the error.
    """
    sample = adjusted_sample(data, design, outcome, settings)
    with_it, without = (
        standardised_mean(sample, arm, effect_on(design.target))
        for arm in (sample.treated, ~sample.treated)
    )
    influence = with_it[1] - without[1]
    uncertainty = from_influence(influence, sample.clusters, "OLS in each arm")
    formula = f"{outcome} ~ {' + '.join(sample.names)}, in each arm of {design.treatment}"
    about = Description("outcome_regression", formula, without[0])
    effect = (with_it[0] - without[0], uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)


def standardised_mean(sample: Sample, arm: NDArray[np.bool_], estimand: str) -> tuple[float, Array]:
    """What one arm's regression expects of those asked for on average, and its influence (n,).

    Raises
    ------
    EstimationError
        Where the covariates are collinear within the arm.
    """
    exog = with_intercept(sample.covariates)
    refuse_collinear(exog[arm])
    coefficients = np.linalg.lstsq(exog[arm], sample.outcome[arm], rcond=None)[0]
    predicted = exog @ coefficients
    target = asked_for(sample, estimand)
    mean = float((target * predicted).mean())
    residual = np.where(arm, sample.outcome - predicted, 0.0)
    influence = target * (predicted - mean) + implied_weights(sample, arm, estimand) * residual
    return mean, influence


def implied_weights(sample: Sample, arm: NDArray[np.bool_], estimand: str) -> Array:
    """The weights (n,) by which an arm's outcomes enter its standardised mean; some are negative.

    References
    ----------
    Chattopadhyay and Zubizarreta (2023). On the implied weights of linear regression for causal
    inference. Biometrika 110(3).
    """
    exog = with_intercept(sample.covariates)
    moment = (exog[arm].T @ exog[arm]) / len(exog)
    middle = (asked_for(sample, estimand)[:, None] * exog).mean(axis=0)
    return np.where(arm, exog @ np.linalg.solve(moment, middle), 0.0)


def asked_for(sample: Sample, estimand: str) -> Array:
    """How much each unit (n,) counts among those whose effect is asked for; averages one."""
    if estimand == "ATT":
        return sample.treatment / sample.treatment.mean()
    return np.ones(len(sample.treatment))
