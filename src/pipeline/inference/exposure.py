"""Effects of what one's neighbours were drawn for, by the chances of every exposure.

A lottery gives each person a chance of each exposure (drawn or not, with drawn people nearby or
none), which depends on where they live: people with many neighbours are rarely without a treated
one. Drawing the lottery again tells the chances, and their inverses make those with an exposure
stand for everybody.

References
----------
Aronow, P. M. and Samii, C. (2017). Estimating average causal effects under general interference,
with application to a social network experiment. Annals of Applied Statistics 11(4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

# Exposure codes: twice the own draw, plus one where enough neighbours were drawn.
UNTOUCHED, NEIGHBOURS_ONLY, OWN_ONLY, BOTH = 0, 1, 2, 3


@dataclass(frozen=True)
class ExposureEffect:
    """The mean under one exposure less that under another, over units who could have had both.

    ``left_out`` units could not; ``n_compared`` had one of the two.
    """

    effect: float
    std_error: float
    reference_mean: float
    n_units: int
    n_compared: int
    left_out: int


def exposures(assignments: Array, near: NDArray, share: float | None) -> Codes:
    """The exposure (draws, n) of each unit under each assignment (draws, n) of 0 and 1.

    ``near`` (n, n), dense or sparse, is 1 where the row's unit has the column's as a neighbour.
    Without ``share`` one drawn neighbour exposes; with it, at least that share of the neighbours.
    """
    drawn = np.asarray((near @ assignments.T).T)
    if share is None:
        exposed = drawn > 0
    else:
        neighbours = np.asarray(near.sum(axis=1)).ravel()
        exposed = (neighbours > 0) & (drawn >= share * neighbours)
    return (2 * assignments + exposed).astype(np.int8)


def exposure_effect(
    outcome: Array, observed: Codes, drawn: Codes, exposure: int, reference: int
) -> ExposureEffect:
    """The Hajek contrast of two exposures, with Aronow and Samii's conservative error.

    Parameters
    ----------
    outcome
        Outcome (n,).
    observed
        The exposure that each unit had (n,).
    drawn
        The exposure of each unit under each assignment that the lottery could have made, or under
        draws of it (draws, n).
    exposure, reference
        The two exposures that are compared.
    """
    chances = [(drawn == code).mean(axis=0) for code in (exposure, reference)]
    able = (chances[0] > 0) & (chances[1] > 0)
    outcome, observed, drawn = outcome[able], observed[able], drawn[:, able]
    means, parts = [], []
    for code in (exposure, reference):
        chance = (drawn == code).mean(axis=0)
        had = observed == code
        if had.sum() < 2:
            return ExposureEffect(np.nan, np.nan, np.nan, len(outcome), 0, int((~able).sum()))
        mean = float((outcome[had] / chance[had]).sum() / (1 / chance[had]).sum())
        means.append(mean)
        parts.append((code, had, chance, outcome - mean))
    variance = sum(_variance(drawn, *part) for part in parts) - 2 * _covariance(drawn, *parts)
    return ExposureEffect(
        effect=means[0] - means[1],
        std_error=float(np.sqrt(max(variance, 0.0))) / len(outcome),
        reference_mean=means[1],
        n_units=len(outcome),
        n_compared=int(sum(part[1].sum() for part in parts)),
        left_out=int((~able).sum()),
    )


def total_and_variance(
    outcome: Array, observed: Codes, drawn: Codes, code: int
) -> tuple[float, float]:
    """The Horvitz–Thompson total of what all would have answered under an exposure, and its
    variance: unbiased where every pair of units can have it together, else too large."""
    chance, had = (drawn == code).mean(axis=0), observed == code
    total = float((outcome[had] / chance[had]).sum())
    return total, _variance(drawn, code, had, chance, outcome)


def _joint(drawn: Codes, first: int, rows: NDArray, second: int) -> Array:
    """How often the chosen units have one exposure while each unit has the other (rows, n)."""
    left = (drawn[:, rows] == first).astype(np.float32)
    right = (drawn == second).astype(np.float32)
    return (left.T @ right).astype(float) / len(drawn)


def _variance(drawn: Codes, code: int, had: NDArray, chance: Array, outcome: Array) -> float:
    """Equations 7 and 9 of the paper: the estimated variance of a total, made conservative."""
    rows = np.flatnonzero(had)
    joint = _joint(drawn, code, rows, code)
    weighted = outcome[rows] / chance[rows]
    inside = joint[:, rows]
    both = np.outer(chance[rows], chance[rows])
    factor = np.divide(inside - both, inside, out=np.zeros_like(inside), where=inside > 0)
    never = (joint == 0).sum(axis=1)
    return float(weighted @ factor @ weighted + (never * outcome[rows] ** 2 / chance[rows]).sum())


def _covariance(drawn: Codes, one: tuple, other: tuple) -> float:
    """Equation 11 of the paper: the covariance of two totals, never more than it is."""
    rows, columns = np.flatnonzero(one[1]), np.flatnonzero(other[1])
    joint = _joint(drawn, one[0], rows, other[0])
    back = _joint(drawn, other[0], columns, one[0])
    inside = joint[:, columns]
    both = np.outer(one[2][rows], other[2][columns])
    factor = np.divide(inside - both, inside, out=np.zeros_like(inside), where=inside > 0)
    products = (one[3][rows] / one[2][rows]) @ factor @ (other[3][columns] / other[2][columns])
    never = (one[3][rows] ** 2 / (2 * one[2][rows]) * (joint == 0).sum(axis=1)).sum()
    never += (other[3][columns] ** 2 / (2 * other[2][columns]) * (back == 0).sum(axis=1)).sum()
    return float(products - never)


def within_distance(latitude: Array, longitude: Array, kilometres: float) -> NDArray:
    """A sparse matrix (n, n) of 1 where two units live no further apart, over the globe."""
    from scipy.sparse import csr_matrix
    from scipy.spatial import cKDTree

    earth = 6371.0088  # mean radius in kilometres
    phi, lam = np.radians(latitude), np.radians(longitude)
    points = np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    chord = 2 * np.sin(min(kilometres / earth, np.pi) / 2)
    pairs = cKDTree(points).query_pairs(chord, output_type="ndarray")
    rows, columns = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(phi),) * 2)


def same_group(groups: NDArray) -> NDArray:
    """A sparse matrix (n, n) of 1 where two different units belong to the same group."""
    from scipy.sparse import csr_matrix, identity

    index = np.unique(groups, return_inverse=True)[1]
    member = csr_matrix((np.ones(len(index)), (np.arange(len(index)), index)))
    return (member @ member.T - identity(len(index))).tocsr()
