"""What the data checks write in common: interviews to look at, measures, and names of targets."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.plan import Plan
from pipeline.survey import Survey

ISSUE = ("wave", ROW, "variable", "issue")
MEASURE = ("group", "measure", "value", "n")
WAVE = "wave"  # the column of a long survey that says which wave a row is of
EVERYBODY = "all"
# Columns that `clean` derives, and that are no answers.
DERIVED = ("__outside", "__shared", "__km", "__given", "__choice")


def issues(
    rows: pd.DataFrame, wave: str, broken: pd.Series | np.ndarray, variable: str, issue: str
) -> pd.DataFrame:
    """The interviews of a mask, for somebody to look at; no answer is repeated."""
    found = rows.loc[np.asarray(broken, bool)]
    waves = found[WAVE].to_numpy() if WAVE in found else wave
    return pd.DataFrame(
        {"wave": waves, ROW: found[ROW].to_numpy(), "variable": variable, "issue": issue},
        columns=list(ISSUE),
    )


def measures(rows: list[tuple[object, str, float, int]]) -> pd.DataFrame:
    """Rows of (group, measure, value, n) as a table."""
    table = pd.DataFrame(rows, columns=list(MEASURE))
    table["group"] = table["group"].map(group_text)
    return table


def group_text(group: object) -> str:
    """A group's value as text; codes that became floats lose their point."""
    whole = isinstance(group, float) and group.is_integer()
    return str(int(group)) if whole else str(group)  # type: ignore[arg-type]


def local(moments: pd.Series) -> pd.Series:
    """Dates and times as the clock on the wall showed them, without a time zone."""
    return moments.dt.tz_localize(None) if moments.dt.tz is not None else moments


def each_wave(survey: Survey, plan: Plan) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each wave as it was collected; a survey without waves of its own is its first."""
    if survey.waves:
        yield from sorted(survey.waves.items())
    else:
        yield first_wave(plan), survey.rows


def first_wave(plan: Plan) -> str:
    """The wave whose row numbers the merged survey carries."""
    return plan.clean.waves[0]


def target(plan: Plan, wave: str, name: str) -> str:
    """A variable's name, with its wave where there are several."""
    return f"{wave}.{name}" if len(plan.clean.waves) > 1 else name


def sources(plan: Plan, wave: str) -> Mapping[str, str]:
    """For each source of a wave's rows the form that its file was collected with."""
    return {
        file.source or PurePosixPath(file.path).stem: file.form or ""
        for file in plan.clean.files
        if file.wave == wave
    }


def answer_columns(rows: pd.DataFrame, plan: Plan) -> list[str]:
    """Columns that hold what a respondent said: no identifiers, dates, places or metadata."""
    design, asked = plan.design, plan.check
    enumerator = asked.enumerators.column if asked.enumerators else None
    apart = {ROW, SOURCE, WAVE, plan.clean.unit, design.treatment, design.clusters, design.strata}
    return [
        name
        for name in rows
        if name not in apart | {enumerator}
        and not name.startswith("_")
        and not name.endswith(DERIVED)
        and not pd.api.types.is_datetime64_any_dtype(rows[name])
    ]


def answers_by_question(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The answers with one column a question: the 0/1 columns of several choices become one code.

    Two households that both left forty boxes unticked do not thereby agree forty times.
    """
    names = answer_columns(rows, plan)
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(name.split("__")[0], []).append(name)
    return pd.DataFrame(
        {
            question: rows[columns[0]] if len(columns) == 1 else _combined(rows[columns])
            for question, columns in grouped.items()
        },
        index=rows.index,
    )


def _combined(boxes: pd.DataFrame) -> pd.Series:
    """One number for each pattern of ticked boxes; missing where none was asked."""
    pattern = boxes.groupby(list(boxes), sort=False, dropna=False).ngroup().astype(float)
    return pattern.mask(boxes.isna().all(axis=1))
