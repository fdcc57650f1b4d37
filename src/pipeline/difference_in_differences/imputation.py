"""Effects as what is left of outcomes when the untreated ones are imputed.

References
----------
Borusyak, Jaravel and Spiess (2024). Revisiting event-study designs: robust and efficient
estimation. Review of Economic Studies 91(6); the error is that of their Theorem 3.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import Rows
from pipeline.difference_in_differences.two_way import TwoWay, fitted_effects, solve_effects

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Imputed:
    """Averages (k,) of imputed effects, and each cluster's part (clusters, k) in their error."""

    effects: Array
    parts: Array

    @property
    def covariance(self) -> Array:
        """The conservative covariance (k, k); without a correction for few clusters, as published.

        Effects are let vary between units, and only what varies around their cohort's average at
        a time counts as error: the truth is less.
        """
        return self.parts.T @ self.parts


def imputable(rows: Rows) -> NDArray[np.bool_]:
    """Rows (n,) whose unit and time are seen untreated; nothing can be imputed for the others."""
    free = ~rows.treated
    units = np.bincount(rows.effects[free], minlength=rows.ways.n_units) > 0
    times = np.bincount(rows.time[free], minlength=rows.ways.n_times) > 0
    return units[rows.effects] & times[rows.time]


def imputation(rows: Rows, averages: Array) -> Imputed:
    """Averages (n, k) of treated rows' effects, by weights that are zero for untreated rows.

    A regression on effects of units and times, fitted to untreated rows alone, says what the
    treated rows' outcomes would have been. Every row must be `imputable`.
    """
    free = ~rows.treated
    untreated = TwoWay(rows.effects, rows.time, np.where(free, rows.weights, 0.0))
    units, times = fitted_effects(untreated, rows.outcome[:, None])
    left = rows.outcome - units[rows.effects, 0] - times[rows.time, 0]
    weights = averages / averages.sum(axis=0)
    of_units = _sums(rows.effects, weights, rows.ways.n_units)
    of_times = _sums(rows.time, weights, rows.ways.n_times)
    unit, time = solve_effects(untreated, of_units, of_times)
    spread = (unit[rows.effects] + time[rows.time]) * untreated.weights[:, None]
    influence = weights - spread
    parts = np.column_stack(
        [
            np.bincount(rows.clusters, influence[:, k] * _residuals(rows, left, weights[:, k]))
            for k in range(weights.shape[1])
        ]
    )
    return Imputed(weights.T @ left, parts)


def _residuals(rows: Rows, left: Array, weights: Array) -> Array:
    """Untreated rows' residuals; treated ones' distance from their cohort's average at a time.

    Averages are weighted by squared weights, which makes the error as small as it can honestly be
    (Borusyak, Jaravel and Spiess 2024, equation 8).
    """
    treated = rows.treated
    cohort = np.where(np.isinf(rows.cohort), -1, rows.cohort).astype(np.intp)
    cell = (cohort + 1) * (int(rows.time.max()) + 1) + rows.time
    squares = np.bincount(cell, weights**2)
    means = np.divide(
        np.bincount(cell, weights**2 * left), squares, out=np.zeros_like(squares), where=squares > 0
    )
    return np.where(treated, left - means[cell], left)


def _sums(codes: NDArray[np.intp], columns: Array, size: int) -> Array:
    return np.column_stack(
        [np.bincount(codes, columns[:, k], minlength=size) for k in range(columns.shape[1])]
    )
