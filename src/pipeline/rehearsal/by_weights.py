"""Comparisons of units that stand for more than themselves, under many assignments at once.

As in `by_units`, with weighted sums; the errors are linearised, from each row's influence.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.sampling import Sampling, Stage
from pipeline.rehearsal.by_units import COLLINEAR, inverses, unless
from pipeline.rehearsal.planting import PotentialOutcomes

Array = NDArray[np.float64]


def weighted_interacted_answers(
    treatment: Array, outcomes: PotentialOutcomes, basis: Array, sampling: Sampling
) -> Array:
    """The effect on an average person of the population, each arm with slopes of its own.

    ``basis`` (n, k) is orthonormal in the population; see `by_units.orthonormal_columns`.
    """
    weights, columns = sampling.weights / sampling.weights.mean(), basis.shape[1]
    heavy = basis * weights[:, None]
    squares = (heavy[:, :, None] * basis[:, None, :]).reshape(len(basis), -1)
    shape = (len(treatment), columns, -1)
    slopes, bread, refused = [], [], np.zeros(len(treatment), bool)
    arms = (treatment, outcomes.given), (1 - treatment, outcomes.without[:, None])
    for arm, values in arms:
        inverse, singular = inverses((arm @ squares).reshape(*shape))
        products = (heavy[:, :, None] * values[:, None, :]).reshape(len(basis), -1)
        slopes.append(inverse @ (arm @ products).reshape(*shape))
        bread.append(inverse[:, 0])
        refused |= singular
    answers = np.empty((len(treatment), len(outcomes.planted), 3))
    answers[:, :, 2] = sampling.df + 1 - 2 * columns
    for place in range(len(outcomes.planted)):
        apart = slopes[0][:, :, place] - slopes[1][:, :, 0]
        influence = weights / weights.sum() * (apart[:, 1:] @ basis[:, 1:].T)
        for sign, (arm, values), slope, row in zip((1, -1), arms, slopes, bread, strict=True):
            own = place if sign == 1 else 0
            residual = values[:, own] - slope[:, :, own] @ basis.T
            influence += sign * arm * weights * residual * (row @ basis.T)
        answers[:, place, 0] = apart[:, 0]
        answers[:, place, 1] = np.sqrt(variances_of_totals(influence, sampling))
    return unless(refused, answers)


def weighted_pooled_answers(
    treatment: Array, outcomes: PotentialOutcomes, basis: Array, sampling: Sampling
) -> Array:
    """The coefficient of treatment beside columns whose slopes both arms share."""
    weights = sampling.weights / sampling.weights.mean()
    heavy = basis * weights[:, None] / len(basis)
    left = treatment - (treatment @ heavy) @ basis.T
    length = (left**2) @ weights
    refused = length <= COLLINEAR * len(basis)
    length = np.where(refused, 1.0, length)[:, None]
    answers = np.empty((len(treatment), len(outcomes.planted), 3))
    answers[:, :, 2] = sampling.df - basis.shape[1]
    for place, gain in enumerate(outcomes.gains.T):
        values = outcomes.without + treatment * gain
        values = values - (values @ heavy) @ basis.T
        slope = ((left * values) @ weights)[:, None] / length
        influence = weights * left * (values - slope * left) / length
        answers[:, place, 0] = slope[:, 0]
        answers[:, place, 1] = np.sqrt(variances_of_totals(influence, sampling))
    return unless(refused, answers)


def variances_of_totals(contributions: Array, sampling: Sampling) -> Array:
    """The variance (draws,) of each total of weighted contributions (draws, n).

    What `linearisation.covariance_of_totals` has on its diagonal.
    """
    share, total = np.ones(len(sampling)), np.zeros(len(contributions))
    for stage in sampling.stages:
        total += _between_units(contributions, stage, share)
        share = share * stage.fraction
        if not share.any():
            break
    return total


def _between_units(contributions: Array, stage: Stage, share: Array) -> Array:
    """One stage's part (draws,): units' totals around their stratum's mean."""
    units, first, place = np.unique(stage.unit, return_index=True, return_inverse=True)
    sums = _summed(contributions, place, len(units))
    strata, stratum = np.unique(stage.stratum[first], return_inverse=True)
    drawn = stage.drawn[first]
    alone = drawn == 1
    factor = share[first] * (1 - stage.fraction[first]) * drawn / np.where(alone, 1, drawn - 1)
    within = _summed(sums, stratum, len(strata))[:, stratum] / drawn
    centred = sums - np.where(alone, 0, 1) * within
    present = np.bincount(stratum)[stratum]
    empty = np.where(alone, 0, (drawn - present) / present)
    return centred**2 @ factor + within**2 @ (factor * empty)


def _summed(columns: Array, group: NDArray[np.intp], number: int) -> Array:
    """Sums of (draws, n) within groups (draws, number)."""
    from scipy.sparse import csr_array

    member = csr_array((np.ones(len(group)), (np.arange(len(group)), group)), (len(group), number))
    return columns @ member
