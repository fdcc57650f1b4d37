"""How the smallest detectable effect falls with size and with money, as tables to draw."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.sample_size.formula import (
    Aim,
    Assumptions,
    minimum_detectable_effect,
    needed,
    power_of,
)

POINTS = 25
SIZES = (5, 10, 15, 20, 30, 40, 60, 80, 120)  # people in a cluster


@dataclass(frozen=True)
class Costs:
    """What one more interview, and one more cluster, costs; in any currency."""

    unit: float = 0.0
    cluster: float = 0.0

    @property
    def known(self) -> bool:
        return self.unit > 0 or self.cluster > 0

    def of(self, assumed: Assumptions, drawn: int) -> float:
        """The cost of a study of so many units, or clusters."""
        if assumed.cluster_size is None:
            return drawn * self.unit
        return drawn * (self.cluster + assumed.cluster_size * self.unit)


def by_number(assumed: Assumptions, aim: Aim, most: int) -> pd.DataFrame:
    """Power and minimum detectable effect for numbers of units, or clusters, up to ``most``."""
    numbers = np.unique(np.linspace(assumed.fewest, max(most, assumed.fewest + 1), POINTS).round())
    rows = [
        (
            int(drawn),
            power_of(assumed, int(drawn), aim),
            minimum_detectable_effect(assumed, int(drawn), aim),
        )
        for drawn in numbers
    ]
    return pd.DataFrame(rows, columns=["drawn", "power", "minimum_detectable_effect"])


def by_cluster_size(assumed: Assumptions, aim: Aim, costs: Costs) -> pd.DataFrame:
    """For each number of people in a cluster, the clusters needed, all people, and the cost.

    References
    ----------
    Raudenbush (1997), Psychological Methods 2(2), on what size of cluster is cheapest.
    """
    rows = []
    for size in SIZES:
        planned = replace(assumed, cluster_size=float(size))
        clusters = needed(planned, aim)
        if clusters is not None:
            rows.append((size, clusters, size * clusters, costs.of(planned, clusters)))
    table = pd.DataFrame(rows, columns=["cluster_size", "clusters", "people", "cost"])
    return table if costs.known else table.drop(columns="cost")
