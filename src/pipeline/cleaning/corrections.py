"""`corrections.csv`: documented changes to single answers; each must find what it replaces."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.cleaning.log import changes
from pipeline.codebook import ROW, SOURCE, Codebook, read_lines
from pipeline.errors import DataError, Fault, PlanError, nearest
from pipeline.project import Folder
from pipeline.sections.clean import Clean
from pipeline.survey_columns import is_secret

COLUMNS = ("id", "variable", "old", "new", "who", "when", "why")
TRUTH = {"true": 1.0, "false": 0.0}
# A correction of this variable to this value removes the whole interview.
WHOLE, REMOVED = "*", "drop"


@dataclass(frozen=True)
class Correction:
    """One corrected answer: whose, of which variable, from what to what, and why.

    ``file`` is relative to the project; ``wave`` is empty where the plan has only one.
    """

    file: str
    line: int
    wave: str
    id: str
    variable: str
    old: str
    new: str
    why: str


def read_corrections(folder: Folder, clean: Clean) -> list[Correction]:
    """The corrections of an evaluation, in the order of their files; none where there are none.

    They stand in `corrections.csv` beside the plan or, where they name what nobody else may see,
    in `raw/corrections.csv`.

    Raises
    ------
    PlanError
        With every line that does not say who decided it, when and why, or of which wave it is.
    """
    found, faults = [], []
    for path in (folder.corrections, folder.data / "raw" / "corrections.csv"):
        if path.is_file():
            corrections, wrong = _read(folder, path, clean)
            found += corrections
            faults += wrong
    if faults:
        raise PlanError(faults)
    return found


def _read(folder: Folder, path: Path, clean: Clean) -> tuple[list[Correction], list[Fault]]:
    file, faults, found = folder.relative(path), [], []
    for number, line in read_lines(path, file, COLUMNS):
        faults += [
            Fault("E125", f"a correction without `{column}`", file, number)
            for column in ("id", "variable", "who", "when", "why")
            if not (line[column] or "").strip()
        ]
        wave = (line.get("wave") or "").strip() or clean.waves[0]
        if wave not in clean.waves or (len(clean.waves) > 1 and not line.get("wave")):
            message = "a correction must name its wave, in a column `wave`"
            help_ = nearest(wave, clean.waves) or "waves: " + ", ".join(clean.waves)
            faults.append(Fault("E128", message, file, number, help=help_))
        values = [(line[column] or "").strip() for column in ("id", "variable", "old", "new")]
        found.append(Correction(file, number, wave, *values, line["why"]))
    return found, faults


def corrected(
    wave: str,
    rows: pd.DataFrame,
    corrections: list[Correction],
    clean: Clean,
    codebook: Codebook,
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows of a wave with its corrections made in their order, and a log line for each.

    A correction names its interview by the plan's `submission`, else its `unit`, else by the row's
    number. Corrections are made before types and missing codes, so that a cell which no type can
    hold can be corrected too.

    Raises
    ------
    DataError
        With every correction whose variable or interview does not exist or occurs more than once,
        or whose old answer is not the one in the export.
    """
    mine = [correction for correction in corrections if correction.wave == wave]
    if not mine:
        return rows, []
    name = next((column for column in (clean.submission, clean.unit) if column in rows), ROW)
    places = {
        key: list(at)
        for key, at in rows[name].map(_plain).groupby(rows[name].map(_plain)).groups.items()
    }
    faults, lines, rows = [], [], rows.copy()
    for correction in mine:
        fault = _refusal(rows, places.get(correction.id, []), correction)
        if fault:
            faults.append(fault)
            continue
        row = places[correction.id][0]
        secret = is_secret(correction.variable, codebook, clean)
        lines.append(_line(rows, row, correction, secret))
        if correction.variable != WHOLE:
            rows.loc[row, correction.variable] = _value(rows[correction.variable], correction.new)
    if faults:
        raise DataError(faults)
    removed = [places[correction.id][0] for correction in mine if correction.variable == WHOLE]
    return rows.drop(index=removed).reset_index(drop=True), lines


def _line(rows: pd.DataFrame, row: int, correction: Correction, secret: bool) -> pd.DataFrame:
    one = pd.Series(rows.index == row, index=rows.index)
    if correction.variable == WHOLE:
        return changes(correction.wave, rows, one, "removed_by_correction", reason="corrections")
    return changes(
        correction.wave,
        rows,
        one,
        "corrections",
        variable=correction.variable,
        old="" if secret else correction.old,
        new="" if secret else correction.new,
    )


def _refusal(rows: pd.DataFrame, places: list[int], correction: Correction) -> Fault | None:
    """Why a correction cannot be made, without showing the answer that is in the export."""
    at = (correction.file, correction.line)
    name = correction.variable
    if name != WHOLE and (name not in rows or name in (ROW, SOURCE)):
        help_ = nearest(name, rows.columns)
        return Fault("E206", f"the export has no variable `{name}`", *at, help=help_)
    if len(places) != 1:
        message = f"{len(places)} rows have the id of this correction; it needs exactly one"
        help_ = "name the interview by clean: submission:" if places else ""
        return Fault("E207", message, *at, help=help_)
    if name == WHOLE:
        help_ = f"to remove an interview: variable {WHOLE}, old empty, new {REMOVED}"
        wrong = correction.new != REMOVED or correction.old
        return Fault("E209", "not a value that fits", *at, help=help_) if wrong else None
    if not _same(rows.loc[places[0], name], correction.old):
        message = f"the old value of `{name}` is not the one in the export"
        help_ = "if the export was repaired, remove the correction; else correct `old`"
        return Fault("E208", message, *at, help=help_)
    try:
        _value(rows[name], correction.new)
    except ValueError:
        return Fault("E209", f"the new value does not fit the column `{name}`", *at)
    return None


def _plain(value: object) -> str:
    """A cell as an export writes it: nothing for missing, 3 rather than 3.0."""
    if pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _same(cell: object, old: str) -> bool:
    text = _plain(cell)
    if text == old:
        return True
    try:
        return _figure(text) == _figure(old)
    except ValueError:
        return False


def _figure(text: str) -> float:
    """A number, however it is written; exports also write 1 and 0 as TRUE and FALSE."""
    return TRUTH[text.lower()] if text.lower() in TRUTH else float(text)


def _value(column: pd.Series, new: str) -> object:
    """The corrected cell in the type of its column."""
    types = pd.api.types
    if new == "":
        return None
    if types.is_bool_dtype(column):
        return bool(_figure(new))
    if types.is_numeric_dtype(column):
        return int(new) if types.is_integer_dtype(column) else float(new)
    return _time(column, new) if types.is_datetime64_any_dtype(column) else new


def _time(column: pd.Series, new: str) -> pd.Timestamp:
    time = pd.Timestamp(new)
    if time.tz is None:
        return time.tz_localize(column.dt.tz)
    if column.dt.tz is None:
        raise ValueError("a zone where the column has none")
    return time
