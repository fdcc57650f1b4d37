"""Absorbed group effects: one intercept a group, without a dummy for each.

By the theorem of Frisch, Waugh and Lovell a regression with a dummy for each group has the slopes
of the regression within groups, and its hat matrix is the sum of the two parts. Groups may be
strata of a lottery, pairs of clusters, villages, districts: any one grouping of the rows.

References
----------
Frisch and Waugh (1933), Econometrica 1(4); Lovell (1963), JASA 58(304).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Groups:
    """The group of each row as a position (n,), and each group's total weight (groups,)."""

    of_row: Positions
    total: Array

    def __len__(self) -> int:
        return len(self.total)


def groups_of(absorbed: NDArray, weights: Array | None = None) -> Groups:
    """Groups from labels (n,) of any type that can be sorted; without weights each row weighs 1."""
    of_row = np.unique(absorbed, return_inverse=True)[1]
    return Groups(of_row, np.bincount(of_row, weights=weights).astype(float))


def summed_within(columns: Array, of_row: Positions, groups: int = 0) -> Array:
    """Sums (groups, k) of columns (n, k) over the rows of each group, at least so many groups."""
    return np.stack([np.bincount(of_row, column, groups) for column in columns.T], axis=1)


def within(values: Array, groups: Groups, weights: Array | None = None) -> Array:
    """Values (n,) or columns (n, k) less their (weighted) mean in each row's group."""
    columns = values[:, None] if values.ndim == 1 else values
    weighted = columns if weights is None else columns * weights[:, None]
    sums = summed_within(weighted, groups.of_row, len(groups))
    centred = columns - (sums / groups.total[:, None])[groups.of_row]
    return centred.reshape(values.shape)
