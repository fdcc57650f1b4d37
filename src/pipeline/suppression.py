"""Which counts to withhold so that no other published count gives a small one back.

A count from 1 to the threshold less one is small. Sums tie counts together: withheld alone, a small
one follows from its total. Others are withheld with it until a table of whole numbers exists that
agrees with all that is published and in which that count reaches the threshold, and another in
which it is as low as it can be: what is published then says no more of it than that it is withheld.

References
----------
Fischetti and Salazar (2000), Management Science 46(7), for the problem; Castro (2012), European
Journal of Operational Research 216(1), for cells found by one linear programme each.
"""

import itertools
import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

WHOLE = 1e-6  # how far from a whole number a solver's answer may be
PARTS = (1, 2, 3, 4, 6, 12)  # what a change is divided by, where the whole one is no whole number

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


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
            hidden[block] = _protected(counts[block], part, threshold, loss[block], block)
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


def _protected(
    counts: Array, matrix: object, threshold: int, loss: Array, places: NDArray[np.intp]
) -> Mask:
    """Small counts of one block and what goes with them, one programme for each bound of each."""
    hidden = is_small(counts, threshold)
    least = np.where(loss > 0, 1.0, 0.0)  # a zero is published, so what is withheld is at least 1
    low, high = counts.copy(), counts.copy()
    lost = []
    for cell in np.lexsort((np.arange(len(counts)), counts)):
        if not is_small(counts[cell], threshold):
            continue
        for goal in (threshold - counts[cell], least[cell] - counts[cell]):
            reached = high[cell] if goal > 0 else low[cell]
            if goal and abs(reached - counts[cell]) < abs(goal):
                aim, price = (int(cell), float(goal)), loss * ~hidden
                change = _change(counts, counts - least, matrix, aim, price)
                hidden |= np.abs(change) > 0.5
                low, high = np.minimum(low, counts + change), np.maximum(high, counts + change)
        if high[cell] == low[cell]:
            lost.append(int(places[cell]))
    if lost:
        raise CannotProtect(lost)
    return hidden


def _change(
    counts: Array, slack: Array, matrix: object, aim: tuple[int, float], loss: Array
) -> Array:
    """The cheapest change (n,) in whole numbers, within the equations, that moves one cell.

    ``slack`` is how far each cell may fall. The cell of ``aim`` moves as far towards its goal as
    cells that must stay allow. The corners of a table of three ways or more are fractions now and
    then; a part of the goal within a part of the slack is then sought, and multiplied.
    """
    cell, goal = aim
    for parts in PARTS:
        step = np.sign(goal) * (abs(goal) // parts if goal < 0 else math.ceil(goal / parts))
        if not step:
            break
        change = _cheapest(slack // parts, matrix, (cell, step), loss)
        for factor in range(1, parts + 1):
            multiple = np.round(factor * change)
            if np.abs(multiple - factor * change).max() < WHOLE and (
                goal < 0 or factor == parts or multiple[cell] >= goal
            ):
                return multiple
    return _everything(counts, matrix, aim)


def _cheapest(slack: Array, matrix: object, aim: tuple[int, float], loss: Array) -> Array:
    """The linear programme of `_change`, whose answer need not be whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csc_matrix, hstack

    cell, goal = aim
    n, small = len(slack), 1e-3  # moving what is withheld already should cost little, not nothing
    price = np.concatenate([loss + small, loss + small, [10 * (loss.sum() + n)]])
    short = csc_matrix((matrix.shape[0], 1))
    target = csc_matrix(([1.0, -1.0, np.sign(goal)], ([0, 0, 0], [cell, n + cell, 2 * n])))
    rules = [
        LinearConstraint(hstack([matrix, -matrix, short], format="csc"), 0, 0),
        LinearConstraint(target, goal, goal),
    ]
    upper = np.concatenate([np.full(n, np.inf), slack, [abs(goal)]])
    upper[n + cell if goal > 0 else cell] = 0
    answer = milp(price, bounds=Bounds(0, upper), constraints=rules).x
    return answer[:n] - answer[n : 2 * n]


def _everything(counts: Array, matrix: object, aim: tuple[int, float]) -> Array:
    """A change of every cell of a block: the table times a whole number that passes the goal.

    Nothing changes where the goal is a fall, or where cells that must stay forbid it.
    """
    cell, goal = aim
    if goal < 0 or np.abs(matrix @ counts).max(initial=0) > WHOLE:
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
