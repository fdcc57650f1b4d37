"""Units that stand at the same place, taken together.

Survey answers are coarse: hundreds of people may share every covariate. What matching needs to
know of them is where they stand and how many they are, so that the search is among places; ties
cost nothing, however many.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Positions = NDArray[np.intp]

# Coordinates are in standard deviations; nearer than this two of them are the same number.
DECIMALS = 10


@dataclass(frozen=True)
class Points:
    """Places (p, k) with how many units stand at each (p,), and the place of each unit (n,)."""

    places: Array
    counts: Array
    of_unit: Positions

    def total(self, values: Array) -> Array:
        """The sum at each place of what its units hold, (n,) or (n, k)."""
        if values.ndim == 1:
            return np.bincount(self.of_unit, weights=values, minlength=len(self.counts))
        return np.column_stack([self.total(column) for column in values.T])


def points_of(coordinates: Array) -> Points:
    """The distinct places among coordinates (n, k)."""
    rounded = np.round(coordinates, DECIMALS) + 0.0  # no negative zeros
    places, of_unit, counts = np.unique(rounded, axis=0, return_inverse=True, return_counts=True)
    return Points(places, counts.astype(float), of_unit.ravel())
