"""How much each unit counts in an estimator: what balance and effective sample size are about."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators import entropy_balancing, outcome_regression
from pipeline.estimators.nearest_neighbour import matched_units
from pipeline.estimators.propensity import logit_propensity, weights_for
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.trimming import effect_on
from pipeline.matching.distance import coordinates
from pipeline.plan import Design

Array = NDArray[np.float64]


def _by_score(sample: Sample, design: Design, settings: EstimatorSettings) -> Array:  # noqa: ARG001
    return _logit_weights(sample, effect_on(design.target))


def _by_overlap(sample: Sample, design: Design, settings: EstimatorSettings) -> Array:  # noqa: ARG001
    return _logit_weights(sample, "ATO")


def _logit_weights(sample: Sample, estimand: str) -> Array:
    weights = weights_for(estimand, sample.treatment, logit_propensity(sample))
    return weights.treated + weights.control


def _by_entropy(sample: Sample, design: Design, settings: EstimatorSettings) -> Array:  # noqa: ARG001
    return _of_arms(sample, design, entropy_balancing.balancing_weights)


def _implied(sample: Sample, design: Design, settings: EstimatorSettings) -> Array:  # noqa: ARG001
    return _of_arms(sample, design, outcome_regression.implied_weights)


def _of_arms(sample: Sample, design: Design, weigh: Callable[..., Array]) -> Array:
    estimand = effect_on(design.target)
    return weigh(sample, sample.treated, estimand) + weigh(sample, ~sample.treated, estimand)


def _by_matching(sample: Sample, design: Design, settings: EstimatorSettings) -> Array:
    planned = settings.options.matching
    places = coordinates(sample, planned.distance)
    matched = matched_units(sample, places, planned, effect_on(design.target))
    return matched.found + matched.times


# The weights (n,) of each unit in its arm; those of regressions may be negative.
WEIGHTS: dict[str, Callable[[Sample, Design, EstimatorSettings], Array]] = {
    "ipw": _by_score,
    "aipw": _by_score,
    "overlap_weights": _by_overlap,
    "entropy_balancing": _by_entropy,
    "outcome_regression": _implied,
    "nearest_neighbour": _by_matching,
}


def effective_size(weights: Array) -> float:
    """As many equally weighted units would estimate a mean as well as these (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def standardised_differences(sample: Sample, weights: Array) -> Array:
    """The arms' weighted mean differences of each covariate (k,), in SDs of the treated.

    The standard deviation is that before weighting, so that it cannot hide a difference
    (Stuart 2010, Statistical Science 25(1)); where the treated do not vary, that of the controls.
    """
    arms = sample.treated, ~sample.treated
    means = [np.average(sample.covariates[arm], axis=0, weights=weights[arm]) for arm in arms]
    treated, control = (sample.covariates[arm].std(axis=0, ddof=1) for arm in arms)
    scale = np.where(treated > 0, treated, control)
    return (means[0] - means[1]) / np.where(scale > 0, scale, np.nan)
