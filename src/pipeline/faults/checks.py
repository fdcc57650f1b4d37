"""Faults of `check:` that only the data show: waves and columns that are not there, or no use."""

from collections.abc import Iterator

import pandas as pd

from pipeline.construct import before_sample
from pipeline.document import Document, Location
from pipeline.errors import Fault, nearest
from pipeline.plan import Plan
from pipeline.survey import Survey

Named = tuple[Location, str | None, str, str]  # where, of which wave, which column, what it must be
NUMBER, MOMENT, ANY = "a number", "a date", ""


def check_faults(document: Document, survey: Survey, plan: Plan) -> list[Fault]:
    """Every wave or column that `check:` names and `clean` did not leave, or left as another kind.

    What is asked of outliers may also be a variable that the plan makes.
    """
    faults = [
        fault
        for place, wave, name, kind in _named(plan)
        for fault in [_fault(document, place, _rows(survey, plan, place, wave), name, kind)]
        if fault is not None
    ]
    return [*_wave_faults(document, survey, plan), *dict.fromkeys(faults)]


def _rows(survey: Survey, plan: Plan, place: Location, wave: str | None) -> pd.DataFrame | None:
    if place[0] == "outliers":
        return before_sample(survey, plan)
    return survey.rows if wave is None else survey.waves.get(wave)


def _wave_faults(document: Document, survey: Survey, plan: Plan) -> Iterator[Fault]:
    for check in ("enumerators", "interviews", "gps", "progress", "backchecks"):
        asked = getattr(plan.check, check)
        for key in ("wave", "of"):
            wave = getattr(asked, key, None)
            if wave is not None and wave not in survey.waves:
                message = f"there is no wave `{wave}`"
                help_ = nearest(wave, survey.waves) or "waves: " + ", ".join(sorted(survey.waves))
                yield document.fault("E402", message, ("check", check, key), help=help_)


def _fault(
    document: Document, place: Location, rows: pd.DataFrame | None, name: str, kind: str
) -> Fault | None:
    if rows is None:  # another fault says that there is no such wave
        return None
    place = ("check", *place)
    if name not in rows:
        message = f"`clean` left no column `{name}` there"
        return document.fault("E403", message, place, help=nearest(name, rows))
    if not _is(rows[name], kind):
        return document.fault("E404", f"column `{name}` is not {kind}", place)
    return None


def _is(column: pd.Series, kind: str) -> bool:
    if kind == NUMBER:
        return pd.api.types.is_numeric_dtype(column)
    return kind == ANY or pd.api.types.is_datetime64_any_dtype(column)


def _named(plan: Plan) -> Iterator[Named]:
    """Each column that `check:` names."""
    asked = plan.check
    if asked.outliers:
        for number, name in enumerate(asked.outliers.variables):
            yield ("outliers", "variables", number), None, name, NUMBER
        if asked.outliers.by:
            yield ("outliers", "by"), None, asked.outliers.by, ANY
    if asked.enumerators:
        yield ("enumerators", "column"), asked.enumerators.wave, asked.enumerators.column, ANY
    if asked.interviews:
        yield ("interviews", "start"), asked.interviews.wave, asked.interviews.start, MOMENT
        if asked.interviews.end:
            yield ("interviews", "end"), asked.interviews.wave, asked.interviews.end, MOMENT
    if asked.progress:
        yield ("progress", "by"), asked.progress.wave, asked.progress.by, ANY
    yield from _of_places(plan)
    yield from _of_back_checks(plan)


def _of_places(plan: Plan) -> Iterator[Named]:
    """What `clean` derives of a geopoint, as far as the plan gives it something to hold against."""
    place = plan.check.gps
    if place is None:
        return
    derived = {"shared": True, "outside": place.area is not None, "km": place.cluster is not None}
    for part, wanted in derived.items():
        if wanted:
            yield ("gps", "point"), place.wave, f"{place.point}__{part}", NUMBER


def _of_back_checks(plan: Plan) -> Iterator[Named]:
    asked = plan.check.backchecks
    if asked is None:
        return
    for wave, key in ((asked.wave, "wave"), (asked.of, "of")):
        if plan.clean.unit:
            yield ("backchecks", key), wave, plan.clean.unit, ANY
        for part in ("type_1", "type_2", "type_3"):
            for number, name in enumerate(getattr(asked, part)):
                yield ("backchecks", part, number), wave, name, ANY
