"""What each unit, or each cluster, contributes to weighted least-squares coefficients.

The contributions are those whose squares make HC2 and CR2 errors, so that errors of several
regressions of the same people can be set against one another, or errors passed on through
another step.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.cluster_robust import SATURATED

Array = NDArray[np.float64]


def score_influence(exog: Array, residuals: Array, clusters: NDArray | None) -> Array:
    """Contributions (G, k) to the coefficients of an OLS fit; their cross-product is CR2.

    ``exog`` (n, k) and ``residuals`` (n,) carry the square root of weights where the fit has any;
    of a generalised linear model they are those of its last weighted regression. G is the number
    of clusters, in sorted order; with ``clusters`` None each of the n rows is one, and it is HC2.

    References
    ----------
    Bell and McCaffrey (2002); Pustejovsky and Tipton (2018), JBES 36(4).
    """
    basis, triangle = np.linalg.qr(exog)
    inverse = np.linalg.inv(triangle)
    if clusters is None:
        kept = 1 - (basis**2).sum(axis=1)
        saturated = kept < SATURATED
        factor = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, kept)))
        return basis * (residuals * factor)[:, None] @ inverse.T
    index = np.unique(clusters, return_inverse=True)[1]
    order = np.argsort(index, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(index[order]) > 0])
    blocks = np.split(basis[order], starts[1:])
    eigenvalues, vectors = np.linalg.eigh(np.stack([block.T @ block for block in blocks]))
    kept = 1 - eigenvalues.clip(0.0, 1.0)
    saturated = kept < SATURATED
    factor = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, kept)))
    sums = np.add.reduceat((basis * residuals[:, None])[order], starts, axis=0)
    return np.einsum("gij,gj,gkj,gk->gi", vectors, factor, vectors, sums, optimize=True) @ inverse.T


def stacked_covariance(contributions: Array) -> Array:
    """The covariance (q, q) of q effects from their contributions (G, q): CR2 on its diagonal."""
    return contributions.T @ contributions
