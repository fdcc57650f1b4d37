"""Which counts to withhold so that no other published count gives a small one back.

A count from 1 to the threshold less one is small. Sums tie counts together: withheld alone, a small
one follows from its total. Others are withheld with it until a table of whole numbers exists that
agrees with all that is published and in which that count reaches the threshold, and another in
which it is one, or as low as it can be: what is published then says no more of it than that it is
withheld.

References
----------
Fischetti and Salazar (2000), Management Science 46(7), for the problem; Castro (2012), European
Journal of Operational Research 216(1), for cells found by one linear programme each.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipeline.disclosure_rules.feasible_tables import WHOLE, Array, Block, Mask, blocks, change_of

MOST_TRIES = 400  # programmes that may be spent on publishing a block's cells after all


class CannotProtect(ValueError):
    """Small counts that what must stay published gives back; ``cells`` are their places."""

    def __init__(self, cells: list[int]):
        super().__init__(f"{len(cells)} small counts follow from what must stay published")
        self.cells = cells


def is_small(values: ArrayLike, threshold: int) -> Mask:
    """Whether each count speaks of somebody, but of fewer than ``threshold`` people.

    Zero speaks of nobody. It is published, and no other cell's protection depends on hiding it:
    what it says of everybody else is what l-diversity measures.
    """
    numbers = np.asarray(values, dtype=float)
    return (numbers > 0) & (numbers < threshold)


def suppressed(
    values: ArrayLike, equations: object, threshold: int, cost: ArrayLike | None = None
) -> Mask:
    """The counts (n,) to withhold: all small ones, and as little more as protects them.

    Each row of ``equations`` (m, n), dense or sparse, sums to zero over the counts. ``cost`` (n,)
    says what withholding each would lose: infinite where it must stay, zero where it is no cell
    of a table but can be worked out from cells.

    Raises
    ------
    CannotProtect
        Where a small count follows from counts that must stay.
    ValueError
        Where the counts do not satisfy the equations.
    """
    from scipy.sparse import csc_matrix

    counts, matrix = np.asarray(values, dtype=float), csc_matrix(equations, dtype=float)
    loss = np.log2(2 + counts) if cost is None else np.asarray(cost, dtype=float)
    if matrix.shape[0] and np.abs(matrix @ counts).max() > WHOLE:
        raise ValueError("the counts do not satisfy their equations")
    hidden = is_small(counts, threshold)
    kept = hidden & np.isinf(loss)
    if kept.any():
        raise CannotProtect(np.flatnonzero(kept).tolist())
    free = np.isfinite(loss) & ((counts > 0) | (loss == 0))
    for block in blocks(matrix, free):
        if hidden[block].any():
            part = matrix[:, block]
            part = part[part.getnnz(axis=1) > 0]
            # A zero is published, so what a table withholds is at least 1.
            slack = counts[block] - (loss[block] > 0)
            everything = np.ones(len(block), dtype=bool)
            tied = Block(counts[block], slack, loss[block], part, everything)
            hidden[block] = _protected(tied, threshold, block)
    return hidden


def _protected(block: Block, threshold: int, places: NDArray[np.intp]) -> Mask:
    """Small counts of one block and what goes with them, one programme for each bound of each."""
    small = is_small(block.counts, threshold)
    hidden, found = small.copy(), {}
    for aim in _aims(block, small, threshold):
        reached = next((change for change in found.values() if _reaches(change, aim)), None)
        if reached is None:
            reached = change_of(block, aim, hidden)
            hidden |= np.abs(reached) > 0.5
        found[aim] = reached
    moved = np.zeros(len(small), dtype=bool)
    for (cell, _), change in found.items():
        moved[cell] |= abs(change[cell]) > 0.5
    if (small & ~moved).any():
        raise CannotProtect(places[small & ~moved].tolist())
    return _without_needless(block, hidden, small, found)


def _aims(block: Block, small: Mask, threshold: int) -> list[tuple[int, float]]:
    """How far each small count should be able to rise and to fall, the smallest counts first."""
    order = np.lexsort((np.arange(len(small)), block.counts))
    return [
        (int(cell), float(goal))
        for cell in order[small[order]]
        for goal in (threshold - block.counts[cell], 1 - block.counts[cell])
        if goal
    ]


def _reaches(change: Array, aim: tuple[int, float]) -> bool:
    cell, goal = aim
    return change[cell] >= goal > 0 or change[cell] <= goal < 0


def _without_needless(
    block: Block, hidden: Mask, small: Mask, found: dict[tuple[int, float], Array]
) -> Mask:
    """What must be withheld once it is known what all else is: dearest first, each cell is
    published after all where every small count moves as far without it."""
    tries = MOST_TRIES
    for cell in np.lexsort((np.arange(len(small)), -block.loss)):
        if small[cell] or not hidden[cell]:
            continue
        trial = hidden & (np.arange(len(small)) != cell)
        other = {}
        for aim, change in found.items():
            if abs(change[cell]) < 0.5:
                continue
            tries -= 1
            if tries < 0:
                return hidden
            other[aim] = change_of(block.only(trial), aim, trial)
            if abs(other[aim][aim[0]]) < abs(change[aim[0]]) and not _reaches(other[aim], aim):
                break
        else:
            hidden, found = trial, found | other
    return hidden
