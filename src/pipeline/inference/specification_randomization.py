"""Many regressions of the same people, computed again for each assignment that a lottery draws.

With covariates partialled out of everything (Frisch, Waugh and Lovell), a draw of an analysis of
covariance needs no more than the residual of the drawn assignment; where each arm has slopes of
its own, each arm's cross-products, which are sums over those who are in it. Units' errors are HC2.
Errors of clusters that were drawn come from sums over clusters, a squared score being divided by
one less the cluster's share in the contrast: CR2 where nothing is adjusted for, and near it
otherwise. The assignment that was held is judged by the same statistic as those drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import summed_within
from pipeline.inference.adjustment import SATURATED
from pipeline.inference.specification_regressions import People

Array = NDArray[np.float64]
Positions = NDArray[np.intp]

# Draws by units that are worked on at once: few enough for a processor's nearest memory.
FEW_CELLS = 64_000


@dataclass(frozen=True)
class Redrawn:
    """One regression of some outcomes: rows (n, k) orthonormal but for scale, outcomes (n, m).

    ``places`` (n,) are where the rows' units, or their clusters, stand in an assignment.
    """

    rows: Array
    outcomes: Array
    places: Positions
    own_slopes: bool
    clustered: bool

    @cached_property
    def residuals(self) -> Array:
        """What the rows leave of the outcomes (n, m)."""
        return self.outcomes - self.rows @ (self.rows.T @ self.outcomes)

    @cached_property
    def leverage(self) -> Array:
        """The rows' own leverage (n,)."""
        return (self.rows**2).sum(axis=1)

    @cached_property
    def squares(self) -> Array:
        """The rows' products with themselves, summed over each cluster (clusters, k * k)."""
        return self._summed(_products(self.rows, self.rows))

    @cached_property
    def crossed(self) -> Array:
        """The rows' products with the residuals, summed over each cluster (clusters, k * m)."""
        return self._summed(_products(self.rows, self.residuals))

    def pieces(self, draws: int) -> Iterator[slice]:
        """The rows in pieces so small that each, for so many draws, is a small table."""
        size = max(1, FEW_CELLS // max(draws, self.rows.shape[1] * sum(self.widths)))
        return (slice(start, start + size) for start in range(0, len(self.rows), size))

    @property
    def widths(self) -> tuple[int, int]:
        """How many columns the rows have, and how many outcomes there are: k and m."""
        return self.rows.shape[1], self.outcomes.shape[1]

    @cached_property
    def of_clusters(self) -> tuple[Positions, Array]:
        """The clusters that have rows, and which of them each row is in."""
        return np.unique(self.places, return_inverse=True)

    def _summed(self, table: Array) -> Array:
        places, inside = self.of_clusters
        return summed_within(table, inside, len(places))


def redrawn(
    people: People, columns: Positions, places: Positions, *, own_slopes: bool, clustered: bool
) -> Redrawn:
    """What draws need of a regression of the people's outcomes on treatment and some columns."""
    rows = people.table[:, np.r_[0, columns + 1]]
    basis = np.linalg.qr(rows)[0]
    basis *= np.sign(basis[0, 0]) or 1.0
    # Without columns both regressions are the difference in means, and this is the shorter way.
    own_slopes = own_slopes and (clustered or len(columns) > 0)
    return Redrawn(basis, people.outcomes, places, own_slopes, clustered)


def drawn_effects(regression: Redrawn, assignments: Array) -> tuple[Array, Array]:
    """Effects and standard errors, each (draws, m), for assignments (draws, cells) of 0 and 1.

    A draw in which an arm cannot be fitted has neither (not a number).
    """
    if regression.clustered:
        drawn = assignments[:, regression.of_clusters[0]]
        made, size = CLUSTERS[regression.own_slopes], len(drawn)
    else:
        drawn = assignments[:, regression.places]
        few = max(1, FEW_CELLS // drawn.shape[1])
        made, size = UNITS[regression.own_slopes], len(drawn) if regression.own_slopes else few
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [
            made(regression, drawn[start : start + size]) for start in range(0, len(drawn), size)
        ]
    effects, variances = (np.concatenate(part) for part in zip(*parts, strict=True))
    return effects, np.sqrt(variances)


def _units_common_slopes(regression: Redrawn, drawn: Array) -> tuple[Array, Array]:
    outcomes = regression.residuals
    residual = drawn - (drawn @ regression.rows) @ regression.rows.T
    squared = residual**2
    length = squared.sum(axis=1, keepdims=True)
    effects = residual @ outcomes / length
    left = 1 - regression.leverage - squared / length
    weights = np.where(left < SATURATED, 0.0, squared / left)
    own = weights @ outcomes**2
    whole = np.einsum("ij,ij->i", weights, squared)[:, None]
    residual *= weights
    across = residual @ outcomes
    return effects, (own - 2 * effects * across + effects**2 * whole) / length**2


def _products(left: Array, right: Array) -> Array:
    """Each row's products of one matrix (n, a) with another (n, b), as rows (n, a * b)."""
    return (left[:, :, None] * right[:, None, :]).reshape(len(left), -1)


def _arm(regression: Redrawn, members: Array) -> tuple[Array, Array]:
    """An arm's coefficients (draws, k, m), and the inverse of its cross-products (draws, k, k)."""
    k, m = regression.widths
    if regression.clustered:
        squares, crossed = members @ regression.squares, members @ regression.crossed
    else:
        squares, crossed = np.zeros((len(members), k * k)), np.zeros((len(members), k * m))
        for piece in regression.pieces(len(members)):
            rows = regression.rows[piece]
            squares += members[:, piece] @ _products(rows, rows)
            crossed += members[:, piece] @ _products(rows, regression.residuals[piece])
    inverse = _inverses(squares.reshape(-1, k, k))
    return inverse @ crossed.reshape(-1, k, m), inverse


def _inverses(squares: Array) -> Array:
    """Inverses (draws, k, k) of an arm's cross-products, not a number where there is none.

    The rows are orthonormal, so that an arm's products are near a share of the identity.
    """
    values = np.linalg.eigvalsh(squares)
    singular = ~(values[:, 0] > SATURATED * values[:, -1])
    inverse = np.linalg.inv(np.where(singular[:, None, None], np.eye(squares.shape[1]), squares))
    inverse[singular] = np.nan
    return inverse


def _units_own_slopes(regression: Redrawn, drawn: Array) -> tuple[Array, Array]:
    """Each arm by itself; an average unit's row is the first unit vector, scaled."""
    average = regression.rows[0, 0]
    effects = np.zeros((len(drawn), regression.widths[1]))
    variances = np.zeros_like(effects)
    for members, sign in ((drawn, 1), (1 - drawn, -1)):
        slopes, inverse = _arm(regression, members)
        effects += sign * average * slopes[:, 0]
        flat = inverse.reshape(len(drawn), -1)
        for piece in regression.pieces(len(drawn)):
            rows, residuals = regression.rows[piece], regression.residuals[piece]
            left = 1 - flat @ _products(rows, rows).T
            weights = members[:, piece] * (average * inverse[:, 0] @ rows.T) ** 2
            weights = np.where(left < SATURATED, 0.0, weights / left)
            for j, own in enumerate(residuals.T):
                errors = own - slopes[:, :, j] @ rows.T
                variances[:, j] += np.einsum("ij,ij,ij->i", weights, errors, errors)
    return effects, variances


def _clusters_common_slopes(regression: Redrawn, drawn: Array) -> tuple[Array, Array]:
    k, m = regression.widths
    clusters = len(regression.squares)
    sums = regression.squares[:, :k] / regression.rows[0, 0]
    taken = drawn @ sums
    fitted = taken @ sums.T
    sizes = regression.squares[:, 0] / regression.rows[0, 0] ** 2
    inner = regression.squares.reshape(clusters, k, k)
    both = (taken @ inner.reshape(clusters * k, k).T).reshape(-1, clusters, k) @ taken[:, :, None]
    lengths = drawn * sizes - 2 * drawn * fitted + both[:, :, 0]
    length = lengths.sum(axis=1, keepdims=True)
    crossed = regression.crossed.reshape(clusters, k, m)
    effects = np.empty((len(drawn), m))
    variances = np.empty_like(effects)
    for j in range(m):
        along = drawn * (crossed[:, 0, j] / regression.rows[0, 0]) - taken @ crossed[:, :, j].T
        effects[:, j] = along.sum(axis=1) / length[:, 0]
        scores = along - effects[:, [j]] * lengths
        variances[:, j] = (scores**2 / (1 - lengths / length)).sum(axis=1) / length[:, 0] ** 2
    return effects, variances


def _clusters_own_slopes(regression: Redrawn, drawn: Array) -> tuple[Array, Array]:
    k, m = regression.widths
    clusters, average = len(regression.squares), regression.rows[0, 0]
    crossed = regression.crossed.reshape(clusters, k, m)
    inner = regression.squares.reshape(clusters * k, k)
    effects, variances = 0.0, 0.0
    for members, sign in ((drawn, 1), (1 - drawn, -1)):
        slopes, inverse = _arm(regression, members)
        effects = effects + sign * average * slopes[:, 0]
        turned = average * inverse[:, 0]
        spread = (turned @ inner.T).reshape(-1, clusters, k)
        lengths = (spread @ turned[:, :, None])[:, :, 0] * members
        left = 1 - lengths / lengths.sum(axis=1, keepdims=True)
        found = []
        for j in range(m):
            scores = turned @ crossed[:, :, j].T - (spread @ slopes[:, :, [j]])[:, :, 0]
            found.append((members * scores**2 / left).sum(axis=1))
        variances = variances + np.stack(found, axis=1)
    return effects, variances


# By whether each arm has slopes of its own.
UNITS = {False: _units_common_slopes, True: _units_own_slopes}
CLUSTERS = {False: _clusters_common_slopes, True: _clusters_own_slopes}
