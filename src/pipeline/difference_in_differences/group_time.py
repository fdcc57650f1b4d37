"""Effects by cohort and time (Callaway and Sant'Anna), each with the influence of every unit.

References
----------
Callaway and Sant'Anna (2021). Difference-in-differences with multiple time periods. Journal of
Econometrics 225(2).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.doubly_robust import cross_section_effect, panel_effect
from pipeline.difference_in_differences.panel import Rows, wide

Array = NDArray[np.float64]
Codes = NDArray[np.intp]
Comparison = Literal["never_treated", "not_yet_treated"]


@dataclass(frozen=True)
class GroupTime:
    """Effects (cells,) of cohorts at times, relative to each cohort's base time.

    ``influence`` (n, cells) averages zero; ``of_unit`` (n,) is each unit's cohort, ``weights``
    (n,) its weight and ``clusters`` (n,) its cluster. A unit is a row in repeated cross-sections.
    """

    cohort: Codes
    time: Codes
    effects: Array
    influence: Array
    of_unit: Array
    weights: Array
    clusters: Codes

    @property
    def since(self) -> Codes:
        """Times since treatment began (cells,); negative before."""
        return self.time - self.cohort

    @property
    def shares(self) -> Array:
        """For each cell, the weighted share of all units that its cohort is."""
        member = self.of_unit[:, None] == self.cohort
        return (self.weights[:, None] * member).mean(axis=0)


@dataclass(frozen=True)
class _Side:
    """The two-by-two of one cell: who is in it (bool), who of them is treated."""

    inside: NDArray[np.bool_]
    treated: Array


def group_time(
    rows: Rows, comparison: Comparison = "not_yet_treated", universal: bool = False
) -> GroupTime:
    """Every cohort's effect at every time that has a comparison.

    Before treatment the base is the time before (``universal=False``) or the last time before
    treatment for all (``universal=True``: its own effect, zero, is not among the cells). Covariates
    are those of the base time, adjusted for doubly robustly; see `panel_effect`.

    Cohorts treated from the first time on have no base: they must not be among the rows.
    """
    effect_of = _panel_cell if rows.repeated else _cross_section_cell
    tables = _tables(rows) if rows.repeated else None
    of_unit = tables[2] if tables else rows.cohort
    cells, effects, influence = [], [], []
    for cohort in rows.cohorts:
        for time in range(len(rows.times)):
            base = cohort - 1 if universal or time >= cohort else time - 1
            if base < 0 or base == time:
                continue
            side = _compared(of_unit, cohort, max(time, base), comparison)
            if side is None:
                continue
            effect, values = effect_of(rows, tables, side, (base, time))
            cells.append((cohort, time))
            effects.append(effect)
            influence.append(values)
    keys = np.array(cells, dtype=np.intp).reshape(-1, 2)
    weights, clusters = _of_units(rows)
    values = np.column_stack(influence) if influence else np.zeros((len(of_unit), 0))
    return GroupTime(keys[:, 0], keys[:, 1], np.array(effects), values, of_unit, weights, clusters)


def _compared(of_unit: Array, cohort: int, last: int, comparison: Comparison) -> _Side | None:
    """The cohort, and those not treated by the later of both times (or ever); None without any."""
    treated = of_unit == cohort
    free = of_unit > last if comparison == "not_yet_treated" else np.isinf(of_unit)
    control = free & ~treated
    if not control.any():
        return None
    return _Side(treated | control, treated.astype(float))


def _panel_cell(
    rows: Rows, tables: tuple[Array, Array, Array], side: _Side, times: tuple[int, int]
) -> tuple[float, Array]:
    outcome, covariates, _ = tables
    inside, base = side.inside, times[0]
    change = outcome[inside, times[1]] - outcome[inside, base]
    exog = np.column_stack([np.ones(inside.sum()), covariates[base][inside]])
    effect, values = panel_effect(change, side.treated[inside], exog, _of_units(rows)[0][inside])
    return effect, _spread(values, inside)


def _cross_section_cell(
    rows: Rows, _: None, side: _Side, times: tuple[int, int]
) -> tuple[float, Array]:
    inside = side.inside & np.isin(rows.time, times)
    exog = np.column_stack([np.ones(inside.sum()), rows.covariates[inside]])
    effect, values = cross_section_effect(
        rows.outcome[inside],
        side.treated[inside],
        (rows.time[inside] == times[1]).astype(float),
        exog,
        rows.weights[inside],
    )
    return effect, _spread(values, inside)


def _spread(values: Array, inside: NDArray[np.bool_]) -> Array:
    """Influence on an average over all units of what only some of them have a part in."""
    influence = np.zeros(len(inside))
    influence[inside] = values * len(inside) / len(values)
    return influence


def _tables(rows: Rows) -> tuple[Array, Array, Array]:
    """Outcomes (units, times), covariates (times, units, k), cohort of each unit."""
    outcome = wide(rows, rows.outcome)
    width = rows.covariates.shape[1]
    columns = [wide(rows, rows.covariates[:, k]).T for k in range(width)]
    covariates = np.stack(columns, axis=-1) if columns else np.zeros((*outcome.T.shape, 0))
    return outcome, covariates, wide(rows, rows.cohort)[:, 0]


def _of_units(rows: Rows) -> tuple[Array, Codes]:
    """Each unit's mean weight (scaled to average 1) and its cluster."""
    sums = np.bincount(rows.unit, rows.weights) / np.bincount(rows.unit)
    clusters = np.zeros(len(sums), dtype=np.intp)
    clusters[rows.unit] = rows.clusters
    return sums / sums.mean(), clusters
