"""What a wild bootstrap needs of a regression, summed within the groups that share a multiplier.

In the coordinates of Z (X = ZR within absorbed groups, Z'WZ = I, the tested coefficient's own
column z) a draw with multipliers v has residuals v e less what Z fits of them, and restricted
residuals add d z to e, d being the distance of the null from the estimate. So every sum that a
draw needs is linear in v, and in d.

References
----------
Roodman, MacKinnon, Nielsen and Webb (2019). Fast and wild. Stata Journal 19(1).
Cameron, Gelbach and Miller (2011). Robust inference with multiway clustering. JBES 29(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import groups_of
from pipeline.inference.least_squares import least_squares, orthonormal
from pipeline.inference.regression import Regression

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class ClusterSums:
    """Each cluster's residual scores Z_g'We and Z_g'Wz, both (clusters, columns of Z).

    Z holds the dummies of absorbed groups that cross clusters as well; the tested coefficient's
    column is the first. ``estimate`` is z'Wy, and ``scale`` what turns it into the coefficient.
    """

    scores: Array
    own: Array
    estimate: float
    scale: float

    @property
    def groups(self) -> int:
        return len(self.scores)

    @property
    def variance(self) -> float:
        """The cluster-robust variance of ``estimate``, without small-sample factor."""
        return float((self.scores[:, 0] ** 2).sum())


@dataclass(frozen=True)
class CrossedSums:
    """The same where multipliers are drawn at another level than errors are clustered at.

    ``shift`` and ``slope`` (groups,) give a draw's estimate, ``residual`` and ``effect``
    (groups, terms) the terms whose squares, times ``signs`` (terms,), add up to its variance.
    ``variance`` is that of ``estimate`` in the data.
    """

    shift: Array
    slope: Array
    residual: Array
    effect: Array
    signs: Array
    variance: float
    estimate: float
    scale: float

    @property
    def groups(self) -> int:
        return len(self.shift)


@dataclass(frozen=True)
class _Coordinates:
    """Z (n, columns), z (n,) and the residuals (n,), the last two times the weights."""

    basis: Array
    own: Array
    residuals: Array
    scale: float


def cluster_sums(
    exog: Array,
    outcome: Array,
    clusters: NDArray,
    coefficient: int,
    weights: Array | None = None,
    absorbed: NDArray | None = None,
) -> ClusterSums:
    """The sums of a regression whose multipliers and errors go by the same clusters.

    Parameters
    ----------
    exog
        Regressors (n, k) of full column rank; without an intercept where groups are absorbed.
    outcome
        Outcome (n,).
    clusters
        Cluster of each row (n,), of any type that can be sorted.
    coefficient
        Which column of ``exog`` is tested.
    weights, absorbed
        Positive weights (n,) and groups (n,) with an intercept each, where the fit has them.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the regressors are collinear.
    """
    regression = Regression(exog, outcome, coefficient, weights, absorbed)
    found, cluster = _coordinates(regression), _codes(clusters)
    scores, own = (
        _summed(regression, found, values, cluster) for values in (found.residuals, found.own)
    )
    crossing = np.abs(own).max(axis=0) > 0
    crossing[: found.basis.shape[1]] = True
    return ClusterSums(
        scores[:, crossing], own[:, crossing], float(found.own @ outcome), found.scale
    )


def crossed_sums(
    regression: Regression, levels: tuple[tuple[float, NDArray], ...], drawn_by: NDArray
) -> CrossedSums:
    """The sums of a regression whose variance adds up over one or several ways of clustering.

    Parameters
    ----------
    levels
        For each way its sign and its clusters (n,): one way for the subcluster bootstrap; two and
        their intersection, with a minus, for two-way clustering. Where there are several, each
        has its own factor G / (G - 1).
    drawn_by
        Groups (n,) whose rows share a multiplier.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the regressors are collinear.
    """
    found, group = _coordinates(regression), _codes(drawn_by)
    scores = _summed(regression, found, found.residuals, group)
    slopes = _summed(regression, found, found.own, group)
    residual, effect, signs, variance = [], [], [], 0.0
    for sign, labels in levels:
        cluster = _codes(labels)
        number = cluster.max() + 1
        factor = sign * (number / (number - 1) if len(levels) > 1 else 1.0)
        own = _summed(regression, found, found.own, cluster)
        column = found.basis[:, 0]
        cells = _table(column * found.residuals, group, cluster)
        residual.append(cells - scores @ own.T)
        effect.append(_table(column * found.own, group, cluster) - slopes @ own.T)
        signs.append(np.full(number, factor))
        variance += factor * float((cells.sum(axis=0) ** 2).sum())
    terms = _fewer(np.hstack(residual), np.hstack(effect), np.concatenate(signs))
    estimate = float(found.own @ regression.outcome)
    return CrossedSums(scores[:, 0], slopes[:, 0], *terms, variance, estimate, found.scale)


def two_ways(one: NDArray, other: NDArray) -> tuple[tuple[float, NDArray], ...]:
    """The levels of two-way clustering: either way, less what both have in common."""
    first, second = _codes(one), _codes(other)
    return (1.0, first), (1.0, second), (-1.0, first * (second.max() + 1) + second)


def _coordinates(regression: Regression) -> _Coordinates:
    """Z with the tested column first, made by putting it last."""
    exog, coefficient, weights = regression.exog, regression.coefficient, regression.weights
    last = np.r_[np.delete(np.arange(exog.shape[1]), coefficient), coefficient]
    basis, triangle = orthonormal(exog[:, last], weights, regression.absorbed)
    weight = np.ones(len(exog)) if weights is None else weights
    fit = least_squares(exog, regression.outcome, weights, regression.absorbed)
    scale = float(triangle[-1, -1])
    return _Coordinates(basis[:, ::-1], basis[:, -1] * weight, fit.residuals * weight, scale)


def _summed(regression: Regression, found: _Coordinates, values: Array, cluster: Codes) -> Array:
    """Sums (clusters, columns) of values times each column of Z, absorbed dummies among them."""
    columns = [np.bincount(cluster, column * values) for column in found.basis.T]
    if regression.absorbed is None:
        return np.stack(columns, axis=1)
    groups = groups_of(regression.absorbed, regression.weights)
    dummies = _table(values, cluster, groups.of_row) / np.sqrt(groups.total)
    # A group inside one cluster leaves nothing there of z, but rounding.
    cells = np.unique(np.stack([groups.of_row, cluster]), axis=1)[0]
    return np.column_stack([*columns, dummies * (np.bincount(cells) > 1)])


def _table(values: Array, rows: Codes, columns: Codes) -> Array:
    """Sums of values (n,) by two codes (n,), as a matrix."""
    shape = rows.max() + 1, columns.max() + 1
    cell = rows * shape[1] + columns
    return np.bincount(cell, values, shape[0] * shape[1]).reshape(shape)


def _codes(labels: NDArray) -> Codes:
    return np.unique(labels, return_inverse=True)[1]


def _fewer(residual: Array, effect: Array, signs: Array) -> tuple[Array, Array, Array]:
    """Terms with the same sums of squares and products, at most two for each group."""
    groups = len(residual)
    if len(signs) <= 2 * groups:
        return residual, effect, signs
    both = np.vstack([residual, effect])
    values, vectors = np.linalg.eigh((both * signs) @ both.T)
    return vectors[:groups], vectors[groups:], values
