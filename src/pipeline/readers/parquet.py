"""Parquet, as data platforms export it."""

from pipeline.readers.export import (
    Columns,
    Export,
    ExportError,
    Source,
    opened,
    wanted,
    with_answers,
)
from pipeline.readers.header import column_names
from pipeline.readers.labelled import MAX_CELLS
from pipeline.sections.clean import ExportFile


def read(source: Source, file: ExportFile, columns: Columns = None) -> Export:  # noqa: ARG001
    """Columns with the types of the file; Parquet carries no value labels.

    Raises
    ------
    ExportError
        Where the file is not Parquet or damaged, or a column holds lists or structures.
    """
    import pyarrow as pa
    import pyarrow.parquet

    with opened(source) as stream:
        try:
            content = pyarrow.parquet.ParquetFile(stream)
            names = wanted(column_names(content.schema_arrow.names), columns)
            if len(names) * content.metadata.num_rows > MAX_CELLS:
                raise ExportError("its header speaks of more answers than a survey has")
            nested = sum(pa.types.is_nested(kind) for kind in content.schema_arrow.types)
            if nested:
                raise ExportError(f"{nested} columns hold lists or structures, not single answers")
            rows = content.read(columns=names).to_pandas(ignore_metadata=True)
        except (pa.ArrowException, OSError):
            raise ExportError("the file is damaged, or not Parquet") from None
    return with_answers(Export(rows))
