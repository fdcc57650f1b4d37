"""One reader a format: `(path) -> rows as exported, and what the file itself says of them`."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from pipeline.readers import csv, parquet, stata

Labels = dict[str, dict[str, str]]
Reader = Callable[[Path], tuple[pd.DataFrame, Labels]]

READERS: dict[str, Reader] = {
    ".csv": csv.read,
    ".parquet": parquet.read,
    ".dta": stata.read,
}
