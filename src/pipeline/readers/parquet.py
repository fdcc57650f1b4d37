"""Parquet, as data platforms export it."""

from pathlib import Path

import pandas as pd


def read(path: Path) -> tuple[pd.DataFrame, dict[str, dict[str, str]]]:
    """Columns with the types of the file; Parquet carries no value labels.

    Raises
    ------
    pyarrow.lib.ArrowInvalid
        Where the file is not Parquet.
    """
    return pd.read_parquet(path), {}
