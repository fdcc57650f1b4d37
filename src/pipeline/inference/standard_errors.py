"""Standard errors by their short names, for any least-squares fit.

`classical`, `HC0` to `HC3`, `CR0`, `stata` and `CR2` are what estimatr calls them. `stata` is CR1
with the factor G/(G - 1) times (n - 1)/(n - k), where k counts absorbed groups as `areg` does.

References
----------
MacKinnon and White (1985), Journal of Econometrics 29(3), for HC1 to HC3; Liang and Zeger (1986),
Biometrika 73(1), for CR0; Bell and McCaffrey (2002), Survey Methodology 28(2), for CR2.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import groups_of
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.least_squares import LeastSquares, orthonormal

Array = NDArray[np.float64]

INDEPENDENT = ("classical", "HC0", "HC1", "HC2", "HC3")
CLUSTERED = ("CR0", "stata", "CR2")
# The power of 1 less the leverage that a squared residual is divided by.
LEVERAGE_POWER = {"HC0": 0, "HC1": 0, "HC2": 1, "HC3": 2}
# A row with a leverage this near to 1 is fitted exactly, and has no residual to learn from.
SATURATED = 1e-10


@dataclass(frozen=True)
class StandardError:
    """The standard error of a contrast of coefficients, and its t statistic's df."""

    std_error: float
    df: float
    n_clusters: int | None = None


def standard_error(
    fit: LeastSquares, contrast: Array, se_type: str, clusters: NDArray | None = None
) -> StandardError:
    """The error of ``contrast`` (k,) by one of `INDEPENDENT`, or of `CLUSTERED` by ``clusters``.

    Degrees of freedom are n - k where rows are taken for independent, one less than the number of
    clusters for CR0 and `stata`, Satterthwaite's for CR2.

    Raises
    ------
    ValueError
        Where ``se_type`` has no such name, or clusters are needed and there are none.
    """
    if se_type in INDEPENDENT:
        variance = contrast @ independent_covariance(fit, se_type) @ contrast
        return StandardError(float(np.sqrt(variance)), float(fit.df_residual))
    if se_type not in CLUSTERED or clusters is None:
        raise ValueError(f"no standard error {se_type!r} without clusters")
    if se_type == "CR2":
        robust = cluster_robust(fit.exog, fit.residuals, clusters, fit.weights, fit.absorbed)
        variance = contrast @ robust.covariance @ contrast
        df = satterthwaite_df(robust, contrast)
        return StandardError(float(np.sqrt(variance)), df, robust.n_clusters)
    covariance, number = clustered_covariance(fit, se_type, clusters)
    variance = contrast @ covariance @ contrast
    return StandardError(float(np.sqrt(variance)), number - 1.0, number)


def independent_covariance(fit: LeastSquares, se_type: str) -> Array:
    """The covariance of the coefficients (k, k) where rows are independent of each other."""
    basis, triangle = orthonormal(fit.exog, fit.weights, fit.absorbed)
    weights = np.ones(len(basis)) if fit.weights is None else fit.weights
    inverse = np.linalg.inv(triangle)
    if se_type == "classical":
        variance = float(weights @ fit.residuals**2) / fit.df_residual
        return variance * inverse @ inverse.T
    squares = (weights * fit.residuals) ** 2
    if LEVERAGE_POWER[se_type]:
        left = 1 - _leverage(fit, basis, weights)
        saturated = left < SATURATED
        power = np.where(saturated, 1.0, left) ** LEVERAGE_POWER[se_type]
        squares = np.where(saturated, 0.0, squares / power)
    if se_type == "HC1":
        squares = squares * len(basis) / fit.df_residual
    return inverse @ (basis.T @ (basis * squares[:, None])) @ inverse.T


def _leverage(fit: LeastSquares, basis: Array, weights: Array) -> Array:
    """The diagonal of the hat matrix (n,), absorbed groups included."""
    leverage = weights * (basis**2).sum(axis=1)
    if fit.absorbed is None:
        return leverage
    groups = groups_of(fit.absorbed, fit.weights)
    return leverage + weights / groups.total[groups.of_row]


def clustered_covariance(
    fit: LeastSquares, se_type: str, clusters: NDArray, *, nested_counted: bool = True
) -> tuple[Array, int]:
    """The covariance of the coefficients (k, k) by CR0 or `stata`, and how many clusters there are.

    ``nested_counted`` says whether `stata` counts absorbed groups among the parameters where each
    lies inside one cluster: `areg` does, `xtreg, fe` and `reghdfe` do not.
    """
    basis, triangle = orthonormal(fit.exog, fit.weights, fit.absorbed)
    weighted = fit.residuals if fit.weights is None else fit.residuals * fit.weights
    cluster = np.unique(clusters, return_inverse=True)[1]
    scores = np.stack([np.bincount(cluster, column * weighted) for column in basis.T], axis=1)
    inverse = np.linalg.inv(triangle)
    covariance = inverse @ (scores.T @ scores) @ inverse.T
    number, rows = len(scores), len(basis)
    if se_type == "CR0":
        return covariance, number
    left = fit.df_residual
    if not nested_counted and fit.absorbed is not None and _nested(fit.absorbed, cluster):
        left = rows - fit.exog.shape[1] - 1
    return covariance * number / (number - 1) * (rows - 1) / left, number


def _nested(absorbed: NDArray, cluster: NDArray) -> bool:
    """Whether each absorbed group lies inside one cluster."""
    group = np.unique(absorbed, return_inverse=True)[1]
    return len(np.unique(np.stack([group, cluster]), axis=1).T) == group.max() + 1
