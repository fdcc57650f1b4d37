"""The files of one wave as one table: read, named as the form names them, corrected, stacked."""

from dataclasses import dataclass, field, replace
from itertools import accumulate

import pandas as pd

from pipeline.cleaning.corrections import Correction, corrected
from pipeline.cleaning.log import changes
from pipeline.codebook import ROW, SOURCE, Codebook, of_wave
from pipeline.codebook_draft import WaveExport
from pipeline.errors import DataError, Fault, nearest
from pipeline.forms.collected import Collected as Named
from pipeline.forms.collected import code_answers
from pipeline.forms.collected import collect as collect_answers
from pipeline.forms.form import Form
from pipeline.forms.repeats import INDEX, PARENT, POSITION
from pipeline.project import Folder
from pipeline.readers import READERS
from pipeline.readers.export import Export, ExportError
from pipeline.readers.xlsform import read_form
from pipeline.sections.clean import Clean, ExportFile
from pipeline.survey import MISSING

MOST_FAULTS = 50  # of one kind in one message: who reads more?
# Of what a platform adds, the kinds that are another for each copy of one submission.
OF_SUBMISSION = frozenset({"submission_id", "uuid", "row_index", "submission_time"})


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


@dataclass(frozen=True)
class File:
    """One file: as exported, its form if it has one, and its rows under the form's names."""

    export: Export
    form: Form | None
    named: Named


def collect(
    folder: Folder, clean: Clean, wave: str, codebook: Codebook, corrections: list[Correction]
) -> Collected:
    """All files of a wave, stacked in the plan's order.

    Answers are named as their form names them, then corrected, then coded: an evaluator corrects
    what the export shows, and a `select_multiple` is corrected before it is split.

    Raises
    ------
    DataError
        With every file that is not there, has no reader or cannot be read, with every correction
        that does not fit, and with every column that only export or codebook has.
    """
    files = read_files(folder, clean, wave)
    rows = _stacked([part.named.rows for part in files])
    rows.insert(0, ROW, range(1, len(rows) + 1))
    exported = len(rows)
    rows, lines = corrected(wave, rows, corrections, clean, codebook)
    written = rows
    rows, repeats = _coded(rows, files)
    lines += _labels_read(wave, written, rows)
    refuse_unknown_columns(folder, wave, rows, of_wave(codebook, wave))
    for group, members in repeats.items():
        name = f"{wave}.{group}"
        asked = members.drop(columns=[INDEX, PARENT, POSITION], errors="ignore")
        refuse_unknown_columns(folder, name, asked, of_wave(codebook, name))
    metadata = {name: kind for part in files for name, kind in part.named.metadata.items()}
    return Collected(
        rows=rows,
        exported=exported,
        repeats=repeats,
        forms=tuple(part.form for part in files if part.form is not None),
        codes={name: codes for part in files for name, codes in part.export.codes.items()},
        reasons=_numbered_reasons(wave, [part.export for part in files]),
        metadata=tuple(metadata),
        server=tuple(name for name, kind in metadata.items() if kind in OF_SUBMISSION),
        changes=lines,
    )


def collect_waves(folder: Folder, clean: Clean) -> list[WaveExport]:
    """Every wave as exported, coded by its forms, before any codebook: what one is made from.

    Raises
    ------
    DataError
        With every file or form of a wave that cannot be read.
    """
    waves = []
    for wave in clean.waves:
        files = read_files(folder, clean, wave)
        rows = _stacked([part.named.rows for part in files])
        rows.insert(0, ROW, range(1, len(rows) + 1))
        rows, repeats = _coded(rows, files)
        exports = [part.export for part in files]
        waves.append(
            WaveExport(
                name=wave,
                rows=rows,
                repeats=repeats,
                forms=tuple(part.form for part in files if part.form is not None),
                labels={name: text for export in exports for name, text in export.labels.items()},
                codes={name: codes for export in exports for name, codes in export.codes.items()},
            )
        )
    return waves


def read_files(folder: Folder, clean: Clean, wave: str) -> list[File]:
    """Each file of a wave under the names of its form, rows numbered through all of them.

    Raises
    ------
    DataError
        With every file that is not there, has no reader or cannot be read.
    """
    files, faults, first = [], [], 1
    for number, file in enumerate(clean.files):
        if file.wave != wave:
            continue
        try:
            files.append(_read(folder, file, number, first))
            first += len(files[-1].named.rows)
        except DataError as error:
            faults += error.faults
    if faults:
        raise DataError(faults)
    return files


def _read(folder: Folder, file: ExportFile, number: int, first: int) -> File:
    key, path = f"clean.files.{number}.path", folder.data / file.path
    form = _read_form(folder, file, number)
    try:
        export = _export(folder, file, key)
        named = collect_answers(export, form, first) if form else Named(export.rows)
    except ExportError as error:
        place = (folder.relative(path), error.line)
        raise DataError(Fault("E201", error.message, *place, key=key, help=error.help)) from None
    except (ValueError, OSError) as error:
        message = f"cannot be read as {path.suffix}: {type(error).__name__}"
        raise DataError(Fault("E201", message, folder.relative(path), key=key)) from None
    reserved = [name for name in (ROW, SOURCE) if name in named.rows]
    if reserved:
        message = f"a column is called `{reserved[0]}`, a name that `clean` gives to its own"
        help_ = "rename it in the export"
        raise DataError(Fault("E201", message, folder.relative(path), key=key, help=help_))
    rows = named.rows.assign(**{SOURCE: file.source or path.stem})
    return File(export, form, replace(named, rows=rows))


def _export(folder: Folder, file: ExportFile, key: str) -> Export:
    path, plan = folder.data / file.path, folder.relative(folder.plan)
    if not path.is_file():
        message = f"the file {file.path} is not there"
        raise DataError(Fault("E200", message, plan, key=key, help="copy the export there"))
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        help_ = "formats: " + ", ".join(READERS)
        raise DataError(Fault("E202", f"no reader for {file.path}", plan, key=key, help=help_))
    return reader(path, file)


def _read_form(folder: Folder, file: ExportFile, number: int) -> Form | None:
    if file.form is None:
        return None
    path, key = folder.data / file.form, f"clean.files.{number}.form"
    if not path.is_file():
        plan, message = folder.relative(folder.plan), f"the form {file.form} is not there"
        raise DataError(Fault("E200", message, plan, key=key, help="copy the form there"))
    return read_form(path, folder.relative(path))


def _stacked(tables: list[pd.DataFrame]) -> pd.DataFrame:
    return tables[0].copy() if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def _coded(rows: pd.DataFrame, files: list[File]) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Interviews and members with choices as codes, each file by its own form."""
    groups = dict.fromkeys(group for part in files for group in part.named.repeats)
    if not any(part.form for part in files):
        return rows, {}
    starts = [0, *accumulate(len(part.named.rows) for part in files)]
    parts = [
        _coded_by(part.form, rows[rows[ROW].between(start + 1, end)])
        for part, start, end in zip(files, starts, starts[1:], strict=False)
    ]
    repeats = {
        group: _stacked(
            [
                _coded_by(part.form, part.named.repeats[group])
                for part in files
                if group in part.named.repeats
            ]
        )
        for group in groups
    }
    return _stacked([part.reset_index(drop=True) for part in parts]), repeats


def _labels_read(wave: str, written: pd.DataFrame, coded: pd.DataFrame) -> list[pd.DataFrame]:
    """A line for each answer that was written as the label of a choice and is its code now."""
    lines = []
    for name in [name for name in written if name in coded and name not in (ROW, SOURCE)]:
        changed = (written[name] != coded[name]) & written[name].notna() & coded[name].notna()
        if changed.any():
            lines.append(changes(wave, written, changed, "labels_to_codes", variable=name))
    return lines


def _coded_by(form: Form | None, rows: pd.DataFrame) -> pd.DataFrame:
    return code_answers(rows, form).rows if form else rows


def refuse_unknown_columns(
    folder: Folder, wave: str, rows: pd.DataFrame, codebook: Codebook
) -> None:
    """Stop where export and codebook do not name the same columns.

    Raises
    ------
    DataError
        With every column that only one of the two has: an unmarked column might identify people.
    """
    columns = {*rows.columns} - {ROW, SOURCE}
    file, described = folder.relative(folder.codebook), set(codebook)
    if columns and not columns & described:
        # What stands there may be the answers of the first interview: none of it is shown.
        message = f"no column of the wave {wave} is in the codebook: has the file a header row?"
        help_ = f"if it has, make the codebook anew: athar codebook {folder.name}"
        raise DataError(Fault("E203", message, file, help=help_))
    faults = [
        Fault(
            "E203",
            f"the export has a column `{name}` that the codebook does not",
            file,
            help=nearest(name, described - columns) or "add a line that says what it is",
        )
        for name in sorted(columns - described)[:MOST_FAULTS]
    ]
    faults += [
        Fault(
            "E204",
            f"the codebook has a variable `{name}` that the export does not",
            file,
            found=f"looked for in the wave {wave}",
            help=nearest(name, columns - described) or "remove its line",
        )
        for name in sorted(described - columns)[:MOST_FAULTS]
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
