"""Repeat groups: rows of their own, each tied to the interview it was part of.

A row has the `row_id` of its interview, its own number `_index`, its place `_position` among the
rows of its parent, and, in a repeat within a repeat, the `_index` of the row it lies in.
"""

import re
from collections.abc import Iterable

import pandas as pd

from pipeline.codebook import ROW
from pipeline.forms.choice_labels import as_written
from pipeline.forms.columns import Match, match_columns
from pipeline.forms.form import Form
from pipeline.readers.export import LINKS, ExportError

INDEX, PARENT, POSITION = "_index", "_parent_index", "_position"
TO_PARENT = {PARENT: INDEX, "PARENT_KEY": "KEY"}  # a row's column, and that of its parent
TO_INTERVIEW = {"_submission__uuid": "_uuid", "_submission__id": "_id"}
SHEET_NAME = 31  # characters that a spreadsheet keeps of a sheet's name


def repeats_from_sheets(
    main: pd.DataFrame, sheets: dict[str, pd.DataFrame], form: Form
) -> tuple[dict[str, pd.DataFrame], dict[str, Match], dict[str, int]]:
    """The rows of each repeat group that has a sheet, what its columns are, and its orphans.

    ``main`` has the interviews as exported, and their `row_id`. Orphans, rows whose interview is
    not there, are left out and counted by group.

    Raises
    ------
    ExportError
        Where nothing ties a sheet's rows to interviews, or several share what they are tied to.
    """
    frames: dict[str, pd.DataFrame] = {}
    kept: dict[str, pd.DataFrame] = {}
    matches, orphans = {}, {}
    for repeat in sorted(form.repeats, key=form.depth):
        sheet = sheet_of(sheets, repeat)
        if sheet is None:
            continue
        outer = form.repeats[repeat]
        tied = _tied(sheets[sheet], main, kept.get(outer), sheet)
        if lost := int(tied[ROW].isna().sum()):
            orphans[repeat] = lost
        tied = tied[tied[ROW].notna()].astype("int64")
        rows = sheets[sheet].loc[tied.index].reset_index(drop=True)
        tied = tied.reset_index(drop=True)
        matches[repeat] = match_columns(rows.columns, form, repeat)
        frames[repeat] = _framed(tied, renamed(rows, matches[repeat]))
        kept[repeat] = rows.assign(**{ROW: tied[ROW]})
    return frames, matches, orphans


def sheet_of(sheets: Iterable[str], repeat: str) -> str | None:
    """The sheet of a repeat group: named after it, perhaps after its groups, perhaps cut short."""
    name = repeat.casefold()
    for sheet in sheets:
        last = re.split(r"[-/.]", sheet.casefold())[-1]
        if name == last or sheet.casefold() in (name, name[:SHEET_NAME]):
            return sheet
    return None


def renamed(rows: pd.DataFrame, match: Match) -> pd.DataFrame:
    """Columns under their names after `clean`; a question that lay in several groups, as one.

    Numbered columns of repeat groups and columns unknown to the form keep theirs.

    Raises
    ------
    ExportError
        Where two columns are the same question and both have an answer in some row.
    """
    table = {}
    for column in rows.columns:
        name = match.names.get(column, column)
        if name not in table:
            table[name] = rows[column]
        elif clashes := int((table[name].notna() & rows[column].notna()).sum()):
            raise ExportError(f"two columns are `{name}`, and {clashes} rows answer both")
        else:
            table[name] = table[name].fillna(rows[column])
    return pd.DataFrame(table, index=rows.index)


def _tied(
    rows: pd.DataFrame, main: pd.DataFrame, outer: pd.DataFrame | None, sheet: str
) -> pd.DataFrame:
    """For each row its interview's `row_id`, and `_parent_index` where a repeat encloses it."""
    nearest = main if outer is None else outer
    ties = [(nearest, own, theirs) for own, theirs in TO_PARENT.items()]
    ties += [(main, own, theirs) for own, theirs in TO_INTERVIEW.items()]
    for parents, own, theirs in ties:
        if own not in rows or theirs not in parents:
            continue
        keys = as_written(parents[theirs])
        if shared := int(keys.dropna().duplicated(keep=False).sum()):
            message = f"rows of sheet {sheet} are tied to `{theirs}`, which {shared} rows share"
            raise ExportError(message)
        where = pd.Series(range(len(keys)), index=keys.to_numpy())
        parent = as_written(rows[own]).map(where[where.index.notna()])
        tied = {ROW: parent.map(dict(enumerate(parents[ROW])))}
        return pd.DataFrame(tied | ({PARENT: parent + 1} if parents is outer else {}))
    help_ = "export it with one of " + ", ".join(sorted(LINKS))
    raise ExportError(f"nothing ties the rows of sheet {sheet} to interviews", help=help_)


def _framed(tied: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Places before answers; what the platform itself wrote to tie rows has done its work."""
    places = tied.assign(**{INDEX: range(1, len(tied) + 1)})
    places[POSITION] = tied.groupby(tied.columns.to_list()).cumcount() + 1
    written = {*TO_PARENT, *TO_PARENT.values(), "_parent_table_name"}
    answers = rows.drop(columns=[c for c in rows if c in written or c.startswith("_submission_")])
    return pd.concat([places, answers], axis="columns")
