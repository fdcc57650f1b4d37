"""What a two-way fixed effects coefficient averages: every two-by-two, with its weight.

References
----------
Goodman-Bacon (2021). Difference-in-differences with variation in treatment timing. Journal of
Econometrics 225(2), Theorem 1.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import Rows, wide

Array = NDArray[np.float64]
Comparison = Literal[
    "treated_vs_never", "treated_vs_always", "earlier_vs_later", "later_vs_earlier"
]
# Comparisons with those who are treated already: where effects change with time, they mislead.
FORBIDDEN = ("later_vs_earlier", "treated_vs_always")


@dataclass(frozen=True)
class Cell:
    """One two-by-two: whose effect, against whom, what it is, and how much of TWFE it makes."""

    treated: float
    control: float
    comparison: Comparison
    estimate: float
    weight: float


def goodman_bacon(rows: Rows) -> list[Cell]:
    """The two-by-twos of a panel without gaps and of equal weights; their average is TWFE."""
    outcome, cohort = wide(rows, rows.outcome), wide(rows, rows.cohort)[:, 0]
    groups = np.unique(cohort)
    n_times = outcome.shape[1]
    means = np.stack([outcome[cohort == group].mean(axis=0) for group in groups])
    shares = np.array([(cohort == group).mean() for group in groups])
    treated = 1 - np.clip(groups, 0, n_times) / n_times  # the share of time under treatment
    cells = []
    for k, group in enumerate(groups):
        for j, other in enumerate(groups):
            if not 0 < group < n_times or j == k:
                continue
            comparison, window = _comparison(group, other, n_times)
            after = np.arange(n_times)[window] >= group
            path = (means[k] - means[j])[window]
            estimate = float(path[after].mean() - path[~after].mean())
            weight = shares[k] * shares[j] * _variance(treated[k], treated[j], comparison)
            cells.append(Cell(group, other, comparison, estimate, weight))
    total = sum(cell.weight for cell in cells)
    return [
        Cell(cell.treated, cell.control, cell.comparison, cell.estimate, cell.weight / total)
        for cell in cells
    ]


def _comparison(group: float, other: float, n_times: int) -> tuple[Comparison, slice]:
    """What kind of comparison it is, and the times at which it is made."""
    if other >= n_times:
        return "treated_vs_never", slice(0, n_times)
    if other <= 0:
        return "treated_vs_always", slice(0, n_times)
    if group < other:
        return "earlier_vs_later", slice(0, int(other))
    return "later_vs_earlier", slice(int(other), n_times)


def _variance(own: float, other: float, comparison: Comparison) -> float:
    """How much the two groups' treatment differs within their window, times its share of time."""
    if comparison in ("treated_vs_never", "treated_vs_always"):
        return own * (1 - own)
    if comparison == "earlier_vs_later":
        return (own - other) * (1 - own)
    return own * (other - own)
