"""Bias-reduced cluster-robust inference (CR2) with Satterthwaite degrees of freedom.

Notation of Pustejovsky and Tipton (2018): X is the design matrix, M its bread, H the hat matrix,
A_g the adjustment matrix of cluster g. With the thin QR decomposition X = ZR, everything a
cluster contributes is a function of the k-by-k matrix Z_g'Z_g: no matrix of n by n, or of the
size of a cluster, is ever formed. With one unit a cluster, CR2 is HC2.

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

Array = NDArray[np.float64]

# An eigenvalue of a cluster's hat matrix this near to 1 is 1: that direction is fitted exactly by
# the cluster alone and, as in the Moore-Penrose inverse, contributes nothing.
SATURATED = 1e-10


@dataclass(frozen=True)
class ClusterRobust:
    """What clusters contribute, in the coordinates of Z.

    ``covariance`` is that of the coefficients (k, k). ``rotation`` (k, k) takes a contrast of
    coefficients to Z's coordinates; ``spread`` is Z_g'A_g A_g Z_g and ``overlap`` Z_g'A_g Z_g,
    both (clusters, k, k).
    """

    covariance: Array
    rotation: Array
    spread: Array
    overlap: Array

    @property
    def n_clusters(self) -> int:
        return len(self.spread)


@dataclass(frozen=True)
class WaldTest:
    """A joint test: F statistic, its degrees of freedom, and its p-value."""

    statistic: float
    df_numerator: int
    df_denominator: float
    p_value: float


def cluster_robust(exog: Array, residuals: Array, clusters: NDArray) -> ClusterRobust:
    """The CR2 covariance of an OLS fit, under the working model of independent errors.

    Parameters
    ----------
    exog
        Design matrix (n, k) of full column rank.
    residuals
        OLS residuals (n,).
    clusters
        Cluster of each row (n,), of any type that can be sorted.
    """
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.r_[True, clusters[order][1:] != clusters[order][:-1]])
    basis, triangle = np.linalg.qr(exog[order])
    blocks = np.split(basis, starts[1:])
    eigenvalues, vectors = np.linalg.eigh(np.stack([block.T @ block for block in blocks]))
    eigenvalues = eigenvalues.clip(0.0, 1.0)
    saturated = 1.0 - eigenvalues < SATURATED
    adjustment = np.where(saturated, 0.0, 1.0 / np.sqrt(np.where(saturated, 1.0, 1 - eigenvalues)))
    sums = np.add.reduceat(basis * residuals[order][:, None], starts, axis=0)
    scores = np.einsum("gij,gj,gkj,gk->gi", vectors, adjustment, vectors, sums, optimize=True)
    inverse = np.linalg.inv(triangle)
    return ClusterRobust(
        covariance=inverse @ (scores.T @ scores) @ inverse.T,
        rotation=inverse.T,
        spread=_rebuilt(vectors, adjustment**2 * eigenvalues),
        overlap=_rebuilt(vectors, adjustment * eigenvalues),
    )


def _rebuilt(vectors: Array, eigenvalues: Array) -> Array:
    """Symmetric matrices from their eigenvectors and (changed) eigenvalues."""
    return np.einsum("gij,gj,gkj->gik", vectors, eigenvalues, vectors, optimize=True)


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
    (Pustejovsky and Tipton 2018, section 3.2). For q = 1 it is Satterthwaite's approximation.
    """
    q = len(contrasts)
    rotated = contrasts @ robust.rotation.T
    root = np.linalg.cholesky(np.linalg.inv(rotated @ rotated.T)).T
    standard = root @ rotated
    own = np.einsum("ai,gij,bj->gab", standard, robust.spread, standard, optimize=True)
    loss = np.einsum("ai,gij->gaj", standard, robust.overlap, optimize=True)
    lost = np.einsum("gaj,gbj->gab", loss, loss, optimize=True)
    pairs = np.einsum("gaj,gbk->ajbk", loss, loss, optimize=True)

    traces, lost_traces = np.trace(own, axis1=1, axis2=2), np.trace(lost, axis1=1, axis2=2)
    of_traces = traces @ traces - 2 * traces @ lost_traces + _square_of_traces(loss)
    of_products = (
        np.einsum("gab,gba->", own, own)
        - 2 * np.einsum("gab,gba->", own, lost)
        + np.einsum("ajbk,bjak->", pairs, pairs)
    )
    return float(q * (q + 1) / (of_traces + of_products))


def _square_of_traces(loss: Array) -> float:
    """The sum over pairs of clusters of the squared trace of loss_g loss_h'."""
    flat = loss.reshape(len(loss), -1)
    inner = flat.T @ flat
    return float((inner**2).sum())
