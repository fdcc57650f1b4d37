"""The analysis table as rows of units and times, and what must hold for that."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import NEVER, Rows, treated_clusters
from pipeline.errors import EstimationError, Fault
from pipeline.sections.design import Design

if TYPE_CHECKING:
    from pipeline.estimators.settings import EstimatorSettings

# What a plan may say of when treatment began, and how it is recognised in the data.
ONE_PLACE, SINGLE, STAGGERED = "one_place", "single", "staggered"


@dataclass(frozen=True)
class Prepared:
    """Rows ready for an estimator, their treatment column (n,), and what was left out, in words."""

    rows: Rows
    ever: NDArray[np.float64]
    names: tuple[str, ...]
    left_out: str = ""

    def kept(self, chosen: NDArray[np.bool_], words: str) -> "Prepared":
        """These rows alone; the words are added where that leaves any out."""
        if chosen.all():
            return self
        units = len(np.unique(self.rows.unit[~chosen]))
        return Prepared(
            self.rows.kept(chosen),
            self.ever[chosen],
            self.names,
            f"{self.left_out}; {units} {words}",
        )


def prepared(
    data: pd.DataFrame, design: Design, outcome: str, settings: "EstimatorSettings"
) -> Prepared:
    """The rows with outcome and covariates, by unit and time.

    Without `unit` each row is a person asked once (repeated cross-sections), and belongs to the
    cohort of its place. Without `clusters` a unit is its own.

    Raises
    ------
    EstimationError
        Where a unit is observed twice at a time, its start of treatment, its group or its cluster
        changes, the two disagree on who is treated, or adoption is not as the plan says.
    """
    adjust = settings.options.difference_in_differences.adjust
    names = (*settings.covariates, *settings.indicators) if adjust else ()
    needed = [outcome, design.treatment, design.time, *names]
    needed += [name for name in (design.unit, design.clusters, _weight(design)) if name]
    frame = data.dropna(subset=list(dict.fromkeys(needed)))
    _refuse_sampling(design)
    _refuse_disagreement(frame, design)
    if design.unit:
        _refuse_changes(frame, design)
    times, time = np.unique(frame[design.time].to_numpy(), return_inverse=True)
    unit = _codes(frame[design.unit]) if design.unit else np.arange(len(frame))
    weight = _weight(design)
    weights = frame[weight].to_numpy(float) if weight else np.ones(len(frame))
    rows = Rows(
        outcome=frame[outcome].to_numpy(float),
        unit=unit,
        time=time,
        cohort=_cohorts(frame[design.first_treated], times),
        clusters=_codes(frame[design.clusters]) if design.clusters else unit,
        weights=weights / weights.mean(),
        covariates=frame[list(names)].to_numpy(float),
        times=times,
        repeated=design.unit is not None,
    )
    _refuse_other_adoption(rows, design)
    return Prepared(rows, frame[design.treatment].to_numpy(float), names)


def not_from_the_start(given: Prepared) -> Prepared:
    """Without units treated at every time: nothing is known of them untreated."""
    words = "units treated from the first time on left out"
    return given.kept(given.rows.cohort > 0, words)


def _weight(design: Design) -> str | None:
    return design.sampling.weight if design.sampling else None


def _codes(column: pd.Series) -> NDArray[np.intp]:
    return np.unique(column.to_numpy(), return_inverse=True)[1]


def _cohorts(first: pd.Series, times: NDArray) -> NDArray[np.float64]:
    """The code of the time from which each row's unit is treated; after the last time is never."""
    known = first.notna().to_numpy()
    cohort = np.full(len(first), NEVER)
    cohort[known] = np.searchsorted(times, first[known].to_numpy().astype(times.dtype))
    cohort[cohort >= len(times)] = NEVER
    return cohort


def _refuse_disagreement(frame: pd.DataFrame, design: Design) -> None:
    ever = frame[design.treatment] == 1
    wrong = int((ever != frame[design.first_treated].notna()).sum())
    if wrong:
        message = f"in {wrong} rows `{design.treatment}` and `{design.first_treated}` disagree"
        help_ = "the time of first treatment is known of every treated unit, and missing for others"
        raise _fault("E722", message, "design.first_treated", help_)
    if ever.all() or not ever.any():
        message = "everybody is treated at some time" if ever.all() else "nobody is treated"
        if design.adoption != STAGGERED or not ever.any():
            help_ = "this design compares with units that are not treated"
            raise _fault("E722", message, "design.treatment", help_)


def _refuse_sampling(design: Design) -> None:
    """Weights are honoured; the stages of a sample are not, so they must not be declared."""
    sampling = design.sampling
    given = [key for key in ("strata", "psu", "fpc") if sampling and getattr(sampling, key)]
    if given:
        message = f"a difference in differences honours sampling weights, not `{given[0]}`"
        help_ = "leave it out; name what was sampled, or treated, together as `clusters`"
        raise _fault("E720", message, f"design.sampling.{given[0]}", help_)


def _refuse_changes(frame: pd.DataFrame, design: Design) -> None:
    twice = int(frame.duplicated([design.unit, design.time]).sum())
    if twice:
        message = f"{twice} rows are of a `{design.unit}` and `{design.time}` seen before"
        help_ = "one row per unit and time; leave out `unit` where people are asked only once"
        raise _fault("E723", message, "design.unit", help_)
    fixed = [name for name in (design.treatment, design.first_treated, design.clusters) if name]
    for name in fixed:
        changing = int(frame.drop_duplicates([design.unit, name])[design.unit].duplicated().sum())
        if changing:
            message = f"`{name}` changes over time in {changing} units"
            help_ = "it must say of a unit the same at every time"
            raise _fault("E724", message, f"design.{_key(design, name)}", help_)


def _key(design: Design, name: str) -> str:
    keys = ("treatment", "first_treated", "clusters")
    return next(key for key in keys if getattr(design, key) == name)


def _refuse_other_adoption(rows: Rows, design: Design) -> None:
    """Stop where the data show another adoption than the plan declares."""
    dates, places = len(rows.cohorts), treated_clusters(rows)
    fits = {
        ONE_PLACE: dates == 1 and places == 1,
        SINGLE: dates == 1 and places > 1,
        STAGGERED: dates > 1,
    }
    if dates == 0:
        message = "nobody begins treatment while observed"
        raise _fault("E725", message, "design.first_treated", "look at the times of the rows")
    if not fits[design.adoption]:
        found = next(name for name, fit in fits.items() if fit)
        message = f"{places} clusters are treated, from {dates} different times on"
        raise _fault("E725", message, "design.adoption", f"write adoption: {found}")


def _fault(code: str, message: str, key: str, help_: str) -> EstimationError:
    return EstimationError(Fault(code, message, key=key, help=help_))
