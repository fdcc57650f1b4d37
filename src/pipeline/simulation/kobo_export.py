"""Interviews as KoboToolbox exports them: XML values and headers, groups before a slash."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.simulation.answers import Wave
from pipeline.simulation.fieldwork import UTC_OFFSET

FIRST_ID = {"baseline": 301_450_118, "endline": 428_120_467, "backcheck": 431_903_220}
TAIL = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
    "_submitted_by", "__version__", "_tags", "_index",
)  # fmt: skip
PARENT = TAIL[:4]  # what the rows of a repeat group repeat of their interview
POINT_PARTS = ("latitude", "longitude", "altitude", "precision")
EMPTY_ROWS = 3  # at the end of a sheet that somebody looked at in Excel


@dataclass(frozen=True)
class Asked:
    """A question of the form, where its answers go in the export."""

    name: str
    kind: str
    header: str
    choices: tuple[str, ...]
    in_repeat: bool


def export_sheets(
    wave: Wave, form: dict[str, pd.DataFrame], *, empty_rows: bool = False
) -> tuple[dict[str, pd.DataFrame], pd.Series]:
    """The sheets of one wave's workbook, and each interview's row in the first, from 1.

    Interviews are in the order in which they reached the server. ``empty_rows`` adds lines of
    empty text, as a spreadsheet leaves that was saved by hand.
    """
    order = wave.main.assign(key=wave.main.index).sort_values(["sent", "key"]).index
    rows = pd.Series(range(1, len(order) + 1), index=order)
    title = str(form["settings"]["form_title"].iloc[0])
    main = wave.main.loc[order]
    tail = _tail(main, rows, FIRST_ID[wave.name])
    asked = questions(form)
    sheet = _columns(_as_text(main), [item for item in asked if not item.in_repeat])
    sheets = {title: pd.concat([sheet, tail], axis=1)}
    if empty_rows:
        sheets[title] = _with_empty_rows(sheets[title])
    in_repeat = [item for item in asked if item.in_repeat]
    if in_repeat:
        sheets["members"] = _members(wave, rows, tail, (in_repeat, title))
    return sheets, rows


def questions(form: dict[str, pd.DataFrame]) -> list[Asked]:
    """What the form asks, in its order, with the headers that an export gives it."""
    choices = form["choices"].groupby("list_name", sort=False)["name"].agg(tuple)
    path: list[str] = []
    inside, found = 0, []
    for kind, name in form["survey"][["type", "name"]].itertuples(index=False):
        word, _, of = str(kind).partition(" ")
        if word in ("begin_group", "begin_repeat"):
            path.append(name)
            inside += word == "begin_repeat"
        elif word in ("end_group", "end_repeat"):
            path.pop()
            inside -= word == "end_repeat"
        else:
            codes = choices.get(of, ()) if word == "select_multiple" else ()
            found.append(Asked(name, word, "/".join([*path, name]), codes, inside > 0))
    return found


def _as_text(main: pd.DataFrame) -> pd.DataFrame:
    """Times of the tablet with their offset, days without one."""
    text = main.copy()
    for name in ("start", "end"):
        milliseconds = pd.to_datetime(main[name]).dt.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3]
        text[name] = milliseconds + "+03:00"
    text["today"] = pd.to_datetime(main["today"]).dt.strftime("%Y-%m-%d")
    return text


def _columns(rows: pd.DataFrame, asked: list[Asked]) -> pd.DataFrame:
    """A column for each question; several where more than one can be chosen, and for a point."""
    columns: dict[str, object] = {}
    for item in asked:
        values = rows.get(item.name, pd.Series(None, index=rows.index, dtype=object))
        columns[item.header] = values
        known = values.notna()
        for code in item.choices:
            chosen = [code in str(value).split() for value in values]
            columns[f"{item.header}/{code}"] = (
                pd.Series(chosen, index=rows.index).astype(int).where(known)
            )
        if item.kind == "geopoint":
            parts = values.astype("str").str.split(" ", expand=True).reindex(columns=range(4))
            group, _, name = item.header.rpartition("/")
            for number, part in enumerate(POINT_PARTS):
                header = f"{group}/_{name}_{part}"
                columns[header] = pd.to_numeric(parts[number], errors="coerce").where(known)
    return pd.DataFrame(columns, index=rows.index)


def _tail(main: pd.DataFrame, rows: pd.Series, first: int) -> pd.DataFrame:
    """What the server knows of each submission; its clock is in UTC."""
    sent = pd.to_datetime(main["sent"]) - UTC_OFFSET
    known = {
        "_id": first + 7 * rows,
        "_uuid": main["_uuid"],
        "_submission_time": sent.dt.strftime("%Y-%m-%dT%H:%M:%S"),
        "_status": "submitted_via_web",
        "_submitted_by": main["_submitted_by"],
        "__version__": main["__version__"],
        "_index": rows,
    }
    return pd.DataFrame(known, index=main.index, columns=list(TAIL))


def _with_empty_rows(sheet: pd.DataFrame) -> pd.DataFrame:
    empty = pd.DataFrame(None, index=range(EMPTY_ROWS), columns=sheet.columns, dtype=object)
    empty.loc[1, sheet.columns[1:4]] = ["", " ", ""]
    empty.loc[2, sheet.columns[5]] = " "
    return pd.concat([sheet.astype(object), empty], ignore_index=True)


def _members(
    wave: Wave, rows: pd.Series, tail: pd.DataFrame, asked: tuple[list[Asked], str]
) -> pd.DataFrame:
    """The repeat group's sheet: a row a member, each with its interview's index and identity."""
    questions_, title = asked
    members = members_in_order(wave, rows)
    parent = tail.loc[members["parent"]].set_axis(members.index)
    links = pd.DataFrame(
        {
            "_index": np.arange(1, len(members) + 1),
            "_parent_table_name": title,
            "_parent_index": parent["_index"],
            **{f"_submission_{name}": parent[name] for name in PARENT},
        },
        index=members.index,
    )
    return pd.concat([_columns(members, questions_), links], axis=1)


def members_in_order(wave: Wave, rows: pd.Series) -> pd.DataFrame:
    """The members in the order of their interviews in the export."""
    known = wave.members[wave.members["parent"].isin(rows.index)]
    return known.assign(_row=known["parent"].map(rows)).sort_values("_row", kind="stable")
