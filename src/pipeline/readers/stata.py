"""Stata `.dta`: codes stay codes, their labels go to the codebook."""

from pathlib import Path

from pipeline.readers.export import Export
from pipeline.sections.clean import ExportFile


def read(path: Path, file: ExportFile) -> Export:  # noqa: ARG001
    """Coded columns, and for each labelled column the meaning of its codes.

    Raises
    ------
    ValueError
        Where the file is not a Stata file.
    """
    import pyreadstat

    try:
        rows, header = pyreadstat.read_dta(str(path))
    except pyreadstat.ReadstatError as error:
        raise ValueError(str(error)) from None
    labels = {
        column: {_code(code): str(label) for code, label in codes.items()}
        for column, codes in header.variable_value_labels.items()
    }
    return Export(rows, codes=labels)


def _code(code: object) -> str:
    """Codes come back as floats; the codebook writes whole numbers without a point."""
    return str(int(code)) if isinstance(code, float) and code.is_integer() else str(code)
