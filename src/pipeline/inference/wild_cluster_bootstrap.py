"""The restricted wild cluster bootstrap-t: a p-value and an interval for few clusters.

Residuals of the fit that obeys the null are multiplied by one random number a cluster, and the
cluster-robust t statistic is computed again. In the coordinates of Z (X = ZR within absorbed
groups, Z'WZ = I, the coefficient's own column last) a draw needs no more of a cluster than the
sums Z_g'W e and Z_g'W z, z being that last column; and the statistic under any other null differs
in one number only, so that inverting the test for an interval costs next to nothing.

References
----------
Cameron, Gelbach and Miller (2008). Bootstrap-based improvements for inference with clustered
errors. Review of Economics and Statistics 90(3).
Roodman, MacKinnon, Nielsen and Webb (2019). Fast and wild. Stata Journal 19(1).
Webb (2023). Reworking wild bootstrap-based inference for clustered errors. Canadian Journal of
Economics 56(3), for the six-point distribution.
MacKinnon and Webb (2018), Econometrics Journal 21(2), for where it fails: few treated clusters.
"""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import groups_of
from pipeline.inference.least_squares import least_squares, orthonormal
from pipeline.inference.randomization import TIE
from pipeline.inference.resampling import BLOCK_CELLS

Array = NDArray[np.float64]
Multipliers = Literal["Rademacher", "Webb"]

POINTS: dict[str, Array] = {
    "Rademacher": np.array([1.0, -1.0]),
    "Webb": np.sqrt([0.5, 1.0, 1.5])[:, None] @ np.array([[1.0, -1.0]]),
}
# Below so many clusters two points give too few different draws, and Webb's six are used.
FEW_FOR_TWO_POINTS = 12
# Nulls at which the test is looked at on either side of the estimate, in standard errors; where it
# accepts the last, the interval has no end on that side.
NULLS = np.r_[np.linspace(0, 10, 81)[1:], np.geomspace(10, 1e4, 61)[1:]]
HALVINGS = 60


@dataclass(frozen=True)
class WildClusterBootstrap:
    """The test that a coefficient is zero, and the interval of the nulls that it accepts.

    ``statistic`` is the cluster-robust t without small-sample factor, which cancels. ``exact``
    where all draws that the multipliers allow were looked at. A limit is infinite where the test
    accepts every null on that side.
    """

    estimate: float
    statistic: float
    p_value: float
    conf_low: float
    conf_high: float
    draws: int
    exact: bool
    multipliers: Multipliers
    n_clusters: int


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
    def variance(self) -> float:
        """The cluster-robust variance of ``estimate``, without small-sample factor."""
        return float((self.scores[:, 0] ** 2).sum())


@dataclass(frozen=True)
class Draws:
    """Bootstrap t statistics as functions of d, the estimate less the null; all (draws,).

    t* = (shift + d slope) / sqrt(constant + 2 d linear + d^2 square).
    """

    shift: Array
    slope: Array
    constant: Array
    linear: Array
    square: Array

    def statistics(self, distance: float) -> Array:
        squares = self.constant + 2 * distance * self.linear + distance**2 * self.square
        with np.errstate(divide="ignore", invalid="ignore"):  # a draw that fits the data exactly
            return np.abs(self.shift + distance * self.slope) / np.sqrt(squares)


def wild_cluster_bootstrap(
    sums: ClusterSums, draws: int, rng: np.random.Generator, alpha: float = 0.05
) -> WildClusterBootstrap:
    """Tests that the coefficient is zero, and inverts the test for an interval of 1 - ``alpha``.

    Multipliers are Rademacher's (1 and -1), or Webb's six points under 12 clusters. Where there
    are no more different draws than ``draws``, each is looked at once and the p-value is exact.

    Parameters
    ----------
    sums
        The fit, summed within clusters: see `cluster_sums`.
    draws
        How many draws are made at most; the data as they are count as one more.
    alpha
        One less the confidence of the interval: the hull of the nulls with a p-value above it.
    """
    clusters = len(sums.scores)
    multipliers: Multipliers = "Webb" if clusters < FEW_FOR_TWO_POINTS else "Rademacher"
    drawn, exact = _drawn(sums, POINTS[multipliers].ravel(), draws, rng)
    number = len(drawn.shift)

    def p_value(distance: float) -> float:
        observed = abs(distance) / np.sqrt(sums.variance)
        as_extreme = int((drawn.statistics(distance) >= observed * (1 - TIE)).sum())
        return as_extreme / number if exact else (1 + as_extreme) / (1 + number)

    error = np.sqrt(sums.variance)
    limits = [sums.estimate - side * _reach(p_value, side * error, alpha) for side in (1, -1)]
    low, high = sorted(limit / sums.scale for limit in limits)
    return WildClusterBootstrap(
        estimate=sums.estimate / sums.scale,
        statistic=float(sums.estimate / error * np.sign(sums.scale)),
        p_value=p_value(sums.estimate),
        conf_low=float(low),
        conf_high=float(high),
        draws=number,
        exact=exact,
        multipliers=multipliers,
        n_clusters=clusters,
    )


def _drawn(
    sums: ClusterSums, points: Array, draws: int, rng: np.random.Generator
) -> tuple[Draws, bool]:
    """The statistics of at most ``draws`` draws, and whether those are all that there are."""
    clusters = len(sums.scores)
    different = len(points) ** clusters // 2
    exact = different <= draws
    number = different if exact else draws
    every = enumerated(points, clusters) if exact else None
    block = max(1, BLOCK_CELLS // clusters)
    parts = []
    for start in range(0, number, block):
        size = min(block, number - start)
        some = every[start : start + size] if exact else rng.choice(points, (size, clusters))
        parts.append(bootstrapped(sums, some))
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0]))
    return Draws(*joined), exact


def _reach(p_value, error: float, alpha: float) -> float:
    """How far from the estimate, in the direction of ``error``, nulls are accepted."""
    accepted = np.array([p_value(null * error) > alpha for null in NULLS])
    if accepted[-1]:
        return np.inf
    last = np.flatnonzero(accepted)
    inside, outside = (
        (NULLS[last[-1]] if len(last) else 0.0),
        NULLS[last[-1] + 1 if len(last) else 0],
    )
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if p_value(middle * error) > alpha else (inside, middle)
    return float(inside * abs(error))


def cluster_sums(
    exog: Array,
    outcome: Array,
    clusters: NDArray,
    coefficient: int,
    weights: Array | None = None,
    absorbed: NDArray | None = None,
) -> ClusterSums:
    """What the bootstrap needs of a least-squares fit, summed within clusters.

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
    last = np.r_[np.delete(np.arange(exog.shape[1]), coefficient), coefficient]
    basis, triangle = orthonormal(exog[:, last], weights, absorbed)
    weight = np.ones(len(outcome)) if weights is None else weights
    own = basis[:, -1] * weight
    residuals = least_squares(exog, outcome, weights, absorbed).residuals * weight
    _, cluster = np.unique(clusters, return_inverse=True)

    def summed(values: Array) -> Array:
        columns = [np.bincount(cluster, column * values) for column in basis.T[::-1]]
        if absorbed is not None:
            columns.extend(_by_group(values, cluster, absorbed, weights))
        return np.stack(columns, axis=1)

    return ClusterSums(
        summed(residuals), summed(own), float(own @ outcome), float(triangle[-1, -1])
    )


def _by_group(
    values: Array, cluster: NDArray, absorbed: NDArray, weights: Array | None
) -> list[Array]:
    """Sums (clusters,) over the rows of each absorbed group that reaches beyond one cluster."""
    groups = groups_of(absorbed, weights)
    cells = np.unique(np.stack([groups.of_row, cluster]), axis=1)[0]
    several = np.flatnonzero(np.bincount(cells, minlength=len(groups)) > 1)
    number = cluster.max() + 1
    table = np.bincount(groups.of_row * number + cluster, values, len(groups) * number)
    table = table.reshape(len(groups), number) / np.sqrt(groups.total)[:, None]
    return list(table[several])


def bootstrapped(sums: ClusterSums, multipliers: Array) -> Draws:
    """The t statistics of draws with these multipliers (draws, clusters)."""
    shift, slope = multipliers @ sums.scores, multipliers @ sums.own
    of_residuals = multipliers * sums.scores[:, 0] - shift @ sums.own.T
    of_effect = multipliers * sums.own[:, 0] - slope @ sums.own.T
    return Draws(
        shift=shift[:, 0],
        slope=slope[:, 0],
        constant=(of_residuals**2).sum(axis=1),
        linear=(of_residuals * of_effect).sum(axis=1),
        square=(of_effect**2).sum(axis=1),
    )


def enumerated(points: Array, clusters: int) -> Array:
    """Every vector of multipliers (draws, clusters) once, but not its mirror image.

    Turning all signs leaves the size of t as it is; so the first cluster's stays positive.
    """
    positive = points[points > 0]
    rest = np.array(list(product(points, repeat=clusters - 1))).reshape(-1, clusters - 1)
    first = np.repeat(positive, len(rest))
    return np.column_stack([first, np.tile(rest, (len(positive), 1))])
