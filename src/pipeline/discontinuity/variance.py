"""How much a weighted sum of one side's outcomes varies, with clusters or without.

References
----------
Calonico, Cattaneo and Titiunik (2014), Econometrica 82(6), for nearest neighbours; Bell and
McCaffrey (2002), Survey Methodology 28(2), for clusters.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.discontinuity.local_weights import LocalFit, projection
from pipeline.discontinuity.neighbours import neighbour_residuals
from pipeline.discontinuity.sides import Side

Array = NDArray[np.float64]

# An eigenvalue this near to 1: the fit follows the cluster alone in that direction.
SATURATED = 1e-10


def weighted_variance(
    side: Side, weights: Array, fit: LocalFit, window: float | None = None
) -> float:
    """The variance of the sum of a side's outcomes with ``weights`` (n,).

    Without clusters: each outcome against its nearest neighbours inside the ``window`` (left out,
    the fit's bandwidth). With clusters: the residuals of the ``fit``, corrected as in CR2.
    Neighbours often belong to one's own cluster, whose common error they would hide.
    """
    if side.clusters is None:
        inside = np.abs(side.running) <= (window or fit.bandwidth)
        noise = neighbour_residuals(side.running[inside], side.outcome[inside])
        return float(((weights[inside] * noise) ** 2).sum())
    return float((_cluster_sums(side, weights, fit) ** 2).sum())


def _cluster_sums(side: Side, weights: Array, fit: LocalFit) -> Array:
    """The weighted sum of each cluster's CR2-adjusted residuals (clusters,)."""
    local = projection(side.running, fit)
    cluster = np.unique(side.clusters[local.inside], return_inverse=True)[1]
    order = np.argsort(cluster, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(cluster[order]) > 0])
    basis, root = local.basis[order], local.root[order]
    residuals = local.left_over((side.outcome[local.inside] * local.root)[:, None])[order, 0]
    outer = np.add.reduceat(basis[:, :, None] * basis[:, None, :], starts, axis=0)
    eigenvalues, vectors = np.linalg.eigh(outer)
    eigenvalues = eigenvalues.clip(0.0, 1.0)
    # (I - H)^(-1/2) = I + Z V f V'Z', with f as follows for each eigenvalue of Z'Z.
    saturated = 1 - eigenvalues < SATURATED
    grown = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, 1 - eigenvalues)))
    factor = (grown - 1) / np.where(eigenvalues > SATURATED, eigenvalues, np.inf)
    factor = np.where(eigenvalues > SATURATED, factor, 0.5)
    scaled = weights[local.inside][order] / root
    own = np.add.reduceat(scaled * residuals, starts)
    shared = np.add.reduceat(basis * residuals[:, None], starts, axis=0)
    told = np.add.reduceat(basis * scaled[:, None], starts, axis=0)
    lifted = np.einsum("gij,gj,gkj,gk->gi", vectors, factor, vectors, shared, optimize=True)
    return own + (told * lifted).sum(axis=1)
