"""Effects by time since treatment with all that is known of their errors: for curves and checks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.aggregation import Averages, Kind, aggregate
from pipeline.difference_in_differences.bands import cluster_sums, covariance_of, critical_value
from pipeline.difference_in_differences.group_time import Comparison, GroupTime, group_time
from pipeline.difference_in_differences.honest_did import Path
from pipeline.difference_in_differences.panel import Rows, treated_clusters
from pipeline.difference_in_differences.placebo_in_space import as_if_treated

Array = NDArray[np.float64]

# An effect that fewer treated units speak of has no error to rely on (MacKinnon and Webb 2017).
FEWEST = 6


@dataclass(frozen=True)
class EventPath:
    """Effects (k,) by time since treatment, relative to the last time before it.

    ``covariance`` is (k, k), ``critical`` how many errors wide a band that holds for all is, and
    ``units`` (k,) how many treated units each speaks of; ``shares`` (k,) are their cohorts' shares,
    which weigh times since treatment in the average over all treated rows.
    """

    since: NDArray[np.intp]
    effects: Array
    covariance: Array
    critical: float
    units: NDArray[np.intp]
    shares: Array

    @property
    def trusted(self) -> "EventPath":
        """The times around treatment whose effects enough treated units speak of.

        An effect of one or two units comes with an error that is far too small, and a joint test
        would believe it. Where no time has enough, those with the most are taken.
        """
        fewest = min(FEWEST, int(self.units.max()))
        thin = self.since[self.units < fewest]
        first = max(thin[thin < -1], default=self.since.min() - 1)
        last = min(thin[thin > -1], default=self.since.max() + 1)
        kept = (self.since > first) & (self.since < last)
        return EventPath(
            self.since[kept],
            self.effects[kept],
            self.covariance[np.ix_(kept, kept)],
            self.critical,
            self.units[kept],
            self.shares[kept],
        )

    @property
    def errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    @property
    def before(self) -> NDArray[np.bool_]:
        return self.since < -1

    @property
    def weights(self) -> Array:
        """Of the effects after treatment in the average over all treated rows; they sum to 1."""
        after = self.shares[self.since >= 0]
        return after / after.sum()

    @property
    def average(self) -> float:
        return float(self.weights @ self.effects[self.since >= 0])

    @property
    def honest(self) -> Path:
        """The path as its robustness to other trends is asked."""
        return Path(self.effects, self.covariance, int(self.before.sum()), self.weights)


def event_path(
    rows: Rows, comparison: Comparison, confidence: float, rng: np.random.Generator
) -> EventPath:
    """The event study with one base time for all, last before treatment (Roth 2024).

    With one treated cluster the covariance is that of untreated clusters taken for treated.
    """
    cells = group_time(rows, comparison, universal=True)
    found = aggregate(cells, "event_time")
    member = cells.since[:, None] == found.points
    shares = (cells.shares[:, None] * member).sum(axis=0)
    sizes = (cells.of_unit[:, None] == cells.cohort).sum(axis=0)
    units = (sizes[:, None] * member).sum(axis=0)
    if treated_clusters(rows) == 1:
        covariance, critical = _by_placebo(rows, comparison, confidence)
    else:
        sums = cluster_sums(found.influence, cells.clusters)
        covariance, critical = covariance_of(sums), critical_value(sums, confidence, rng)
    return EventPath(found.points, found.effects, covariance, critical, units, shares)


def averages(
    cells: GroupTime, kind: Kind, settings: tuple[float, np.random.Generator]
) -> tuple[Averages, Array, float]:
    """Averages of one kind with their errors (k,) and the width of a band that holds for all."""
    confidence, rng = settings
    found = aggregate(cells, kind)
    sums = cluster_sums(found.influence, cells.clusters)
    errors = np.sqrt(np.diag(covariance_of(sums)))
    return found, errors, critical_value(sums, confidence, rng)


def _by_placebo(rows: Rows, comparison: Comparison, confidence: float) -> tuple[Array, float]:
    """The covariance (k, k) of paths that nothing caused, and the width of a band over them."""
    controls = rows.kept(np.isinf(rows.cohort))
    date = float(rows.cohorts[0])
    paths = np.stack(
        [
            group_time(as_if_treated(controls, cluster, date), comparison, universal=True).effects
            for cluster in range(controls.n_clusters)
        ]
    )
    covariance = paths.T @ paths / len(paths)
    largest = np.sort((np.abs(paths) / np.sqrt(np.diag(covariance))).max(axis=1))
    rank = int(np.ceil(confidence * (len(largest) + 1))) - 1
    return covariance, float(largest[min(rank, len(largest) - 1)])
