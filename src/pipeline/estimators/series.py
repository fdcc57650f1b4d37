"""Rows of one place over time, or of one and others beside it, as a series that is interrupted."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.plan import Design

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Outcomes and covariates (n, k) in the order of time, and ``steps`` after the interruption.

    ``steps`` (n,) are whole observations, 0 at the first after it. Where others are compared with,
    outcomes and covariates are differences from the others' mean, and ``comparison`` is that mean.
    """

    times: Array
    steps: Array
    outcome: Array
    covariates: Array
    names: tuple[str, ...]
    comparison: Array | None = None

    @property
    def after(self) -> NDArray[np.bool_]:
        return self.steps >= 0

    def until(self, end: int, interruption: int) -> "Series":
        """The first ``end`` observations as if the interruption had come at another of them."""
        return Series(
            self.times[:end],
            np.arange(end, dtype=float) - interruption,
            self.outcome[:end],
            self.covariates[:end],
            self.names,
            None if self.comparison is None else self.comparison[:end],
        )

    def varying(self) -> "Series":
        """The series without those covariates that are the same throughout."""
        kept = np.ptp(self.covariates, axis=0) > 0
        names = tuple(np.array(self.names)[kept]) if self.names else ()
        return replace(self, covariates=self.covariates[:, kept], names=names)


def series_of(
    data: pd.DataFrame, design: Design, outcome: str, covariates: tuple[str, ...]
) -> Series:
    """The mean outcome of each period; several rows of a period are averaged.

    Rows without a start of treatment are the comparison, where the plan names units.

    Raises
    ------
    EstimationError
        Where periods are missing or unevenly spaced, the start is not one, or the comparison is
        measured in other periods.
    """
    start = _start(data, design)
    columns = list(dict.fromkeys([outcome, *covariates]))
    interrupted = data[design.first_treated].notna()
    table = _by_period(data[interrupted], design, columns)
    times = table.index.to_numpy(float)
    _refuse_uneven(times, design)
    before = int((times < start).sum())
    if not 0 < before < len(times):
        message = "the series does not lie on both sides of the interruption"
        raise EstimationError(Fault("E767", message, key="design.first_treated"))
    comparison, names = None, tuple(covariates)
    if not interrupted.all():
        others = _compared(data[~interrupted], design, columns, table)
        comparison = others[outcome].to_numpy(float)
        table = table - others
        # What the comparison shares is gone from the difference, and a column of zeros with it.
        names = tuple(name for name in names if np.ptp(table[name].to_numpy()) > 0)
    return Series(
        times=times,
        steps=np.arange(len(times), dtype=float) - before,
        outcome=table[outcome].to_numpy(float),
        covariates=table[list(names)].to_numpy(float),
        names=names,
        comparison=comparison,
    )


def _start(data: pd.DataFrame, design: Design) -> float:
    dates = data[design.first_treated].dropna().unique()
    if len(dates) != 1:
        message = f"`{design.first_treated}` holds {len(dates)} dates, and one is needed"
        help_ = "one interruption a series; leave it empty in the rows of a comparison series"
        raise EstimationError(Fault("E767", message, key="design.first_treated", help=help_))
    start = float(dates[0])
    interrupted = data[data[design.first_treated].notna()]
    after = interrupted[design.time] >= start
    if (after != (interrupted[design.treatment] == 1)).any():
        message = f"`{design.treatment}` is not 1 from the interruption on and 0 before it"
        raise EstimationError(Fault("E761", message, key="design.treatment"))
    if design.unit is None and len(interrupted) < len(data):
        message = (
            f"rows without `{design.first_treated}` are a comparison only where units are named"
        )
        help_ = "name the column under design: unit:, or leave those rows out of the sample"
        raise EstimationError(Fault("E767", message, key="design.unit", help=help_))
    return start


def _by_period(rows: pd.DataFrame, design: Design, columns: list[str]) -> pd.DataFrame:
    """Means by period; with units, first within each of them, so that each counts the same."""
    if design.unit is not None:
        rows = rows.groupby([design.time, design.unit])[columns].mean().reset_index()
    table = rows.groupby(design.time, sort=True)[columns].mean()
    if table.isna().to_numpy().any():
        empty = int(table.isna().any(axis=1).sum())
        message = f"{empty} of {len(table)} periods lack the outcome or a covariate"
        help_ = "leave the column out, or plan coarser periods; values are never filled in"
        raise EstimationError(Fault("E765", message, key="construct.sample", help=help_))
    return table


def _refuse_uneven(times: Array, design: Design) -> None:
    gaps = np.diff(times)
    if len(gaps) and not np.allclose(gaps, gaps[0], rtol=1e-6):
        message = f"`{design.time}` is not evenly spaced: periods are missing, or are not numbered"
        help_ = "number the periods 1, 2, 3 … in the data, every one of them, and name that column"
        raise EstimationError(Fault("E766", message, key="design.time", help=help_))


def _compared(
    rows: pd.DataFrame, design: Design, columns: list[str], table: pd.DataFrame
) -> pd.DataFrame:
    others = _by_period(rows, design, columns)
    if not others.index.equals(table.index):
        message = "the comparison series is not measured in the same periods as the other"
        raise EstimationError(Fault("E766", message, key="design.time"))
    return others
