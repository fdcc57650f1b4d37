"""Treatment's coefficient for many assignments at once, where each arm has slopes of its own.

This is Lin's regression, and the difference in means within strata: each arm is fitted by itself,
an intercept for each stratum, and the two are compared for an average unit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.randomization_regression import Regression

Array = NDArray[np.float64]

# An arm's covariates follow from one another where a direction keeps less than this of another's.
COLLINEAR = 1e-12


@dataclass(frozen=True)
class Arm:
    """One arm's fit in each draw.

    ``fit`` (draws, strata, m, 2) are intercepts and slopes of the outcome and of the assignment
    held; ``contrast`` (draws, strata, m) is what of a unit's z weighs its outcome in the mean that
    the arm has for an average unit. ``totals`` (draws, strata) are its units, ``centres`` their
    mean covariates (draws, strata, p), ``inverse`` (draws, p, p) of their products within strata.
    """

    fit: Array
    contrast: Array
    totals: Array
    centres: Array
    inverse: Array

    @property
    def mean(self) -> Array:
        """What the arm has in each stratum (draws, strata, 2), of units with average covariates."""
        return self.fit[:, :, 0]


def arm_of(regression: Regression, members: Array) -> Arm:
    """The fit of the cells that are in an arm (draws, cells), 1 or 0."""
    p = regression.products.shape[1] - 1
    sums = regression.sums.reshape(len(regression.order), -1)
    found = regression.summed(members, np.column_stack([regression.products[:, 0], sums]))
    totals = found[:, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):  # an arm that a stratum has none of
        means = found / totals[:, :, None]
    centres = means[:, :, 1 : p + 1]
    outcomes = found[:, :, p + 1 :].reshape(*totals.shape, p + 1, 2)
    mean_outcomes = means[:, :, p + 1 : p + 3]
    inner = regression.products[:, 1:, 1:].reshape(len(members.T), p * p)
    squares = (members @ inner).reshape(len(members), p, p)
    squares = squares - np.einsum("ds,dsi,dsj->dij", totals, centres, centres)
    inverse = _inverses(squares)
    moments = outcomes[:, :, 1:].sum(axis=1)
    moments = moments - np.einsum("ds,dsi,dsk->dik", totals, centres, mean_outcomes)
    slopes = inverse @ moments
    shares = regression.stratum_sizes / regression.stratum_sizes.sum()
    away = -np.einsum("s,dsi->di", shares, centres)
    turned = np.einsum("dij,dj->di", inverse, away)
    intercepts = mean_outcomes - np.einsum("dsi,dik->dsk", centres, slopes)
    weight = shares / totals - np.einsum("dsi,di->ds", centres, turned)
    return Arm(
        fit=np.concatenate([intercepts[:, :, None], _each(slopes, len(shares))], axis=2),
        contrast=np.concatenate([weight[:, :, None], _each(turned, len(shares))], axis=2),
        totals=totals,
        centres=centres,
        inverse=inverse,
    )


def _each(table: Array, strata: int) -> Array:
    """The same numbers (draws, …) for every stratum (draws, strata, …)."""
    return np.broadcast_to(table[:, None], (len(table), strata, *table.shape[1:]))


def _inverses(matrices: Array) -> Array:
    """Inverses of symmetric matrices (draws, p, p); of a singular one, nothing that is known."""
    if not matrices.shape[1]:
        return matrices
    values, vectors = np.linalg.eigh(np.nan_to_num(matrices))
    singular = values <= COLLINEAR * values[:, -1:]
    inverse = np.where(singular, np.nan, 1 / np.where(singular, 1.0, values))
    return (vectors * inverse[:, None, :]) @ vectors.mT


def effects(regression: Regression, assigned: Array) -> Array:
    """Effects (draws, 2) of the outcome and of the assignment held, for each assignment."""
    arms = arm_of(regression, assigned), arm_of(regression, 1 - assigned)
    return difference(regression, *arms)


def difference(regression: Regression, treated: Arm, control: Arm) -> Array:
    """The arms' means for an average unit, one less the other (draws, 2)."""
    shares = regression.stratum_sizes / regression.stratum_sizes.sum()
    return np.einsum("s,dsk->dk", shares, treated.mean - control.mean)


def variances(regression: Regression, assigned: Array) -> Array:
    """Effects and their HC2 variances (draws, 5), CR2 of cells of one rank.

    The columns are named in `randomization_regression`.
    """
    found = np.zeros((len(assigned), 5))
    arms = []
    for members in (assigned, 1 - assigned):
        arm = arm_of(regression, members)
        arms.append(arm)
        weight, errors = _weights(regression, arm, members), _errors(regression, arm)
        for place, (one, other) in enumerate(((0, 0), (0, 1), (1, 1))):
            product = errors[one] * errors[other]
            product *= weight
            found[:, 2 + place] += product.sum(axis=1)
    found[:, :2] = difference(regression, *arms)
    return found


def _weights(regression: Regression, arm: Arm, members: Array) -> Array:
    """What each cell's squared error counts (draws, cells), one less its leverage divided out."""
    means, sizes = regression.means, regression.sizes
    turned = np.einsum("dsi,dij->dsj", arm.centres, arm.inverse)
    constant = 1 / arm.totals + np.einsum("dsi,dsi->ds", arm.centres, turned)
    leverage = regression.spread(np.concatenate([constant[:, :, None], -2 * turned], axis=2), means)
    p = means.shape[1] - 1
    if p:
        squares = (means[:, 1:, None] * means[:, None, 1:]).reshape(-1, p * p)
        leverage += arm.inverse.reshape(-1, p * p) @ squares.T
    left = 1 - leverage * sizes
    saturated = left < SATURATED
    weight = members * regression.spread(arm.contrast, means) ** 2 / np.where(saturated, 1.0, left)
    weight[saturated] = 0.0
    return weight


def _errors(regression: Regression, arm: Arm) -> tuple[Array, Array]:
    """Each cell's summed residuals (draws, cells), of the outcome and of the assignment held."""
    rows = regression.products[:, 0]
    return tuple(
        regression.sums[:, 0, one] - regression.spread(arm.fit[:, :, :, one], rows)
        for one in (0, 1)
    )
