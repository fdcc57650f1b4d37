"""Intra-cluster correlation from an analysis of variance, with an exact interval.

References
----------
Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research,
chapter 1, for the estimate. Wald (1940), A note on the analysis of variance with unequal class
frequencies, Annals of Mathematical Statistics 11(1), for the interval; with clusters of one size
it is Searle's (1971), and that of Shrout and Fleiss (1979), Psychological Bulletin 86(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# The variance between clusters is looked for up to so many times that inside them.
LARGEST_RATIO = 1e8


@dataclass(frozen=True)
class ClusterMeans:
    """What the analysis of variance needs: each cluster's mean, size and cell, all (clusters,).

    A cell is a group whose mean may differ for other reasons, such as an arm within a stratum;
    ``within`` is the mean square inside clusters, with ``left`` degrees of freedom.
    """

    means: Array
    sizes: Array
    cells: NDArray[np.intp]
    within: float
    left: int

    @property
    def apart(self) -> int:
        """The degrees of freedom between clusters of a cell."""
        return len(self.means) - len(np.unique(self.cells))


def cluster_means(outcome: Array, clusters: NDArray, cells: NDArray) -> ClusterMeans:
    """Means by cluster of an outcome (n,), whose ``clusters`` lie in ``cells``, both (n,)."""
    _, first, of_cluster = np.unique(clusters, return_index=True, return_inverse=True)
    sizes = np.bincount(of_cluster).astype(float)
    means = np.bincount(of_cluster, weights=outcome) / sizes
    left = len(outcome) - len(sizes)
    squares = float(((outcome - means[of_cluster]) ** 2).sum())
    within = squares / left if left else np.nan
    return ClusterMeans(means, sizes, np.unique(cells, return_inverse=True)[1][first], within, left)


def between(groups: ClusterMeans, ratio: float = 0.0) -> float:
    """The mean square between clusters, were their variance ``ratio`` times that inside them.

    At the true ratio, and with normal variation, it over the one inside has the F distribution
    exactly, however unequal the clusters are.
    """
    weights = groups.sizes / (1 + ratio * groups.sizes)
    totals = np.bincount(groups.cells, weights)
    centre = np.bincount(groups.cells, weights * groups.means) / totals
    return float((weights * (groups.means - centre[groups.cells]) ** 2).sum() / groups.apart)


def intra_cluster_correlation(
    outcome: Array, clusters: NDArray, cells: NDArray
) -> tuple[float, float]:
    """The analysis-of-variance estimate, and the average cluster size that goes with it.

    Below zero where units of one cluster are less alike than chance would make them; missing where
    no cluster has two units, or none of them differ.

    Parameters
    ----------
    outcome
        Outcome (n,).
    clusters
        Cluster of each unit (n,), each inside one cell.
    cells
        Groups (n,) whose means may differ for other reasons, such as the arms of a lottery.
    """
    groups = cluster_means(outcome, clusters, cells)
    if groups.apart == 0 or groups.left == 0:
        return np.nan, np.nan
    units = np.bincount(groups.cells, groups.sizes)[groups.cells]
    size = (len(outcome) - (groups.sizes**2 / units).sum()) / groups.apart
    variance = between(groups)
    spread = variance + (size - 1) * groups.within
    return (float((variance - groups.within) / spread) if spread else np.nan), float(size)


def intra_cluster_interval(
    outcome: Array, clusters: NDArray, cells: NDArray, confidence: float = 0.95
) -> tuple[float, float]:
    """Between which correlations the truth lies: exact where variation is normal.

    A limit below zero is what chance can do to clusters that are not alike at all. Missing where
    the estimate is.
    """
    from scipy.optimize import brentq
    from scipy.stats import f

    groups = cluster_means(outcome, clusters, cells)
    if groups.apart == 0 or groups.left == 0 or not groups.within:
        return np.nan, np.nan
    # The ratio of variances cannot be lower than this: a mean would have a negative variance.
    smallest = -1 / groups.sizes.max()

    def limit(quantile: float) -> float:
        def excess(ratio: float) -> float:
            return between(groups, ratio) / groups.within - quantile

        low, high = smallest * (1 - 1e-9), LARGEST_RATIO
        if excess(low) <= 0:
            return smallest
        return brentq(excess, low, high, xtol=1e-14) if excess(high) < 0 else high

    tail = (1 - confidence) / 2
    ratios = [limit(float(f.isf(share, groups.apart, groups.left))) for share in (tail, 1 - tail)]
    low, high = (ratio / (1 + ratio) for ratio in ratios)
    return low, high
