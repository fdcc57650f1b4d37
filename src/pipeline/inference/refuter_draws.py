"""What refuters draw: treatments, subsets, and where each row takes another outcome from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Assigned:
    """What was assigned as one: units, or clusters; and the groups among which it was drawn.

    ``of_row`` (n,) is the position of each row's unit or cluster, ``treated`` (m,) its treatment of
    0 and 1, ``groups`` the positions of each stratum's.
    """

    of_row: Positions
    treated: Array
    groups: tuple[Positions, ...]

    @property
    def cells(self) -> tuple[Positions, ...]:
        """The positions of what is alike in stratum and treatment."""
        of_arms = [
            members[self.treated[members] == arm] for members in self.groups for arm in (1, 0)
        ]
        return tuple(cell for cell in of_arms if len(cell))


def assigned(treatment: Array, clusters: NDArray | None, strata: NDArray | None) -> Assigned:
    """The units (n,), or the clusters whose units all have one treatment, within strata."""
    if clusters is None:
        first = of_row = np.arange(len(treatment))
    else:
        _, first, of_row = np.unique(clusters, return_index=True, return_inverse=True)
    levels = np.zeros(len(first)) if strata is None else np.asarray(strata)[first]
    groups = tuple(np.flatnonzero(levels == level) for level in np.unique(levels))
    return Assigned(of_row, np.asarray(treatment, float)[first], groups)


def treatments(size: int, rng: np.random.Generator, units: Assigned) -> Array:
    """Treatments (size, n) of another draw, each stratum's number of treated kept."""
    drawn = np.tile(units.treated.astype(np.int8), (size, 1))
    for members in units.groups:
        drawn[:, members] = rng.permuted(drawn[:, members], axis=1)
    return drawn[:, units.of_row].astype(float)


def by_chance(size: int, rng: np.random.Generator, units: Assigned, chances: Array) -> Array:
    """Treatments (size, n) that each unit or cluster takes by its own chance, from rows' (n,)."""
    own = np.bincount(units.of_row, chances) / np.bincount(units.of_row)
    return (rng.random((size, len(own))) < own)[:, units.of_row].astype(float)


def left_out(cell: int, share: float) -> int:
    """How many of a cell are left out of a subset."""
    return round(cell * share)


def subsets(size: int, rng: np.random.Generator, units: Assigned, share: float) -> Array:
    """1 for rows (size, n) that are kept: ``share`` of each arm of each stratum is left out."""
    kept = np.ones((size, len(units.treated)), dtype=np.int8)
    for cell in units.cells:
        out = np.zeros((size, len(cell)), dtype=np.int8)
        out[:, : left_out(len(cell), share)] = 1
        kept[:, cell] = 1 - rng.permuted(out, axis=1)
    return kept[:, units.of_row].astype(float)


def sources(size: int, rng: np.random.Generator, units: Assigned) -> Positions:
    """Whose outcome each row takes (size, n): rows shuffled within strata, clusters as a whole.

    A row takes that of somebody in the cluster that its own was given, so that people of one
    cluster stay as alike as they are.
    """
    number = len(units.treated)
    given = np.tile(np.arange(number), (size, 1))
    for members in units.groups:
        given[:, members] = rng.permuted(given[:, members], axis=1)
    if number == len(units.of_row):
        rows = np.empty(number, dtype=np.intp)
        rows[units.of_row] = np.arange(number)
        return rows[given[:, units.of_row]]
    counts = np.bincount(units.of_row, minlength=number)
    starts = np.cumsum(counts) - counts
    order = np.argsort(units.of_row, kind="stable")
    donor = given[:, units.of_row]
    place = (rng.random(donor.shape) * counts[donor]).astype(np.intp)
    return order[starts[donor] + place]


def signs(size: int, rng: np.random.Generator, units: Assigned) -> Array:
    """1 or -1 by the toss of a coin (size, n), the same for all rows of a unit or cluster."""
    drawn = rng.integers(0, 2, (size, len(units.treated)), dtype=np.int8)
    return 2.0 * drawn[:, units.of_row] - 1.0
