"""What Stata and SPSS files have in common: value labels, and missing answers with reasons."""

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd

from pipeline.readers.export import REASON_COLUMNS, Columns, Export, ExportError, Source, opened
from pipeline.sections.clean import ExportFile

MAX_CELLS = 250_000_000  # 2 GB of numbers; more than that is a damaged header, or a trap

Values = dict[object, str]


def read_with_labels(
    reader: Callable[..., Any], source: Source, file: ExportFile, columns: Columns
) -> tuple[pd.DataFrame, Any]:
    """Rows as stored, missing reasons still among them, and the header with all labels.

    Raises
    ------
    ExportError
        Where the file is not of the format or damaged, or its text is in another encoding.
    """
    import pyreadstat

    options: dict[str, Any] = {"encoding": file.encoding} if file.encoding else {}
    try:
        with opened(source) as stream:
            _, header = reader(stream, metadataonly=True, **options)
        names = [n for n in header.column_names if columns is None or n in columns]
        if len(names) * (header.number_rows or 0) > MAX_CELLS:
            raise ExportError("its header speaks of more answers than a survey has")
        with opened(source) as stream:
            return reader(stream, user_missing=True, usecols=names, **options)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
        if "convert string" in str(error) or isinstance(error, UnicodeDecodeError):
            help_ = "say `encoding:` for this file in the plan: windows-1256 or windows-1252"
            raise ExportError("its text is in another encoding", help=help_) from None
        raise ExportError("the file is damaged, or of another format") from None


def labelled_export(rows: pd.DataFrame, header: Any, missing: dict[str, Values]) -> Export:
    """The export without the cells that stand for a reason; these become ``reasons``.

    ``missing`` maps, for each variable, the stored values that stand for a reason to the reason.
    """
    columns, reasons = {}, []
    for name in rows.columns:
        cells = rows[name]
        if name in missing:
            marked = cells.isin(list(missing[name]))
            reasons.append(_reasons(cells[marked], missing[name]))
            cells = cells.mask(marked)
        columns[name] = plain_cells(cells)
    answered = {
        name: {
            value: label for value, label in values.items() if value not in missing.get(name, ())
        }
        for name, values in header.variable_value_labels.items()
    }
    return Export(
        pd.DataFrame(columns, index=rows.index),
        labels={n: t for n, t in header.column_names_to_labels.items() if t and n in columns},
        codes={n: {code(v): str(t) for v, t in c.items()} for n, c in answered.items() if c},
        reasons=pd.concat(reasons, ignore_index=True) if reasons else Export(rows).reasons,
    )


def _reasons(cells: pd.Series, meanings: Values) -> pd.DataFrame:
    table = {"row": cells.index, "variable": cells.name, "reason": cells.map(meanings)}
    return pd.DataFrame(table, columns=list(REASON_COLUMNS))


def plain_cells(cells: pd.Series) -> pd.Series:
    """Numbers as numbers, dates as datetime64, all else as text, empty text as missing."""
    if not (pd.api.types.is_object_dtype(cells) or pd.api.types.is_string_dtype(cells)):
        return cells
    present = cells.dropna()
    if present.map(lambda cell: isinstance(cell, datetime.date)).all() and len(present):
        return pd.to_datetime(cells)
    if present.map(lambda cell: isinstance(cell, int | float)).all():
        return pd.to_numeric(cells)
    text = cells.where(cells.isna(), cells.astype("str"))
    return text.mask(text == "").astype("str")


def code(value: object) -> str:
    """Codes come back as floats; the codebook writes whole numbers without a point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
