"""Comma-separated text in UTF-8, with or without a byte-order mark."""

from pathlib import Path

import pandas as pd


def read(path: Path) -> tuple[pd.DataFrame, dict[str, dict[str, str]]]:
    """Every cell as text, empty cells as missing; a CSV file carries no value labels.

    Raises
    ------
    UnicodeDecodeError, pandas.errors.ParserError, pandas.errors.EmptyDataError
        Where the bytes are not UTF-8, or lines have more cells than the header.
    """
    rows = pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    return rows, {}
