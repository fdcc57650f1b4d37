"""Rows of units in periods as the table that synthetic controls are made of."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.unit_panel import Panel
from pipeline.plan import Design

FEWEST_BEFORE = 3  # periods, below which no weights can be learnt
FEWEST_DONORS = 3


def panel_of(data: pd.DataFrame, design: Design, outcome: str) -> Panel:
    """The mean outcome of each unit in each period; several rows of a unit and period are averaged.

    Raises
    ------
    EstimationError
        Where a unit lacks a period, units are treated at different times, the treatment column does
        not say who ever is, or too few donors or earlier periods are left.
    """
    _refuse_contradictions(data, design)
    cells = data.groupby([design.unit, design.time], sort=True)[outcome].mean()
    table = cells.unstack()  # noqa: PD010
    if table.isna().to_numpy().any():
        raise _unbalanced(table, outcome)
    starts = data.groupby(design.unit, sort=True)[design.first_treated].first()
    treated = starts.notna().to_numpy()
    times = table.columns.to_numpy(float)
    before = _periods_before(times, starts[treated])
    _refuse_thin(int(treated.sum()), int((~treated).sum()), before, len(times))
    return Panel(
        outcomes=table.to_numpy(float),
        treated=treated,
        before=before,
        units=tuple(str(unit) for unit in table.index),
        times=times,
    )


def means_before(
    data: pd.DataFrame, design: Design, panel: Panel, names: tuple[str, ...]
) -> NDArray[np.float64]:
    """Each unit's mean of each column (units, k) over the periods before treatment that have it.

    Raises
    ------
    EstimationError
        Where a unit has no such value at all.
    """
    earlier = data[data[design.time] < panel.times[panel.before]]
    means = earlier.groupby(design.unit, sort=True)[list(names)].mean()
    missing = [name for name in names if means[name].isna().any()]
    if missing or len(means) < len(panel.units):
        what = ", ".join(f"`{name}`" for name in missing) or "every predictor"
        message = f"some units have no value of {what} before treatment"
        help_ = "take it out of construct: covariates:, or leave those units out of the sample"
        raise EstimationError(Fault("E763", message, key="construct.covariates", help=help_))
    return means.to_numpy(float)


def _refuse_contradictions(data: pd.DataFrame, design: Design) -> None:
    """One start a unit, one start for all who are treated, and a treatment column that agrees."""
    starts = data.groupby(design.unit)[design.first_treated]
    if (starts.nunique(dropna=False) > 1).any():  # noqa: PD101
        message = f"`{design.first_treated}` differs between the rows of one `{design.unit}`"
        help_ = "write in every row of a unit when its treatment starts; leave it empty for never"
        raise EstimationError(Fault("E761", message, key="design.first_treated", help=help_))
    ever = data[design.first_treated].notna()
    if (ever != (data[design.treatment] == 1)).any():
        message = f"`{design.treatment}` does not say who is ever treated, as "
        message += f"`{design.first_treated}` does"
        help_ = "the treatment column is 1 in every row of a unit that is ever treated, else 0"
        raise EstimationError(Fault("E761", message, key="design.treatment", help=help_))


def _periods_before(times: NDArray[np.float64], starts: pd.Series) -> int:
    dates = np.unique(starts.to_numpy(float))
    if len(dates) > 1:
        message = f"treatment starts at {len(dates)} different times"
        help_ = "a synthetic control needs one; for several, plan kind: difference_in_differences"
        raise EstimationError(Fault("E762", message, key="design.first_treated", help=help_))
    return int((times < dates[0]).sum()) if len(dates) else len(times)


def _refuse_thin(treated: int, donors: int, before: int, periods: int) -> None:
    found = ""
    if treated == 0:
        found = "no unit is ever treated"
    elif before == periods:
        found = "no period comes after treatment began"
    elif before < FEWEST_BEFORE:
        found = f"{before} periods come before treatment, and weights need {FEWEST_BEFORE}"
    elif donors < FEWEST_DONORS or donors < 2 * treated:
        found = f"{donors} donors stand against {treated} treated units"
    if found:
        help_ = "a synthetic control needs three earlier periods, three donors, two a treated unit"
        raise EstimationError(Fault("E764", found, key="design.first_treated", help=help_))


def _unbalanced(table: pd.DataFrame, outcome: str) -> EstimationError:
    units = int(table.isna().any(axis=1).sum())
    message = f"{units} of {len(table)} units lack `{outcome}` in some period"
    help_ = (
        "leave those units or periods out under construct: sample:; outcomes are never filled in"
    )
    return EstimationError(Fault("E765", message, key="construct.sample", help=help_))
