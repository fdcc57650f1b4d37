"""The files of one wave as one table: read, named as the form names them, corrected, stacked."""

from dataclasses import dataclass, field

import pandas as pd

from pipeline.cleaning.corrections import Correction, corrected
from pipeline.codebook import ROW, SOURCE, Codebook
from pipeline.errors import DataError, Fault, nearest
from pipeline.form import Form
from pipeline.project import Folder
from pipeline.readers import READERS
from pipeline.readers.export import Export, ExportError
from pipeline.sections.clean import Clean, ExportFile
from pipeline.survey import MISSING


@dataclass(frozen=True)
class Collected:
    """The rows of a wave, numbered from 1 through all its files, and what the files say of them.

    ``codes`` are value labels by variable, ``reasons`` the answers that the files themselves mark
    as missing. ``metadata`` are columns that the collecting software added, ``server`` those among
    them that differ between copies of one submission. ``exported`` is the number of rows before
    corrections.
    """

    rows: pd.DataFrame
    exported: int
    repeats: dict[str, pd.DataFrame] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(MISSING)))
    metadata: tuple[str, ...] = ()
    server: tuple[str, ...] = ()
    changes: list[pd.DataFrame] = field(default_factory=list)


def collect(
    folder: Folder, clean: Clean, wave: str, codebook: Codebook, corrections: list[Correction]
) -> Collected:
    """All files of a wave, stacked in the plan's order.

    Raises
    ------
    DataError
        With every file that is not there, has no reader or cannot be read, with every correction
        that does not fit, and with every column that only export or codebook has.
    """
    exports = read_files(folder, clean, wave)
    rows = pd.concat([export.rows for export in exports.values()], ignore_index=True)
    rows.insert(0, ROW, range(1, len(rows) + 1))
    exported = len(rows)
    rows, changes = corrected(wave, rows, corrections, clean, codebook)
    refuse_unknown_columns(folder, wave, rows, codebook)
    return Collected(
        rows=rows,
        exported=exported,
        codes={name: codes for export in exports.values() for name, codes in export.codes.items()},
        reasons=_numbered_reasons(wave, list(exports.values())),
        changes=changes,
    )


def read_files(folder: Folder, clean: Clean, wave: str) -> dict[int, Export]:
    """Each file of a wave as exported, by its number in the plan, with a column for its source.

    Raises
    ------
    DataError
        With every file that is not there, has no reader or cannot be read.
    """
    exports, faults = {}, []
    for number, file in enumerate(clean.files):
        if file.wave != wave:
            continue
        try:
            exports[number] = _read(folder, file, number)
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return exports


def _read(folder: Folder, file: ExportFile, number: int) -> Export:
    key, path = f"clean.files.{number}.path", folder.data / file.path
    plan = folder.relative(folder.plan)
    if not path.is_file():
        message = f"the file {file.path} is not there"
        raise DataError(Fault("E200", message, plan, key=key, help="copy the export there"))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        help_ = "formats: " + ", ".join(READERS)
        raise DataError(Fault("E202", f"no reader for {file.path}", plan, key=key, help=help_))
    try:
        export = reader(path, file)
    except ExportError as error:
        place = (folder.relative(path), error.line)
        raise DataError(Fault("E201", error.message, *place, key=key, help=error.help)) from None
    except (ValueError, OSError) as error:
        message = f"cannot be read as {path.suffix}: {type(error).__name__}"
        raise DataError(Fault("E201", message, folder.relative(path), key=key)) from None
    reserved = [name for name in (ROW, SOURCE) if name in export.rows]
    if reserved:
        message = f"a column is called `{reserved[0]}`, a name that `clean` gives to its own"
        help_ = "rename it in the export"
        raise DataError(Fault("E201", message, folder.relative(path), key=key, help=help_))
    rows = export.rows.assign(**{SOURCE: file.source or path.stem})
    return Export(rows, export.labels, export.codes, export.reasons, export.sheets)


def refuse_unknown_columns(
    folder: Folder, wave: str, rows: pd.DataFrame, codebook: Codebook
) -> None:
    """Stop where export and codebook do not name the same columns.

    Raises
    ------
    DataError
        With every column that only one of the two has: an unmarked column might identify people.
    """
    columns = set(rows.columns) - {ROW, SOURCE}
    file = folder.relative(folder.codebook)
    faults = [
        Fault(
            "E203",
            f"the export has a column `{name}` that the codebook does not",
            file,
            help=nearest(name, set(codebook) - columns) or "add a line that says what it is",
        )
        for name in rows.columns
        if name in columns - set(codebook)
    ]
    faults += [
        Fault(
            "E204",
            f"the codebook has a variable `{name}` that the export does not",
            file,
            found=f"looked for in the wave {wave}",
            help=nearest(name, columns - set(codebook)) or "remove its line",
        )
        for name in codebook
        if name not in columns
    ]
    if faults:
        raise DataError(faults)


def _numbered_reasons(wave: str, exports: list[Export]) -> pd.DataFrame:
    """What the files mark as missing, by the number of the row in the wave."""
    parts, before = [], 1
    for export in exports:
        if len(export.reasons):
            numbered = export.reasons.assign(wave=wave, **{ROW: export.reasons["row"] + before})
            parts.append(numbered[list(MISSING)])
        before += len(export.rows)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(MISSING))
