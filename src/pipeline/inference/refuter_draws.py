"""What refuters draw besides the lottery: chances, subsets, signs, and whose outcome a row takes.

Whoever was assigned as one, units or clusters, is drawn as one: all of it is of a `Lottery`.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.lotteries import Lottery

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


def cells_of(lottery: Lottery) -> tuple[Positions, ...]:
    """The positions of the units or clusters that are alike in stratum and treatment of 0 and 1."""
    arms = [
        members[lottery.treated[members] == arm] for members in lottery.strata for arm in (1, 0)
    ]
    return tuple(cell for cell in arms if len(cell))


def by_chance(size: int, rng: np.random.Generator, lottery: Lottery, chances: Array) -> Array:
    """Treatments (size, n) that each unit or cluster takes by its own chance, from rows' (n,)."""
    own = np.bincount(lottery.cluster_of, chances) / np.bincount(lottery.cluster_of)
    return (rng.random((size, len(own))) < own)[:, lottery.cluster_of].astype(float)


def left_out(cell: int, share: float) -> int:
    """How many of a cell are left out of a subset."""
    return round(cell * share)


def subsets(size: int, rng: np.random.Generator, lottery: Lottery, share: float) -> Array:
    """1 for rows (size, n) that are kept: ``share`` of each arm of each stratum is left out."""
    kept = np.ones((size, len(lottery.treated)), dtype=np.int8)
    for cell in cells_of(lottery):
        out = np.zeros((size, len(cell)), dtype=np.int8)
        out[:, : left_out(len(cell), share)] = 1
        kept[:, cell] = 1 - rng.permuted(out, axis=1)
    return kept[:, lottery.cluster_of].astype(float)


def sources(size: int, rng: np.random.Generator, lottery: Lottery) -> Positions:
    """Whose outcome each row takes (size, n): rows shuffled within strata, clusters as a whole.

    A row takes that of somebody in the cluster that its own was given, so that people of one
    cluster stay as alike as they are.
    """
    number = len(lottery.treated)
    given = np.tile(np.arange(number), (size, 1))
    for members in lottery.strata:
        given[:, members] = rng.permuted(given[:, members], axis=1)
    if number == len(lottery.cluster_of):
        rows = np.empty(number, dtype=np.intp)
        rows[lottery.cluster_of] = np.arange(number)
        return rows[given[:, lottery.cluster_of]]
    counts = np.bincount(lottery.cluster_of, minlength=number)
    starts = np.cumsum(counts) - counts
    order = np.argsort(lottery.cluster_of, kind="stable")
    donor = given[:, lottery.cluster_of]
    place = (rng.random(donor.shape) * counts[donor]).astype(np.intp)
    return order[starts[donor] + place]


def signs(size: int, rng: np.random.Generator, lottery: Lottery) -> Array:
    """1 or -1 by the toss of a coin (size, n), the same for all rows of a unit or cluster."""
    drawn = rng.integers(0, 2, (size, len(lottery.treated)), dtype=np.int8)
    return 2.0 * drawn[:, lottery.cluster_of] - 1.0
