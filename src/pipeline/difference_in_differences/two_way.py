"""Regressions with effects of units and of times taken out exactly, never as dummies.

Units are taken out by their means; what is left of the times is a system of as many equations as
there are times. So a million rows cost no more than a few sums.

References
----------
Wansbeek and Kapteyn (1989). Estimation of the error-components model with incomplete panels.
Journal of Econometrics 41(3), for panels with gaps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

# Below this share of its own size, what is left of a column is rounding.
NOTHING_LEFT = 1e-9
# The system of the times always has a direction too many; rounding must not make it count.
SINGULAR = 1e-10


@dataclass(frozen=True)
class TwoWay:
    """Units (n,) and times (n,) as codes 0, 1, …, and the weight of each row (n,)."""

    unit: Codes
    time: Codes
    weights: Array

    @property
    def n_units(self) -> int:
        return int(self.unit.max()) + 1

    @property
    def n_times(self) -> int:
        return int(self.time.max()) + 1

    def table(self) -> Array:
        """The weight of each unit (rows) at each time (columns)."""
        cells = self.unit * self.n_times + self.time
        flat = np.bincount(cells, self.weights, minlength=self.n_units * self.n_times)
        return flat.reshape(self.n_units, self.n_times)


def solve_effects(ways: TwoWay, of_units: Array, of_times: Array) -> tuple[Array, Array]:
    """Effects of units and of times whose weighted sums are those given.

    The normal equations of a regression on both sets of dummies, the units eliminated first; what
    is not identified (a constant, a unit never seen) is the smallest solution.

    Parameters
    ----------
    of_units, of_times
        Right-hand sides, (units, k) and (times, k).
    """
    table = ways.table()
    sizes = table.sum(axis=1)
    inverse = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=sizes > 0)
    system = np.diag(table.sum(axis=0)) - table.T @ (inverse[:, None] * table)
    rest = of_times - table.T @ (inverse[:, None] * of_units)
    times = np.linalg.pinv(system, rcond=SINGULAR, hermitian=True) @ rest
    return inverse[:, None] * (of_units - table @ times), times


def fitted_effects(ways: TwoWay, columns: Array) -> tuple[Array, Array]:
    """Least-squares effects of units (units, k) and of times (times, k) on columns (n, k)."""
    weighted = columns * ways.weights[:, None]
    sums = [_sums(code, weighted, size) for code, size in _ways(ways)]
    return solve_effects(ways, *sums)


def without_effects(ways: TwoWay, columns: Array) -> Array:
    """What effects of units and times do not explain of the columns (n, k)."""
    units, times = fitted_effects(ways, columns)
    return columns - units[ways.unit] - times[ways.time]


def without_unit_means(ways: TwoWay, columns: Array) -> Array:
    """The columns (n, k) less each unit's weighted mean."""
    weight = np.bincount(ways.unit, ways.weights, minlength=ways.n_units)
    sums = _sums(ways.unit, columns * ways.weights[:, None], ways.n_units)
    return columns - (sums / weight[:, None])[ways.unit]


def something_left(columns: Array, residuals: Array) -> NDArray[np.bool_]:
    """Which columns (k,) hold more than effects of units and times."""
    return np.linalg.norm(residuals, axis=0) > NOTHING_LEFT * np.linalg.norm(columns, axis=0)


def _ways(ways: TwoWay) -> list[tuple[Codes, int]]:
    return [(ways.unit, ways.n_units), (ways.time, ways.n_times)]


def _sums(codes: Codes, columns: Array, size: int) -> Array:
    return np.column_stack(
        [np.bincount(codes, columns[:, k], minlength=size) for k in range(columns.shape[1])]
    )
