"""Parquet, as data platforms export it."""

from pathlib import Path

import pandas as pd

from pipeline.readers.export import Export
from pipeline.sections.clean import ExportFile


def read(path: Path, file: ExportFile) -> Export:  # noqa: ARG001
    """Columns with the types of the file; Parquet carries no value labels.

    Raises
    ------
    pyarrow.lib.ArrowInvalid
        Where the file is not Parquet.
    """
    return Export(pd.read_parquet(path))
