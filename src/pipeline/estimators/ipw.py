"""Inverse probability weighting: controls weighted to look like those whose effect is asked for."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.propensity import (
    Weights,
    logit_propensity,
    weights_for,
    with_intercept,
)
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
    """The difference of weighted means (Hajek), with an error that knows the score was estimated.

    References
    ----------
    Lunceford and Davidian (2004). Stratification and weighting via the propensity score in
    estimation of causal treatment effects. Statistics in Medicine 23(19).
    """
    sample = adjusted_sample(data, design, outcome, settings)
    means, influence = weighted_means(sample, effect_on(design.target))
    uncertainty = from_influence(influence, sample.clusters, "logit weights, normalised")
    formula = f"{outcome} ~ {design.treatment} | logit({' + '.join(sample.names)})"
    about = Description("ipw", formula, means[1])
    effect = (means[0] - means[1], uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)


def weighted_means(sample: Sample, estimand: str) -> tuple[tuple[float, float], Array]:
    """Both weighted means, treated first, and the influence (n,) of units on their difference."""
    propensity = logit_propensity(sample)
    weights = weights_for(estimand, sample.treatment, propensity)
    means = (
        float(np.average(sample.outcome, weights=weights.treated)),
        float(np.average(sample.outcome, weights=weights.control)),
    )
    return means, _influence(sample, propensity, weights, means)


def _influence(
    sample: Sample, propensity: Array, weights: Weights, means: tuple[float, float]
) -> Array:
    """Influence (n,) of each unit on the difference, through its outcome and through the score.

    Stacks the moments of both means and of the logit, and solves for the difference.
    """
    exog = with_intercept(sample.covariates)
    information = (exog * (propensity * (1 - propensity))[:, None]).T @ exog / len(exog)
    score = exog * (sample.treatment - propensity)[:, None]
    parts = []
    for mean, weight, slope in (
        (means[0], weights.treated, weights.treated_slope),
        (means[1], weights.control, weights.control_slope),
    ):
        deviation = sample.outcome - mean
        gradient = (exog * (slope * deviation)[:, None]).mean(axis=0)
        through_score = score @ np.linalg.solve(information, gradient)
        parts.append((weight * deviation + through_score) / weight.mean())
    return parts[0] - parts[1]
