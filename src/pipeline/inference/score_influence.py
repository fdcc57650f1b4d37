"""What each unit, or each cluster, contributes to least-squares coefficients.

The contributions are those whose squares make HC2 and CR2 errors, so that errors of several
regressions of the same people can be set against one another, or errors passed on through
another step.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.cluster_robust import cluster_robust

Array = NDArray[np.float64]


def score_influence(
    exog: Array, residuals: Array, clusters: NDArray | None, weights: Array | None = None
) -> Array:
    """Contributions (G, k) to the coefficients of a least-squares fit; their cross-product is CR2.

    ``exog`` (n, k) and ``residuals`` (n,) of a generalised linear model are those of its last
    weighted regression, both times the root of that regression's weights. G is the number of
    clusters, in sorted order; with ``clusters`` None each of the n rows is one, and it is HC2.

    References
    ----------
    Bell and McCaffrey (2002); Pustejovsky and Tipton (2018), JBES 36(4).
    """
    if clusters is None and weights is None:
        basis, triangle = np.linalg.qr(exog)
        kept = 1 - (basis**2).sum(axis=1)
        saturated = kept < SATURATED
        factor = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, kept)))
        return basis * (residuals * factor)[:, None] @ np.linalg.inv(triangle).T
    labels = np.arange(len(residuals)) if clusters is None else np.asarray(clusters)
    robust = cluster_robust(exog, residuals, labels, weights)
    order = np.argsort(labels, kind="stable")
    scores = np.add.reduceat(
        robust.adjusted * residuals[order][:, None], robust.rows.starts, axis=0
    )
    return scores @ robust.rotation


def stacked_covariance(contributions: Array) -> Array:
    """The covariance (q, q) of q effects from their contributions (G, q): CR2 on its diagonal."""
    return contributions.T @ contributions
