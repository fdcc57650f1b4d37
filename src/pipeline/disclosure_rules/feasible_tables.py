"""Tables of whole numbers that agree with what is published: how far a count can be another.

The counts that no table shows are unknowns of linear equations; no count of people is negative.
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

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


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


def change_of(block: Block, aim: tuple[int, float], hidden: Mask) -> Array:
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
