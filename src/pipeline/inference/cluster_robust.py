"""Bias-reduced cluster-robust inference (CR2) with Satterthwaite degrees of freedom.

Notation of Pustejovsky and Tipton (2018): X is the design matrix, W the weights, M the bread, H
the hat matrix, A_g the adjustment matrix of cluster g. With X = ZR within absorbed groups and
Z'WZ = I, all that inference about X needs is the matrix of rows A_g W_g Z_g, as long and as wide
as X: no dummy is made, and no matrix of n by n. The working model is that of independent errors
with one variance, whatever the weights, as clubSandwich and estimatr have it. With one unit a
cluster and no weights, CR2 is HC2.

References
----------
Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression
with multi-stage samples. Survey Methodology 28(2).
Pustejovsky, J. E. and Tipton, E. (2018). Small-sample methods for cluster-robust variance
estimation and hypothesis testing in fixed effects models. JBES 36(4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import Groups, groups_of
from pipeline.inference.adjustment import ClusteredRows, adjusted_rows
from pipeline.inference.least_squares import orthonormal

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ClusterRobust:
    """The CR2 covariance of coefficients (k, k), and what the degrees of freedom need.

    ``rotation`` (k, k) takes a contrast of coefficients to Z's coordinates; ``rows`` are Z by
    cluster, and ``adjusted`` (n, k) the A_g W_g Z_g in the same order.
    """

    covariance: Array
    rotation: Array
    rows: ClusteredRows
    adjusted: Array

    @property
    def n_clusters(self) -> int:
        return len(self.rows.starts)


@dataclass(frozen=True)
class WaldTest:
    """A joint test: F statistic, its degrees of freedom, and its p-value."""

    statistic: float
    df_numerator: int
    df_denominator: float
    p_value: float


def cluster_robust(
    exog: Array,
    residuals: Array,
    clusters: NDArray,
    weights: Array | None = None,
    absorbed: NDArray | None = None,
) -> ClusterRobust:
    """The CR2 covariance of a least-squares fit, under the working model of independent errors.

    Parameters
    ----------
    exog
        Regressors (n, k) of full column rank; without an intercept where groups are absorbed.
    residuals
        Residuals (n,) of the fit, with the weights and the absorbed groups if there are any.
    clusters
        Cluster of each row (n,), of any type that can be sorted.
    weights
        Positive weights (n,) that the fit used; their scale does not matter.
    absorbed
        Group of each row (n,) where the fit has an intercept for each: groups may lie inside
        clusters, hold several clusters, or cross them.

    Raises
    ------
    ValueError
        Where a weight is not positive.
    numpy.linalg.LinAlgError
        Where the regressors are collinear.
    """
    if weights is not None:
        if not (weights > 0).all():
            raise ValueError("weights must be positive: leave out the rows that have none")
        weights = weights / weights.mean()
    order = np.argsort(clusters, kind="stable")
    sorted_clusters = np.asarray(clusters)[order]
    starts = np.flatnonzero(np.r_[True, sorted_clusters[1:] != sorted_clusters[:-1]])
    basis, triangle = orthonormal(exog, weights, absorbed)
    rows = ClusteredRows(
        basis=basis[order],
        starts=starts,
        weights=None if weights is None else weights[order],
        groups=None if absorbed is None else _sorted(groups_of(absorbed, weights), order),
    )
    adjusted = adjusted_rows(rows)
    scores = np.add.reduceat(adjusted * residuals[order][:, None], starts, axis=0)
    inverse = np.linalg.inv(triangle)
    return ClusterRobust(
        covariance=inverse @ (scores.T @ scores) @ inverse.T,
        rotation=inverse.T,
        rows=rows,
        adjusted=adjusted,
    )


def _sorted(groups: Groups, order: NDArray[np.intp]) -> Groups:
    return Groups(groups.of_row[order], groups.total)


def satterthwaite_df(robust: ClusterRobust, contrast: Array) -> float:
    """Degrees of freedom of the t statistic of one contrast (k,) of the coefficients."""
    return _wishart_df(robust, np.atleast_2d(contrast))


def wald_test(robust: ClusterRobust, coefficients: Array, contrasts: Array) -> WaldTest:
    """The approximate Hotelling T-squared test (HTZ) that q contrasts (q, k) are all zero."""
    from scipy.stats import f

    contrasts = np.atleast_2d(contrasts)
    q = len(contrasts)
    values = contrasts @ coefficients
    covariance = contrasts @ robust.covariance @ contrasts.T
    distance = float(values @ np.linalg.solve(covariance, values))
    eta = _wishart_df(robust, contrasts)
    df = eta - q + 1
    statistic = distance * df / (eta * q)
    return WaldTest(statistic, q, df, float(f.sf(statistic, q, df)))


def _wishart_df(robust: ClusterRobust, contrasts: Array) -> float:
    """Degrees of freedom of the Wishart distribution nearest to the covariance estimator's.

    Matches the mean and the total variance of its entries: q(q + 1) over the sum of the variances
    once its mean is made the identity (Pustejovsky and Tipton 2018, section 3.2). For q = 1 it is
    Satterthwaite's approximation.

    The variances are sums over pairs of clusters of products of the q-by-q matrices
    Omega_gh = 1(g = h) own_g + left_g right_h', which are never formed.
    """
    q = len(contrasts)
    rotated = contrasts @ robust.rotation.T
    mean = _mean(robust.rows, robust.adjusted @ rotated.T)
    standard = np.linalg.cholesky(np.linalg.inv(mean)).T @ rotated
    values = robust.adjusted @ standard.T  # (n, q): A_g W_g X_g M c, for each contrast
    left, right = zip(*(_factors(robust.rows, values[:, a]) for a in range(q)), strict=True)
    traces, variances = np.zeros(robust.n_clusters), 0.0
    lost_traces = np.zeros(robust.n_clusters)
    for a in range(q):
        for b in range(a, q):
            own = np.add.reduceat(values[:, a] * values[:, b], robust.rows.starts)
            lost = _row_products(left[a], right[b])
            lefts, rights = left[a].T @ left[b], right[a].T @ right[b]
            products = float(own @ own + 2 * own @ lost) + _inner(lefts, rights.T)
            variances += (products + _inner(lefts, rights)) * (1 if a == b else 2)
            if a == b:
                traces, lost_traces = traces + own, lost_traces + lost
    variances += float(traces @ traces + 2 * traces @ lost_traces)
    return float(q * (q + 1) / variances)


def _mean(rows: ClusteredRows, values: Array) -> Array:
    """What the covariance estimator of contrasts is on average, under the working model (q, q).

    Not quite their covariance where a cluster is saturated, and so loses a direction.
    """
    left, right = zip(*(_factors(rows, column) for column in values.T), strict=True)
    lost = [[float(_row_products(one, other).sum()) for other in right] for one in left]
    return values.T @ values + np.array(lost)


def _factors(rows: ClusteredRows, values: Array) -> tuple[Array, Array]:
    """Two matrices (clusters, r) whose product is what the fit takes from pairs of clusters.

    ``values`` (n,) are a contrast's A_g W_g X_g M c. Without weights the product is minus that of
    Z_g'values with itself; groups that cross clusters add a sparse column each.
    """
    fitted = np.add.reduceat(rows.basis * values[:, None], rows.starts, axis=0)
    if rows.weights is None:
        if rows.groups is None:
            return fitted, -fitted
        joined = _beside(fitted, _in_groups(rows, values))
        return joined, -joined
    weighted = values * rows.weights
    scores = np.add.reduceat(rows.basis * weighted[:, None], rows.starts, axis=0)
    squares = rows.squares
    if rows.groups is None:
        return np.hstack([fitted, scores]), np.hstack([fitted @ squares - scores, -fitted])
    in_groups, scores_in_groups = _in_groups(rows, values), _in_groups(rows, weighted)
    scores = scores - in_groups @ rows.squares_across.T
    turned = in_groups.multiply(rows.squares_of_groups[None, :]) - scores_in_groups
    left = _beside(np.hstack([fitted, scores]), in_groups, scores_in_groups)
    right = _beside(np.hstack([fitted @ squares - scores, -fitted]), turned, -in_groups)
    return left, right


def _in_groups(rows: ClusteredRows, values: Array):
    """The sums of values (n,) in each cluster and group, over the root of the group's weight."""
    from scipy.sparse import csr_array

    groups, kept = rows.groups, rows.grouped
    place = (rows.cluster_of_row[kept], groups.of_row[kept])
    scaled = values[kept] / np.sqrt(groups.total[groups.of_row[kept]])
    return csr_array((scaled, place), shape=(len(rows.starts), len(groups)))


def _beside(dense: Array, *sparse):
    from scipy.sparse import csr_array, hstack

    return hstack([csr_array(dense), *sparse], format="csr")


def _row_products(left, right) -> Array:
    """The inner product (clusters,) of each row of one matrix with that of another."""
    if isinstance(left, np.ndarray):
        return np.einsum("gj,gj->g", left, right)
    return np.asarray(left.multiply(right).sum(axis=1)).ravel()


def _inner(left, right) -> float:
    """The sum of the products of two matrices' entries."""
    if isinstance(left, np.ndarray):
        return float((left * right).sum())
    return float(left.multiply(right).sum())
