"""An export as its form explains it: named as the form names it, repeats as rows of their own."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from pipeline.codebook import ROW
from pipeline.forms.choice_labels import code_choices
from pipeline.forms.columns import Match, match_columns
from pipeline.forms.form import NOTE, Form
from pipeline.forms.multiple_choice import split_multiples
from pipeline.forms.numbered_columns import Numbered, repeats_from_columns
from pipeline.forms.repeats import renamed, repeats_from_sheets
from pipeline.forms.spellings import GEOPOINTS, PARTS
from pipeline.readers.export import Export


@dataclass(frozen=True)
class Collected:
    """The answers of one file under the names of its form, each still as the export writes it.

    ``rows`` has one row an interview, ``repeats`` the rows of each repeat group with the `row_id`
    of their interview. ``metadata`` says what the columns of devices and platforms are.
    ``unknown`` are columns that the form does not explain, ``absent`` questions that have no
    column. ``orphans`` counts by repeat group the rows that were left out because their interview
    is not in the export.
    """

    rows: pd.DataFrame
    repeats: dict[str, pd.DataFrame] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    orphans: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Coded:
    """Rows whose choices are codes, and each `select_multiple` a 0/1 column a choice.

    ``contradicted`` counts by question the rows in which the joined answer and the columns of
    choices say different things; the columns stand. ``unlisted`` counts those with an answer that
    the form does not list.
    """

    rows: pd.DataFrame
    contradicted: dict[str, int] = field(default_factory=dict)
    unlisted: dict[str, int] = field(default_factory=dict)


def collect(export: Export, form: Form, first: int = 1) -> Collected:
    """The answers of an export; its first row has the `row_id` ``first``.

    Raises
    ------
    ExportError
        Where two columns answer the same question in one row, or the rows of a repeat group
        cannot be tied to interviews.
    """
    match = match_columns(export.rows.columns, form)
    numbers = pd.Series(range(first, first + len(export.rows)), index=export.rows.index, name=ROW)
    main = pd.concat([numbers, export.rows], axis="columns")
    repeats, matches, orphans = repeats_from_sheets(main, export.sheets, form)
    wide = {
        c: found for c, found in match.repeated.items() if _group(found[0], form) not in repeats
    }
    repeats |= repeats_from_columns(main, wide, form)
    rows = renamed(export.rows.drop(columns=list(match.repeated)), match)
    tables = [
        _joined_geopoints(_without_notes(table, form), form) for table in (rows, *repeats.values())
    ]
    return Collected(
        rows=tables[0],
        repeats=dict(zip(repeats, tables[1:], strict=True)),
        metadata=match.metadata,
        unknown=(*match.unknown, *_unknown(matches.values())),
        absent=tuple(_absent(match, matches, wide, form)),
        orphans=orphans,
    )


def code_answers(rows: pd.DataFrame, form: Form) -> Coded:
    """Labels back to codes, then each `select_multiple` split; on interviews or on a repeat."""
    coded, unlisted = code_choices(rows, form)
    split, contradicted, unreadable = split_multiples(coded, form)
    return Coded(split, contradicted, unlisted | unreadable)


def _group(name: str, form: Form) -> str:
    question = form.questions.get(name) or form.questions[name.partition("__")[0]]
    return question.repeat


def _unknown(matches: Iterable[Match]) -> list[str]:
    return [column for match in matches for column in match.unknown]


def _absent(match: Match, matches: dict[str, Match], wide: Numbered, form: Form) -> list[str]:
    """Questions without a column anywhere, in the order of the form."""
    answered = {name for name, _ in wide.values()}
    absent = set(match.absent)
    for repeat in form.repeats:
        found = matches[repeat].absent if repeat in matches else None
        asked = [q.name for q in form.questions.values() if q.repeat == repeat and q.kind != NOTE]
        absent |= set(found if found is not None else asked) - answered
    return [name for name in form.questions if name in absent]


def _without_notes(rows: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Notes ask nothing; a column that is empty, as theirs are, says nothing."""
    notes = [name for name in rows if name in form.questions and form.questions[name].kind == NOTE]
    return rows.drop(columns=[name for name in notes if rows[name].isna().all()])


def _joined_geopoints(rows: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Each geopoint as one text `latitude longitude altitude accuracy`, whatever the export has."""
    for name in [q.name for q in form.questions.values() if q.kind in GEOPOINTS]:
        parts = [f"{name}__{part}" for part in dict.fromkeys(PARTS.values())]
        present = [part for part in parts if part in rows]
        if not present:
            continue
        if name not in rows:
            texts = [_part(rows, part) for part in parts]
            joined = texts[0].str.cat(texts[1:], sep=" ")
            place = list(rows).index(present[0])
            rows = rows.copy()
            rows.insert(place, name, joined.where(rows[present[0]].notna()).astype("str"))
        rows = rows.drop(columns=present)
    return rows


def _part(rows: pd.DataFrame, name: str) -> pd.Series:
    """A part as text; altitude and accuracy are nought where a device gave none."""
    cells = rows[name] if name in rows else pd.Series(index=rows.index, dtype="str")
    return cells.astype("str").fillna("0")
