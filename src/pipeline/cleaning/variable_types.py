"""Text to types, column by column, as the codebook says; missing codes become missing."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.cleaning.log import changes
from pipeline.cleaning.normalise import western_digits
from pipeline.codebook import ROW, Codebook, Variable
from pipeline.errors import DataError, Fault
from pipeline.project import Folder
from pipeline.sections.clean import Clean
from pipeline.survey import MISSING
from pipeline.survey_columns import is_secret

ROWS_SHOWN = 5
MOST_EXACT = 2**53  # whole numbers beyond it are no longer told apart
FOREIGN_DIGITS = "[٠-٩۰-۹]"
OFFSET = r"(?<=\d)(?:Z|[+-]\d{2}:?\d{2})$"
# What may be written for yes and no where the type is boolean, beside 1 and 0.
TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
DATE_ORDERS = {
    "day_first": ("%d/%m/%Y", "%d/%m/%y"),
    "month_first": ("%m/%d/%Y", "%m/%d/%y"),
}


@dataclass(frozen=True)
class Typed:
    """Rows in their types, the cells that were rewritten, and those missing for a reason."""

    rows: pd.DataFrame
    changes: list[pd.DataFrame]
    missing: pd.DataFrame


def typed(folder: Folder, wave: str, rows: pd.DataFrame, codebook: Codebook, clean: Clean) -> Typed:
    """Each column in the type its codebook line names.

    Integers and booleans with missing values become floats, as the estimators need them. Digits
    of other scripts are read as numbers and dates in the plan's order, and both are logged. Times
    keep the hour at which they were recorded, without their zone.

    Raises
    ------
    DataError
        With every column that has cells its type cannot hold: how many, and in which rows of
        the export, never what they say.
    """
    faults, columns, log, reasons = [], {}, [], []
    for name in rows.columns:
        if name not in codebook:
            columns[name] = rows[name]
            continue
        variable = codebook[name]
        cells, coded = without_missing_codes(rows[name], variable)
        reasons.append(_reasons(wave, rows, name, coded))
        plain, rewritten = _plain(cells, variable, clean)
        secret = is_secret(name, codebook, clean)
        log.append(_rewritten(wave, rows, (variable, secret), plain, rewritten))
        columns[name] = CONVERTERS[variable.kind](plain)
        broken = columns[name].isna() & cells.notna() & ~_blank(cells)
        if broken.any():
            faults.append(_type_fault(folder, variable, rows.loc[broken, ROW]))
    if faults:
        raise DataError(faults)
    none = pd.DataFrame(columns=list(MISSING))
    missing = pd.concat([none, *(part for part in reasons if len(part))], ignore_index=True)
    return Typed(pd.DataFrame(columns), log, missing)


def without_missing_codes(cells: pd.Series, variable: Variable) -> tuple[pd.Series, pd.Series]:
    """The cells without coded missing values, and for each of those its reason."""
    none = pd.Series(pd.NA, index=cells.index, dtype="str")
    if not variable.missing:
        return cells, none
    text = _as_written(cells)
    coded = text.isin(list(variable.missing))
    if not coded.any():
        return cells, none
    return cells.mask(coded), text.where(coded).map(variable.missing).astype("str")


def _reasons(wave: str, rows: pd.DataFrame, name: str, coded: pd.Series) -> pd.DataFrame:
    stated = coded.dropna()
    lines = pd.DataFrame({ROW: rows.loc[stated.index, ROW].to_numpy(), "reason": stated.to_numpy()})
    return lines.assign(wave=wave, variable=name)[list(MISSING)]


def _rewritten(
    wave: str,
    rows: pd.DataFrame,
    of: tuple[Variable, bool],
    plain: pd.Series,
    rewritten: pd.Series,
) -> pd.DataFrame:
    """Log lines of cells read from another way of writing; values of secret variables stay out."""
    variable, secret = of
    old, new = ("", "") if secret else (rows[variable.name].astype("str"), plain.astype("str"))
    rule = "date_format" if variable.kind == "date" else "digits"
    return changes(
        wave, rows, rewritten, rule, variable=variable.name, reason=variable.kind, old=old, new=new
    )


def _plain(cells: pd.Series, variable: Variable, clean: Clean) -> tuple[pd.Series, pd.Series]:
    """Cells with Western digits and ISO dates, and which of them had been written otherwise."""
    unchanged = pd.Series(False, index=cells.index)
    if variable.kind == "text" or not pd.api.types.is_string_dtype(cells):
        return cells, unchanged
    foreign = cells.str.contains(FOREIGN_DIGITS, regex=True, na=False)
    plain = cells.where(~foreign, western_digits(cells)) if foreign.any() else cells
    if variable.kind != "date":
        return plain, foreign
    iso = _iso_dates(plain, clean.date_order)
    return iso, (iso != cells) & cells.notna() & iso.notna()


def _iso_dates(texts: pd.Series, order: str | None) -> pd.Series:
    """Dates in the plan's order rewritten as ISO; others as they are."""
    if order is None:
        return texts
    slashed = texts.str.replace(r"[.\-]", "/", regex=True).str.strip()
    ordered = slashed.str.fullmatch(r"\d{1,2}/\d{1,2}/\d{2}(?:\d{2})?", na=False)
    if not ordered.any():
        return texts
    dates = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[us]")
    for form in DATE_ORDERS[order]:
        dates = dates.fillna(pd.to_datetime(slashed[ordered], format=form, errors="coerce"))
    return texts.mask(dates.notna(), dates.dt.strftime("%Y-%m-%d"))


def _as_written(cells: pd.Series) -> pd.Series:
    """Cells as an export writes them: 1, not 1.0; digits in any script as Western ones."""
    if pd.api.types.is_string_dtype(cells):
        texts = cells.str.strip()
        foreign = texts.str.contains(FOREIGN_DIGITS, regex=True, na=False)
        texts = texts.where(~foreign, western_digits(texts)) if foreign.any() else texts
        return texts.str.replace(r"^([+-]?\d+)\.0+$", r"\1", regex=True)
    numbers = pd.to_numeric(cells, errors="coerce")
    whole = numbers.notna() & (numbers % 1 == 0)
    return cells.astype("str").mask(whole, numbers.where(whole, 0).astype("int64").astype("str"))


def _number(cells: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(cells, errors="coerce").astype("float64")
    return numbers.where(np.isfinite(numbers))


def _integer(cells: pd.Series) -> pd.Series:
    numbers = _number(cells)
    numbers = numbers.where((numbers % 1 == 0) & (numbers.abs() < MOST_EXACT))
    return numbers if numbers.isna().any() else numbers.astype("int64")


def _boolean(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_string_dtype(cells):
        words = cells.str.strip().str.lower().map(TRUTH)
        cells = pd.to_numeric(cells, errors="coerce").fillna(words.astype("float64"))
    numbers = _integer(cells)
    return numbers.where(numbers.isin([0, 1]))


def _text(cells: pd.Series) -> pd.Series:
    """Texts without the spaces around them; nothing but spaces is no answer."""
    texts = cells.astype("str").str.strip()
    return texts.mask(texts == "")


def _blank(cells: pd.Series) -> pd.Series:
    """Cells of nothing but spaces."""
    if not pd.api.types.is_string_dtype(cells):
        return pd.Series(False, index=cells.index)
    return cells.str.strip().eq("").fillna(False)


def _category(cells: pd.Series) -> pd.Series:
    """Codes stay numbers where all are; labels are in the codebook."""
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers if numbers.notna().sum() == cells.notna().sum() else _text(cells)


def _date(cells: pd.Series) -> pd.Series:
    if pd.api.types.is_string_dtype(cells):
        cells = cells.str.strip().str.replace(OFFSET, "", regex=True)
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return cells.dt.tz_localize(None)
    return pd.to_datetime(cells, format="ISO8601", errors="coerce")


CONVERTERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "text": _text,
    "category": _category,
    "date": _date,
}


def _type_fault(folder: Folder, variable: Variable, rows: pd.Series) -> Fault:
    numbers = ", ".join(str(number) for number in rows[:ROWS_SHOWN])
    more = ", …" if len(rows) > ROWS_SHOWN else ""
    return Fault(
        "E205",
        f"`{variable.name}` has {len(rows)} cells that are not {variable.kind}",
        folder.relative(folder.codebook),
        found=f"in rows {numbers}{more} of the export",
        help="correct them in corrections.csv, declare a missing code, or change the type (whole "
        "numbers of more than 15 digits are text)",
    )
