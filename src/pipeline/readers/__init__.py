"""One reader a format: `(path, file, columns) -> Export`; ``file`` is the plan's entry for it."""

from collections.abc import Callable

from pipeline.readers import archive, csv, excel, parquet, spss, stata
from pipeline.readers.export import Export

Reader = Callable[..., Export]

READERS: dict[str, Reader] = {
    ".csv": csv.read,
    ".tsv": csv.read,
    ".txt": csv.read,
    ".xlsx": excel.read,
    ".xlsm": excel.read,
    ".xls": excel.read,
    ".dta": stata.read,
    ".sav": spss.read,
    ".zsav": spss.read,
    ".parquet": parquet.read,
    ".gz": archive.read_gzip,
    ".zip": archive.read_zip,
}
