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

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

WHOLE = 1e-6  # how far from a whole number a solver's answer may be
# What a change is divided by where the cheapest is no whole number.
PARTS = (1, 2, 3, 4, 6, 12)
A_LITTLE = 1e-3  # moving what is withheld already should cost less than all else, but not nothing
MOST_TRIES = 400  # programmes that may be spent on publishing a block's cells after all

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class CannotProtect(ValueError):
    """Small counts that what must stay published gives back; ``cells`` are their places."""

    def __init__(self, cells: list[int]):
        super().__init__(f"{len(cells)} small counts follow from what must stay published")
        self.cells = cells


@dataclass(frozen=True)
class Block:
    """Counts (n,) that equations (m, n) tie together: how far each may fall, what withholding it
    would lose, and whether it may change at all."""

    counts: Array
    slack: Array
    loss: Array
    matrix: "csc_matrix"
    free: Mask

    def only(self, free: Mask) -> "Block":
        """The same counts, of which only these may change."""
        return replace(self, free=free)


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


def blocks(matrix: object, free: Mask) -> Iterator[NDArray[np.intp]]:
    """The free cells in groups that no equation ties to one another."""
    from scipy.sparse.csgraph import connected_components

    places = np.flatnonzero(free)
    part = abs(matrix[:, places])
    _, names = connected_components(part.T @ part, directed=False)
    order = np.argsort(names, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(names[order])) + 1):
        if len(group):
            yield places[group]


def _protected(block: Block, threshold: int, places: NDArray[np.intp]) -> Mask:
    """Small counts of one block and what goes with them, one programme for each bound of each."""
    small = is_small(block.counts, threshold)
    hidden, found = small.copy(), {}
    for aim in _aims(block, small, threshold):
        reached = next((change for change in found.values() if _reaches(change, aim)), None)
        if reached is None:
            reached = _change(block, aim, hidden)
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
            other[aim] = _change(block.only(trial), aim, trial)
            if abs(other[aim][aim[0]]) < abs(change[aim[0]]) and not _reaches(other[aim], aim):
                break
        else:
            hidden, found = trial, found | other
    return hidden


def _change(block: Block, aim: tuple[int, float], hidden: Mask) -> Array:
    """The cheapest change (n,) in whole numbers, within the equations, that moves one cell.

    The cell of ``aim`` moves as far towards its goal as cells that must stay allow; moving what is
    hidden already costs nothing. The corners of a table of three ways or more are fractions now
    and then; a part of the goal within a part of the slack is then sought, and multiplied.
    """
    cell, goal = aim
    for parts in PARTS:
        step = np.sign(goal) * (abs(goal) // parts if goal < 0 else math.ceil(goal / parts))
        if not step:
            break
        change = _cheapest(block, block.slack // parts, (cell, step), hidden)
        for factor in range(1, parts + 1):
            multiple = np.round(factor * change)
            if np.abs(multiple - factor * change).max() < WHOLE and (
                goal < 0 or factor == parts or multiple[cell] >= goal
            ):
                return multiple
    return _everything(block, aim)


def _cheapest(block: Block, slack: Array, aim: tuple[int, float], hidden: Mask) -> Array:
    """The linear programme of `_change`, whose answer need not be whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_matrix, hstack

    (cell, goal), n, matrix = aim, len(slack), block.matrix
    loss = np.where(hidden, 0, np.where(block.free, block.loss, 0)) + A_LITTLE
    price = np.concatenate([loss, loss, [10 * loss.sum()]])
    short = csc_matrix((matrix.shape[0], 1))
    target = csc_matrix(([1.0, -1.0, np.sign(goal)], ([0, 0, 0], [cell, n + cell, 2 * n])))
    rules = [
        LinearConstraint(hstack([matrix, -matrix, short], format="csc"), 0, 0),
        LinearConstraint(target, goal, goal),
    ]
    upper = np.concatenate(
        [np.where(block.free, np.inf, 0), np.where(block.free, slack, 0), [abs(goal)]]
    )
    upper[n + cell if goal > 0 else cell] = 0
    answer = milp(price, bounds=Bounds(0, upper), constraints=rules).x
    return answer[:n] - answer[n : 2 * n]


def _everything(block: Block, aim: tuple[int, float]) -> Array:
    """A change of every cell of a block: the table times a whole number that passes the goal.

    Nothing changes where the goal is a fall, or where cells that must stay forbid it.
    """
    (cell, goal), counts = aim, block.counts
    balanced = np.abs(block.matrix @ counts).max(initial=0) < WHOLE
    if goal < 0 or not balanced or not block.free.all():
        return np.zeros_like(counts)
    return counts * math.ceil(goal / counts[cell])


def ranges(known: ArrayLike, equations: object, least: ArrayLike) -> tuple[Array, Array]:
    """The lowest and the highest value (n,) that each unknown count can have.

    ``known`` (n,) is not a number where a count is unknown; ``least`` (n,) is the lowest that an
    unknown one could be. A bound that nothing sets is infinite.

    Raises
    ------
    ValueError
        Where no counts satisfy the equations.
    """
    from scipy.sparse import csc_matrix

    counts, matrix = np.array(known, dtype=float), csc_matrix(equations, dtype=float)
    unknown = np.isnan(counts)
    low, high = counts.copy(), counts.copy()
    rest = -(matrix[:, ~unknown] @ counts[~unknown])
    tied = matrix[:, unknown].getnnz(axis=1) > 0
    if np.abs(rest[~tied]).max(initial=0) > WHOLE:
        raise ValueError("published counts do not add up")
    floor = np.asarray(least, dtype=float)
    for block in blocks(matrix, unknown):
        part = matrix[:, block]
        rows = part.getnnz(axis=1) > 0
        low[block], high[block] = _bounds(part[rows], rest[rows], floor[block])
    return low, high


def _bounds(matrix: object, rest: Array, least: Array) -> tuple[Array, Array]:
    from scipy.optimize import Bounds, LinearConstraint, milp

    n = len(least)
    if not matrix.shape[0]:
        return least, np.full(n, np.inf)
    rules, bounds = LinearConstraint(matrix, rest, rest), Bounds(least, np.inf)
    some = milp(np.zeros(n), bounds=bounds, constraints=rules).x
    if some is None:
        raise ValueError("published counts do not add up")
    low, high = some, some
    for cell, sign in itertools.product(range(n), (1.0, -1.0)):
        wanted = sign * (np.arange(n) == cell)
        answer = milp(wanted, bounds=bounds, constraints=rules).x
        if answer is None:  # nothing bounds it
            high = np.where(np.arange(n) == cell, np.inf, high)
        else:
            low, high = np.minimum(low, answer), np.maximum(high, answer)
    return np.ceil(low - WHOLE), np.floor(high + WHOLE)
