"""Comma-separated text in UTF-8, with or without a byte-order mark."""

import warnings
from pathlib import Path

import pandas as pd

from pipeline.readers.export import Export, ExportError
from pipeline.sections.clean import ExportFile

OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def read(path: Path, file: ExportFile) -> Export:  # noqa: ARG001
    """Every cell as text, empty cells as missing; a CSV file carries no value labels.

    Raises
    ------
    ExportError
        Where lines have more cells than the header, or commas do not separate the columns.
    UnicodeDecodeError, pandas.errors.ParserError, pandas.errors.EmptyDataError
        Where the bytes are not UTF-8, or there is nothing to read.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            rows = pd.read_csv(
                path,
                dtype=str,
                encoding="utf-8-sig",
                keep_default_na=False,
                na_values=[""],
                index_col=False,
            )
        except (pd.errors.ParserWarning, pd.errors.ParserError):
            raise ExportError("lines have more cells than the header") from None
    header = str(rows.columns[0])
    for separator, name in OTHER_SEPARATORS.items():
        if len(rows.columns) == 1 and separator in header:
            raise ExportError(f"its columns are separated by {name}; save it with commas")
    return Export(rows)
