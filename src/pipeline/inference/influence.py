"""Standard errors from the influence of each unit on an estimate."""

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.row import Uncertainty

Array = NDArray[np.float64]


def from_influence(influence: Array, clusters: NDArray | None, how: str) -> Uncertainty:
    """The error of an asymptotically linear estimate whose influence values (n,) average zero.

    With clusters, influence is summed within each first and t has G - 1 degrees of freedom;
    without, each unit is its own cluster and the normal distribution is used. The sum of squares
    is multiplied by G / (G - 1), G being the number of clusters or of units.

    References
    ----------
    Tsiatis (2006), Semiparametric Theory and Missing Data, chapter 3; Cameron and Miller (2015).
    """
    groups, df, among = influence, np.inf, ""
    if clusters is not None:
        _, index = np.unique(clusters, return_inverse=True)
        groups = np.bincount(index, weights=influence)
        df, among = len(groups) - 1.0, f", {len(groups)} clusters"
    correction = len(groups) / (len(groups) - 1)
    std_error = float(np.sqrt((groups**2).sum() * correction)) / len(influence)
    return Uncertainty(std_error, df, f"influence function, {how}{among}", "athar")
