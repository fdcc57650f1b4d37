"""The rows of a difference in differences as arrays: who, when, and since when treated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.two_way import TwoWay

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
NEVER = np.inf


@dataclass(frozen=True)
class Rows:
    """One row per unit and time, or per person asked at one time (repeated cross-sections).

    Parameters
    ----------
    outcome, weights
        (n,).
    unit, time
        Codes (n,) from 0. In repeated cross-sections each row is its own unit.
    cohort
        The code of the time at which a row's unit is first treated (n,); infinite for never.
    clusters
        Codes (n,) of what the programme came to; a unit lies in one cluster.
    covariates
        (n, k).
    times
        The times' own values (times,), in order.
    repeated
        Whether the same units are seen again; False in repeated cross-sections.
    """

    outcome: Array
    unit: Codes
    time: Codes
    cohort: Array
    clusters: Codes
    weights: Array
    covariates: Array
    times: NDArray
    repeated: bool = True

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Rows (n,) of units at times when they are treated."""
        return self.time >= self.cohort

    @property
    def cohorts(self) -> Codes:
        """The times at which some unit is first treated, in order."""
        return np.unique(self.cohort[np.isfinite(self.cohort)]).astype(np.intp)

    @property
    def n_clusters(self) -> int:
        return len(np.unique(self.clusters))

    @property
    def effects(self) -> Codes:
        """What a regression takes out beside the times: units, or cohorts of people."""
        if self.repeated:
            return self.unit
        return np.unique(self.cohort, return_inverse=True)[1]

    @property
    def ways(self) -> TwoWay:
        return TwoWay(self.effects, self.time, self.weights)

    def kept(self, rows: NDArray[np.bool_]) -> "Rows":
        """These rows alone, units and clusters counted anew; the times stay."""
        return Rows(
            outcome=self.outcome[rows],
            unit=np.unique(self.unit[rows], return_inverse=True)[1],
            time=self.time[rows],
            cohort=self.cohort[rows],
            clusters=np.unique(self.clusters[rows], return_inverse=True)[1],
            weights=self.weights[rows],
            covariates=self.covariates[rows],
            times=self.times,
            repeated=self.repeated,
        )


def treated_clusters(rows: Rows) -> int:
    """In how many clusters anybody is ever treated."""
    return len(np.unique(rows.clusters[np.isfinite(rows.cohort)]))


def balanced(rows: Rows) -> NDArray[np.bool_]:
    """Rows (n,) of units that are seen at every time."""
    seen = np.bincount(rows.unit)
    return (seen == len(rows.times))[rows.unit]


def wide(rows: Rows, values: Array) -> Array:
    """A column (n,) as a table of units by times; for panels without gaps."""
    table = np.full((int(rows.unit.max()) + 1, len(rows.times)), np.nan)
    table[rows.unit, rows.time] = values
    return table
