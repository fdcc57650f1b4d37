"""`corrections.csv`: documented changes to single answers; each must find what it replaces."""

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import read_lines
from pipeline.errors import DataError, Fault, PlanError, nearest
from pipeline.project import Folder

COLUMNS = ("id", "variable", "old", "new", "who", "when", "why")


@dataclass(frozen=True)
class Correction:
    """One corrected answer: whose, of which variable, from what to what, and who decided why."""

    line: int
    id: str
    variable: str
    old: str
    new: str


def read_corrections(folder: Folder) -> list[Correction]:
    """The corrections of an evaluation, in the order of the file; none where there is no file.

    Raises
    ------
    PlanError
        With every line that does not say who decided it, when and why.
    """
    if not folder.corrections.is_file():
        return []
    file = folder.relative(folder.corrections)
    lines = read_lines(folder.corrections, file, COLUMNS)
    faults = [
        Fault("E125", f"a correction without `{column}`", file, number)
        for number, line in lines
        for column in ("id", "variable", "who", "when", "why")
        if not (line[column] or "").strip()
    ]
    if faults:
        raise PlanError(faults)
    return [
        Correction(number, line["id"], line["variable"], line["old"], line["new"])
        for number, line in lines
    ]


def apply_corrections(
    folder: Folder, rows: pd.DataFrame, unit: str, log: list[dict[str, object]]
) -> pd.DataFrame:
    """The exported rows with each correction made; ``log`` gets a line for each variable.

    ``unit`` is the column whose values the corrections call `id`. Corrections are made before
    types and missing codes, so that a cell which no type can hold can be corrected too.

    Raises
    ------
    DataError
        With every correction whose variable or unit does not exist or occurs more than once,
        or whose old answer is not the one in the export.
    """
    corrections = read_corrections(folder)
    if not corrections:
        return rows
    faults, corrected = [], rows.copy()
    ids = rows[unit].map(_plain)
    for correction in corrections:
        fault = _refusal(folder, rows, ids, correction)
        if fault:
            faults.append(fault)
            continue
        row = ids.index[ids == correction.id][0]
        corrected.loc[row, correction.variable] = _value(rows[correction.variable], correction.new)
    if faults:
        raise DataError(faults)
    counts = pd.Series([correction.variable for correction in corrections]).value_counts()
    for variable in sorted(counts.index):
        log.append({"rule": "corrections", "variable": variable, "rows": int(counts[variable])})
    return corrected


def _refusal(
    folder: Folder, rows: pd.DataFrame, ids: pd.Series, correction: Correction
) -> Fault | None:
    """Why a correction cannot be made, without showing the answer that is in the export."""
    file = folder.relative(folder.corrections)
    if correction.variable not in rows:
        message = f"the export has no variable `{correction.variable}`"
        help_ = nearest(correction.variable, rows.columns)
        return Fault("E206", message, file, correction.line, help=help_)
    matches = ids.index[ids == correction.id]
    if len(matches) != 1:
        message = f"{len(matches)} rows have the id of this correction; it needs exactly one"
        return Fault("E207", message, file, correction.line)
    if not _same(rows.loc[matches[0], correction.variable], correction.old):
        message = f"the old value of `{correction.variable}` is not the one in the export"
        help_ = "if the export was repaired, remove the correction; else correct `old`"
        return Fault("E208", message, file, correction.line, help=help_)
    try:
        _value(rows[correction.variable], correction.new)
    except ValueError:
        message = f"the new value does not fit the column `{correction.variable}`"
        return Fault("E209", message, file, correction.line)
    return None


def _plain(value: object) -> str:
    """A cell as an export writes it: nothing for missing, 3 rather than 3.0."""
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _same(cell: object, old: str) -> bool:
    text = _plain(cell)
    if text == old:
        return True
    try:
        return float(text) == float(old)
    except ValueError:
        return False


def _value(column: pd.Series, new: str) -> object:
    """The corrected cell in the type of its column."""
    if new == "":
        return None
    if pd.api.types.is_integer_dtype(column):
        return int(new)
    if pd.api.types.is_numeric_dtype(column):
        return float(new)
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.Timestamp(new)
    return new
