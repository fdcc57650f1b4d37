"""SPSS `.sav` and `.zsav`: codes stay codes, user-missing values become reasons."""

import pandas as pd

from pipeline.readers.export import Columns, Export, Source, with_answers
from pipeline.readers.labelled import Values, code, labelled_export, read_with_labels
from pipeline.sections.clean import ExportFile

Range = dict[str, float | str]  # from `lo` to `hi`, both included; a single value is both


def read(source: Source, file: ExportFile, columns: Columns = None) -> Export:
    """Columns as stored, and for each labelled one the meaning of its codes.

    The reason of a user-missing value is its value label, or else the value or the range that the
    file declares as missing.

    Raises
    ------
    ExportError
        Where the file is not an SPSS file, damaged, or its text is in another encoding.
    """
    import pyreadstat

    rows, header = read_with_labels(pyreadstat.read_sav, source, file, columns)
    missing = {
        name: _reasons(rows[name], ranges, header.variable_value_labels.get(name, {}))
        for name, ranges in header.missing_ranges.items()
    }
    return with_answers(labelled_export(rows, header, missing))


def _reasons(cells: pd.Series, ranges: list[Range], labels: Values) -> Values:
    """Each user-missing value of a column and its reason."""
    reasons: Values = {}
    values = pd.Series([*cells.dropna().unique(), *labels]).drop_duplicates()
    for bounds in ranges:
        low, high = bounds["lo"], bounds["hi"]
        declared = code(low) if low == high else f"{code(low)} to {code(high)}"
        for value in values[(values >= low) & (values <= high)]:
            reasons[value] = str(labels.get(value, declared))
    return reasons
