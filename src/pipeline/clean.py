"""Raw export to clean data: typed, labelled, corrected, without direct identifiers.

Nothing here decides anything about the research: `clean/` holds the same information as `raw/`.
"""

import csv
from dataclasses import dataclass

import pandas as pd

from pipeline import variable_types
from pipeline.codebook import COLUMNS, ROW, SOURCE, Codebook
from pipeline.corrections import apply_corrections
from pipeline.errors import DataError, Fault
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder, whole_file
from pipeline.readers import READERS
from pipeline.readers.export import ExportError
from pipeline.sections.clean import Clean
from pipeline.survey import MISSING


@dataclass(frozen=True)
class Stacked:
    """The stacked rows of all files, and the value labels that the files themselves carry."""

    rows: pd.DataFrame
    labels: dict[str, dict[str, str]]


def run(folder: Folder) -> str:
    """Write `clean/survey.parquet`, `clean/codebook.csv` and `clean/log.csv`."""
    plan, codebook = load_plan_and_codebook(folder)
    export = read_export(folder, plan.clean)

    refuse_unknown_columns(folder, export.rows, codebook)
    log: list[dict[str, object]] = [{"rule": "export", "variable": "", "rows": len(export.rows)}]
    corrected = apply_corrections(folder, export.rows, plan.clean.unit or ROW, log)
    survey = variable_types.typed(folder, corrected, codebook, log)
    survey = _without_exact_duplicates(survey, plan.clean, log)
    direct = [name for name, variable in codebook.items() if variable.identifier == "direct"]
    survey = survey.drop(columns=direct)

    with whole_file(folder.clean / "survey.parquet") as path:
        survey.to_parquet(path, index=False)
    with whole_file(folder.clean / "missing.parquet") as path:
        pd.DataFrame(columns=list(MISSING)).to_parquet(path, index=False)
    _write_codebook(folder, codebook, export.labels)
    with whole_file(folder.clean / "log.csv") as path:
        pd.DataFrame(log).to_csv(path, index=False, lineterminator="\n")
    return f"{len(survey):,} rows, {len(direct)} direct identifiers dropped"


def read_export(folder: Folder, clean: Clean) -> Stacked:
    """All files of the plan, stacked in its order, each row numbered from 1.

    Raises
    ------
    DataError
        With every file that is not there, has no reader or cannot be read.
    """
    parts, labels, faults = [], {}, []
    for index, file in enumerate(clean.files):
        key = f"clean.files.{index}.path"
        path = folder.data / file.path
        reader = READERS.get(path.suffix.lower())
        if reader is None or not path.is_file():
            faults.append(_file_fault(folder, file.path, key))
            continue
        try:
            export = reader(path, file)
            rows = export.rows
        except (ValueError, OSError) as error:
            message = f"cannot be read as {path.suffix}: {why_unreadable(error)}"
            faults.append(Fault("E201", message, folder.relative(path), key=key))
            continue
        reserved = [name for name in (ROW, SOURCE) if name in rows]
        if reserved:
            message = f"a column is called `{reserved[0]}`, a name that `clean` gives to its own"
            help_ = "rename it in the export"
            faults.append(Fault("E201", message, folder.relative(path), key=key, help=help_))
            continue
        parts.append(rows.assign(**{SOURCE: file.source or path.stem}))
        labels.update(export.codes)
    if faults:
        raise DataError(faults)
    rows = pd.concat(parts, ignore_index=True)
    rows.insert(0, ROW, range(1, len(rows) + 1))
    return Stacked(rows, labels)


def why_unreadable(error: Exception) -> str:
    """A reader's complaint in a few words, without anything that the file says."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return str(error) if isinstance(error, ExportError) else type(error).__name__


def _file_fault(folder: Folder, name: str, key: str) -> Fault:
    file = folder.relative(folder.plan)
    if not (folder.data / name).is_file():
        message = f"the file {name} is not there"
        return Fault("E200", message, file, key=key, help="copy the export to that place")
    help_ = "formats: " + ", ".join(READERS)
    return Fault("E202", f"no reader for {name}", file, key=key, help=help_)


def refuse_unknown_columns(folder: Folder, rows: pd.DataFrame, codebook: Codebook) -> None:
    """Stop where export and codebook do not name the same columns.

    Raises
    ------
    DataError
        With every column that only one of the two has: an unmarked column might identify people.
    """
    from pipeline.errors import nearest

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
            help=nearest(name, columns - set(codebook)) or "remove its line",
        )
        for name in codebook
        if name not in columns
    ]
    if faults:
        raise DataError(faults)


def _without_exact_duplicates(
    survey: pd.DataFrame, clean: Clean, log: list[dict[str, object]]
) -> pd.DataFrame:
    """Rows whose every answer stands in an earlier row: counted, and dropped if planned."""
    repeated = survey.duplicated([name for name in survey if name not in (ROW, SOURCE)])
    log.append({"rule": "exact_duplicates", "variable": "", "rows": int(repeated.sum())})
    if clean.duplicates.exact == "all":
        return survey
    log.append({"rule": "dropped_duplicates", "variable": "", "rows": int(repeated.sum())})
    return survey[~repeated].reset_index(drop=True)


def _write_codebook(folder: Folder, codebook: Codebook, labels: dict[str, dict[str, str]]) -> None:
    """The codebook of what passed: the evaluator's, completed by the labels of the files."""
    with (
        whole_file(folder.clean / "codebook.csv") as path,
        path.open("w", encoding="utf-8", newline="") as stream,
    ):
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, variable in codebook.items():
            if variable.identifier == "direct":
                continue
            codes = {**labels.get(name, {}), **variable.codes}
            writer.writerow(
                [
                    name,
                    variable.label["en"],
                    variable.label["ar"],
                    variable.unit,
                    variable.kind,
                    _joined(variable.missing),
                    _joined(codes),
                    variable.identifier,
                ]
            )


def _joined(codes: dict[str, str]) -> str:
    return "; ".join(f"{code}={meaning}" for code, meaning in codes.items())
