"""Whether effects differ with what was known before, and along which of it: exploration only.

A learner predicts each unit's effect from the others' rows; the calibration test asks whether
those predictions have anything to do with the effects. The projection needs no such predictions:
it regresses scores whose mean is the effect on covariates that the plan names.

References
----------
Chernozhukov, Demirer, Duflo and Fernández-Val (2018). Generic machine learning inference on
heterogeneous treatment effects in randomized experiments. NBER working paper 24678.
Semenova and Chernozhukov (2021). Debiased machine learning of conditional average treatment
effects and other causal functions. Econometrics Journal 24(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.nuisance import Nuisance
from pipeline.estimators.sample import Sample
from pipeline.inference.least_squares import least_squares
from pipeline.inference.standard_errors import standard_error

Array = NDArray[np.float64]
AVERAGE, DIFFERING = 0, 1  # coefficients of the calibration


@dataclass(frozen=True)
class Slope:
    """A coefficient, its robust error, and the degrees of freedom of its t."""

    value: float
    std_error: float
    df: float


def calibration(sample: Sample, nuisance: Nuisance) -> Slope | None:
    """How much of the predicted differences in effect are found in units not learnt from.

    One where the predictions are right, zero where they say nothing: the coefficient of treatment
    times the centred prediction, in a regression of what predictions leave of the outcome.
    Nothing where the learner predicts the same effect for everybody.
    """
    predicted = nuisance.outcome_treated - nuisance.outcome_control
    spread = predicted - predicted.mean()
    if np.ptp(predicted) <= 1e-9 * (np.abs(predicted).max() or 1.0):
        return None
    surprise = sample.treatment - nuisance.propensity
    expected = nuisance.outcome_control + nuisance.propensity * predicted
    exog = surprise[:, None] * np.column_stack([np.ones_like(spread), spread])
    return _slope(exog, sample.outcome - expected, DIFFERING, sample)


def projection(sample: Sample, nuisance: Nuisance, columns: Array) -> list[Slope]:
    """The effect's slope on each standardised column (n, k), all together."""
    return [
        _slope(_standardised(columns), scores(sample, nuisance), place + 1, sample)
        for place in range(columns.shape[1])
    ]


def scores(sample: Sample, nuisance: Nuisance) -> Array:
    """Each unit's score (n,): its mean over any group is that group's average effect."""
    treated = sample.treatment
    predicted = np.where(treated == 1, nuisance.outcome_treated, nuisance.outcome_control)
    weight = treated / nuisance.propensity - (1 - treated) / (1 - nuisance.propensity)
    effect = nuisance.outcome_treated - nuisance.outcome_control
    return effect + weight * (sample.outcome - predicted)


def _standardised(columns: Array) -> Array:
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0, ddof=1)
    return np.column_stack([np.ones(len(columns)), scaled])


def _slope(exog: Array, outcome: Array, place: int, sample: Sample) -> Slope:
    fit = least_squares(exog, outcome)
    contrast = np.eye(exog.shape[1])[place]
    se_type = "HC2" if sample.clusters is None else "CR2"
    error = standard_error(fit, contrast, se_type, sample.clusters)
    return Slope(float(fit.coefficients[place]), error.std_error, error.df)
