"""One reader a format: `(path, file) -> Export`; ``file`` is the plan's entry for it."""

from collections.abc import Callable
from pathlib import Path

from pipeline.readers import csv, parquet, stata
from pipeline.readers.export import Export
from pipeline.sections.clean import ExportFile

Reader = Callable[[Path, ExportFile], Export]

READERS: dict[str, Reader] = {
    ".csv": csv.read,
    ".parquet": parquet.read,
    ".dta": stata.read,
}
