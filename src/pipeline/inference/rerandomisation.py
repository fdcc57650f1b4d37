"""Lotteries that were drawn until the arms were alike: what an assignment had to fulfil.

References
----------
Morgan and Rubin (2012). Rerandomization to improve covariate balance in experiments. Annals of
Statistics 40(2).
Wang, Wang and Liu (2023). Rerandomization in stratified randomized experiments. JASA 118(542),
for one criterion over all strata.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Balance:
    """Mahalanobis distance of the arms' covariate means, and how large it may be.

    The distance of an assignment T (clusters,) is the squared length of T'``rows`` - ``offset``:
    rows (clusters, k), offset (k,).
    """

    rows: Array
    offset: Array
    threshold: float

    def distances(self, assignments: NDArray) -> Array:
        """The distance (draws,) of each assignment of 0 and 1 (draws, clusters)."""
        return ((assignments.astype(float) @ self.rows - self.offset) ** 2).sum(axis=1)

    def holds(self, assignments: NDArray) -> NDArray[np.bool_]:
        """Which assignments (draws,) the lottery would have kept."""
        return self.distances(assignments) <= self.threshold


def balance_of(
    covariates: Array, treated: Array, strata: tuple[Positions, ...], threshold: float
) -> Balance:
    """The criterion of a lottery between two arms.

    The arms' means are compared within strata, which count by their numbers of clusters, and are
    divided by how they vary over all assignments of the lottery. Clusters count alike.

    Parameters
    ----------
    covariates
        What had to be alike (clusters, k); for clusters of several units their means.
    treated, strata
        The assignment (clusters,) of 0 and 1, and the positions of each stratum's clusters.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a covariate follows from the others, or does not vary within strata.
    """
    rows, offset = np.zeros_like(covariates), np.zeros(covariates.shape[1])
    spread = np.zeros((covariates.shape[1],) * 2)
    scale = covariates.std(axis=0)
    if not (scale > 0).all():
        raise np.linalg.LinAlgError("a covariate does not vary")
    values = (covariates - covariates.mean(axis=0)) / scale
    both = [members for members in strata if np.ptp(treated[members]) > 0]
    total = sum(map(len, both))
    for members in both:
        inside, share = values[members], len(members) / total
        ones = int(treated[members].sum())
        zeros = len(members) - ones
        rows[members] = share * inside * (1 / ones + 1 / zeros)
        offset += share * inside.sum(axis=0) / zeros
        within = np.atleast_2d(np.cov(inside, rowvar=False)) if len(members) > 1 else 0.0
        spread += share**2 * (1 / ones + 1 / zeros) * within
    if np.linalg.cond(spread) > 1e12:
        raise np.linalg.LinAlgError("the covariates are collinear")
    root = np.linalg.inv(np.linalg.cholesky(spread)).T
    return Balance(rows @ root, offset @ root, threshold)


def threshold_of(acceptance: float, covariates: int) -> float:
    """The distance that so large a share of assignments do not exceed, in large samples."""
    from scipy.stats import chi2

    return float(chi2.ppf(acceptance, covariates))
