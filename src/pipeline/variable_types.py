"""Text to types, column by column, as the codebook says; missing codes become missing."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.codebook import Codebook, Variable
from pipeline.errors import DataError, Fault
from pipeline.project import Folder

ROWS_SHOWN = 5


def typed(
    folder: Folder, rows: pd.DataFrame, codebook: Codebook, log: list[dict[str, object]]
) -> pd.DataFrame:
    """Each column in the type its codebook line names; missing codes counted in ``log``.

    Integers and booleans with missing values become floats, as the estimators need them.

    Raises
    ------
    DataError
        With every column that has cells its type cannot hold: how many, and in which rows of
        the export, never what they say.
    """
    faults, columns = [], {}
    for name in rows.columns:
        if name not in codebook:
            columns[name] = rows[name]
            continue
        variable = codebook[name]
        cells, coded = _without_missing_codes(rows[name], variable)
        for code, count in coded.items():
            rule = f"missing code: {variable.missing[code]}"
            log.append({"rule": rule, "variable": name, "rows": count})
        columns[name] = CONVERTERS[variable.kind](cells)
        broken = columns[name].isna() & cells.notna()
        if broken.any():
            faults.append(_type_fault(folder, variable, broken))
    if faults:
        raise DataError(faults)
    return pd.DataFrame(columns)


def _without_missing_codes(
    cells: pd.Series, variable: Variable
) -> tuple[pd.Series, dict[str, int]]:
    """The cells with coded missing values removed, and how often each code occurred."""
    if not variable.missing:
        return cells, {}
    text = _as_written(cells)
    counts = {code: int((text == code).sum()) for code in variable.missing}
    return cells.mask(text.isin(list(variable.missing))), {k: n for k, n in counts.items() if n}


def _as_written(cells: pd.Series) -> pd.Series:
    """Cells as an export writes them: 1, not 1.0."""
    numbers = pd.to_numeric(cells, errors="coerce")
    whole = numbers.notna() & (numbers % 1 == 0)
    return cells.astype("str").mask(whole, numbers.where(whole, 0).astype("int64").astype("str"))


def _number(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _integer(cells: pd.Series) -> pd.Series:
    numbers = _number(cells)
    numbers = numbers.where(numbers % 1 == 0)
    return numbers if numbers.isna().any() else numbers.astype("int64")


def _boolean(cells: pd.Series) -> pd.Series:
    numbers = _integer(cells)
    return numbers.where(numbers.isin([0, 1]))


def _text(cells: pd.Series) -> pd.Series:
    return cells.astype("str").str.strip()


def _category(cells: pd.Series) -> pd.Series:
    """Codes stay numbers where all are; labels are in the codebook."""
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers if numbers.notna().sum() == cells.notna().sum() else _text(cells)


def _date(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="ISO8601", errors="coerce")


CONVERTERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "text": _text,
    "category": _category,
    "date": _date,
}


def _type_fault(folder: Folder, variable: Variable, broken: pd.Series) -> Fault:
    numbers = [str(index + 1) for index in broken.index[broken][:ROWS_SHOWN]]
    more = ", …" if broken.sum() > ROWS_SHOWN else ""
    return Fault(
        "E205",
        f"`{variable.name}` has {int(broken.sum())} cells that are not {variable.kind}",
        folder.relative(folder.codebook),
        found=f"in rows {', '.join(numbers)}{more} of the export",
        help="correct them in corrections.csv, declare a missing code, or change the type",
    )
