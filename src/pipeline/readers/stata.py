"""Stata `.dta`: codes stay codes, their labels go to the codebook, `.a` to `.z` become reasons."""

from pipeline.readers.export import Columns, Export, Source, with_answers
from pipeline.readers.labelled import labelled_export, read_with_labels
from pipeline.sections.clean import ExportFile


def read(source: Source, file: ExportFile, columns: Columns = None) -> Export:
    """Columns as stored, and for each labelled one the meaning of its codes.

    The reason of an extended missing value is its value label, or else `.a` as Stata shows it.

    Raises
    ------
    ExportError
        Where the file is not a Stata file, damaged, or its text is in another encoding.
    """
    import pyreadstat

    rows, header = read_with_labels(pyreadstat.read_dta, source, file, columns)
    missing = {}
    for name, letters in header.missing_user_values.items():
        labels = header.variable_value_labels.get(name, {})
        missing[name] = {letter: str(labels.get(letter, f".{letter}")) for letter in letters}
    return with_answers(labelled_export(rows, header, missing))
