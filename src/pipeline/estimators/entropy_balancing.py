"""Entropy balancing: the least uneven weights that make the groups alike in every covariate."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.outcome_regression import asked_for
from pipeline.estimators.propensity import with_intercept
from pipeline.estimators.row import Description, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings, adjusted_sample
from pipeline.estimators.trimming import effect_on
from pipeline.inference.influence import from_influence
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]

# The groups' means are alike when no covariate is farther than this from its target, in SDs.
ALIKE = 1e-10
NEARLY = 1e-8  # what rounding may leave of it
MOST_STEPS = 200
LEAST_STEP = 1e-8


def estimate(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The difference of means under weights that balance the covariates' means exactly.

    The error solves the stacked moments of weights and means: it counts that the weights were
    found from these data, and the covariates' means as well.

    References
    ----------
    Hainmueller (2012). Entropy balancing for causal effects. Political Analysis 20(1); Zhao and
    Percival (2017), Journal of Causal Inference 5(1), for its double robustness; Graham, Pinto and
    Egel (2012), Review of Economic Studies 79(3), for the moments.
    """
    sample = adjusted_sample(data, design, outcome, settings)
    with_it, without = (
        balanced_mean(sample, arm, effect_on(design.target))
        for arm in (sample.treated, ~sample.treated)
    )
    influence = with_it[1] - without[1]
    uncertainty = from_influence(influence, sample.clusters, "entropy balancing, stacked moments")
    formula = f"{outcome} ~ {design.treatment} | balanced: {' + '.join(sample.names)}"
    about = Description("entropy_balancing", formula, without[0])
    effect = (with_it[0] - without[0], uncertainty)
    return as_estimate(sample, (design, outcome), effect, about, settings)


def balanced_mean(sample: Sample, arm: NDArray[np.bool_], estimand: str) -> tuple[float, Array]:
    """An arm's mean outcome under its balancing weights, and its influence (n,).

    Differentiating the moments gives a regression of the outcome with the same weights: a unit's
    influence is its weighted residual, and what the regression expects of it if it is asked for.
    """
    target = asked_for(sample, estimand)
    weights = balancing_weights(sample, arm, estimand)
    exog = with_intercept(_standard(sample.covariates))
    mean = float((weights * sample.outcome).mean())
    centred = sample.outcome - mean
    root = np.sqrt(weights)
    coefficients = np.linalg.lstsq(exog * root[:, None], centred * root, rcond=None)[0]
    predicted = exog @ coefficients
    return mean, weights * (centred - predicted) + target * predicted


def balancing_weights(sample: Sample, arm: NDArray[np.bool_], estimand: str) -> Array:
    """Weights (n,), averaging one over the sample and zero outside the arm.

    Raises
    ------
    EstimationError
        Where no weights can make the arm like those asked for.
    """
    standard = _standard(sample.covariates)
    weights = np.zeros(len(arm))
    if estimand == "ATT" and np.array_equal(arm, sample.treated):
        weights[arm] = 1.0
    else:
        middle = (asked_for(sample, estimand)[:, None] * standard).mean(axis=0)
        weights[arm] = tilted(standard[arm] - middle)
    return weights * (len(arm) / weights.sum())


def tilted(deviations: Array) -> Array:
    """The weights (m,), summing to one, nearest to equal under which deviations (m, k) average 0.

    Newton's method on the dual, in which the weights are exponentials of a linear index.

    Raises
    ------
    EstimationError
        Where there are none: zero lies outside what the deviations span.
    """
    index = np.zeros(deviations.shape[1])
    for _ in range(MOST_STEPS):
        level, weights = _dual(deviations, index)
        gradient = weights @ deviations
        if np.abs(gradient).max(initial=0.0) < ALIKE:
            return weights
        curvature = (deviations * weights[:, None]).T @ deviations - np.outer(gradient, gradient)
        step, size = -np.linalg.lstsq(curvature, gradient, rcond=None)[0], 1.0
        while size > LEAST_STEP and not (
            _dual(deviations, index + size * step)[0] <= level + 1e-4 * size * (gradient @ step)
        ):
            size /= 2
        if size <= LEAST_STEP:
            break
        index = index + size * step
    # Rounding may stop the search a hair before the bar; what is then left is looked at once.
    if np.abs(gradient).max() < NEARLY:
        return weights
    raise EstimationError(
        Fault(
            "E718",
            "no weights can make the groups alike in all covariates",
            key="construct.covariates",
            help="plan fewer covariates, a trimming rule, or overlap_weights",
        )
    )


def _dual(deviations: Array, index: Array) -> tuple[float, Array]:
    """The log of the mean tilt, to be minimised, and the weights that go with it."""
    linear = deviations @ index
    largest = linear.max()
    tilts = np.exp(linear - largest)
    return float(np.log(tilts.sum()) + largest), tilts / tilts.sum()


def _standard(covariates: Array) -> Array:
    """Covariates in standard deviations; one that does not vary stays as it is."""
    spread = covariates.std(axis=0)
    return (covariates - covariates.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
