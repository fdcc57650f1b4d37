"""Errors of many averages at once, and bands that hold for all of them together.

References
----------
Callaway and Sant'Anna (2021), Algorithm 1; Montiel Olea and Plagborg-Møller (2019), Journal of
Applied Econometrics 34(1), for sup-t bands.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# A thousand draws put the 95% point of a maximum of t values within about 0.03.
DRAWS = 999
# Draws are made in blocks, so that multipliers for many units never fill the memory.
BLOCK = 2_000_000


def cluster_sums(influence: Array, clusters: NDArray[np.intp]) -> Array:
    """Influence (n, k) summed within clusters (clusters, k), over the number of units."""
    sums = [np.bincount(clusters, influence[:, k]) for k in range(influence.shape[1])]
    return np.column_stack(sums) / len(influence)


def covariance_of(sums: Array) -> Array:
    """The covariance (k, k) of averages, with the factor G / (G - 1) for G clusters."""
    groups = len(sums)
    return sums.T @ sums * groups / (groups - 1)


def critical_value(sums: Array, confidence: float, rng: np.random.Generator) -> float:
    """How many errors wide bands must be to hold for all averages together (multiplier bootstrap).

    Parameters
    ----------
    sums
        Influence summed within clusters (clusters, k). Averages without error are left out.
    """
    errors = np.sqrt((sums**2).sum(axis=0))
    standard = sums[:, errors > 0] / errors[errors > 0]
    if not standard.shape[1]:
        return np.nan
    block = max(1, BLOCK // len(sums))
    largest = []
    for start in range(0, DRAWS, block):
        draws = min(block, DRAWS - start)
        signs = rng.integers(0, 2, size=(draws, len(sums)), dtype=np.int8) * 2.0 - 1.0
        largest.append(np.abs(signs @ standard).max(axis=1))
    return float(np.quantile(np.concatenate(largest), confidence))
