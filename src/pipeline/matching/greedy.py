"""Nearest neighbours without replacement: each unit takes the nearest that nobody took before.

Greedy, in an order fixed beforehand: those whom it is hardest to find a match for come first.
Ties go to whoever stands first in the data.

References
----------
Rosenbaum (1989). Optimal matching for observational studies. JASA 84(408), on greedy matching;
Abadie and Spiess (2022). Robust post-matching inference. JASA 117(538), on its error.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.matched import Matched, Rule
from pipeline.matching.neighbours import TIE

Array = NDArray[np.float64]
Positions = NDArray[np.intp]
FIRST_LOOK = 8  # neighbours looked at before asking for more
REBUILD = 256  # so many taken ones in the way: the tree is made anew without them


def match_without_replacement(
    values: tuple[Array, Array, Array], asked: NDArray[np.bool_], order: Array, rule: Rule
) -> Matched:
    """Each unit asked for with its nearest among the others not yet taken; see `match_to`.

    ``order`` (n,) says who chooses first: the largest. Who finds fewer than the rule's number
    within its caliper and cell gets none.
    """
    coordinates, outcome, covariates = values
    n = len(asked)
    pairs = matched_sets(coordinates, asked, order, rule)
    matched = Matched(
        asked=asked,
        found=np.zeros(n, dtype=bool),
        outcome=np.full(n, np.nan),
        covariates=np.full(covariates.shape, np.nan),
        times=np.zeros(n),
        squares=np.zeros(n),
    )
    for unit, partners in pairs:
        matched.found[unit] = True
        matched.outcome[unit] = outcome[partners].mean()
        matched.covariates[unit] = covariates[partners].mean(axis=0)
        matched.times[partners] = 1 / rule.neighbours
        matched.squares[partners] = 1 / rule.neighbours**2
    return matched


def matched_sets(
    coordinates: Array, asked: NDArray[np.bool_], order: Array, rule: Rule
) -> list[tuple[int, list[int]]]:
    """Each unit that found its matches, and those, by their positions; see above."""
    cells = np.zeros(len(asked)) if rule.cells is None else rule.cells
    first = np.lexsort((np.arange(len(order)), -order))
    pairs = []
    for cell in np.unique(cells[asked]):
        members = cells == cell
        pool = _Pool(coordinates, np.flatnonzero(members & ~asked))
        for unit in first[(members & asked)[first]]:
            partners = pool.nearest(coordinates[unit], rule.neighbours, rule.caliper)
            if len(partners) == rule.neighbours:
                pool.take(partners)
                pairs.append((int(unit), partners))
    return pairs


class _Pool:
    """Units that can still be chosen, in a tree that is made anew as it empties."""

    def __init__(self, coordinates: Array, units: Positions):
        self._all = coordinates
        self._plant(units)

    def _plant(self, units: Positions) -> None:
        from scipy.spatial import cKDTree

        self._units = units
        self._free = np.ones(len(units), dtype=bool)
        self._tree = cKDTree(self._all[units]) if len(units) else None

    def nearest(self, place: Array, number: int, caliper: float) -> list[int]:
        """The positions in the data of the nearest free units, ties in the data's order."""
        if self._tree is None or not self._free.any():
            return []
        look = min(FIRST_LOOK, len(self._units))
        while True:
            distances, found = self._tree.query(place, k=np.arange(1, look + 1))
            near = self._free[found] & (distances <= caliper + TIE)
            beyond = distances[-1] > caliper + TIE or look == len(self._units)
            # The last of those looked at may tie with ones not seen: it must be farther.
            sure = distances[near] < distances[-1] - TIE
            if sure.sum() >= number or beyond:
                break
            if look >= REBUILD:
                self._plant(self._units[self._free])
                if len(self._units) <= look:
                    look = len(self._units)
                    continue
            look = min(2 * look, len(self._units))
        rounded = np.round(distances[near] / TIE)
        best = np.lexsort((self._units[found[near]], rounded))[:number]
        return [int(unit) for unit in self._units[found[near]][best]]

    def take(self, units: list[int]) -> None:
        self._free[np.searchsorted(self._units, units)] = False
