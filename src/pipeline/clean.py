"""Raw exports to clean data: typed, labelled, corrected, merged, without direct identifiers.

Nothing here decides anything about the research: `clean/` holds the same information as `raw/`,
and every change has its line in a log.
"""

import csv

import pandas as pd

from pipeline import fingerprints
from pipeline.cleaning.corrections import read_corrections
from pipeline.cleaning.log import all_changes, by_rule, changes
from pipeline.cleaning.merging import merged, wide_columns
from pipeline.cleaning.protect import without_names
from pipeline.cleaning.wave import Wave, clean_wave
from pipeline.codebook import ROW, SOURCE, Codebook, columns_with, joined, line_of, without
from pipeline.document import read_document
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder, whole_file
from pipeline.results import write_json, write_table
from pipeline.sections.clean import Clean
from pipeline.survey import write_forms
from pipeline.survey_columns import is_secret, pseudonymous

Waves = dict[str, Wave]


def run(folder: Folder) -> str:
    """Write `clean/`, `results/cleaning_log.csv` and `results/sources.json`."""
    plan, codebook = load_plan_and_codebook(folder)
    document = read_document(folder.plan, folder.relative(folder.plan))
    corrections = read_corrections(folder, plan.clean)

    waves = {
        wave: clean_wave(folder, plan, wave, codebook, corrections) for wave in plan.clean.waves
    }
    survey, alone = merged({wave: part.rows for wave, part in waves.items()}, plan.clean, document)

    _write_rows(folder, waves, survey, codebook, plan.clean)
    _write_codebook(folder, codebook, waves, plan)
    log = _write_log(folder, waves, alone)
    write_table(folder, "cleaning_log.csv", log, plan.disclosure)
    write_json(folder, "sources.json", {"files": _sources(folder, plan.clean)}, plan.disclosure)
    direct = sum(variable.identifier == "direct" for variable in codebook.values())
    hidden = len(pseudonymous(codebook, plan.clean))
    return f"{len(survey):,} rows, {direct} direct identifiers dropped, {hidden} pseudonyms"


def _sources(folder: Folder, clean: Clean) -> dict[str, dict[str, str | int]]:
    """The files read, from the evaluation's folder: their SHA-256 and how long they are.

    Noted here, so that nothing later must read the raw data to say which they were.
    """
    named = {part for file in clean.files for part in (file.path, file.form) if part}
    paths = [folder.data / name for name in named]
    paths += [folder.codebook, folder.corrections, folder.data / "raw" / folder.corrections.name]
    return {
        path.relative_to(folder.data).as_posix(): {
            "sha256": fingerprints.of_file(path),
            "bytes": path.stat().st_size,
        }
        for path in paths
        if path.is_file()
    }


def _write_rows(
    folder: Folder, waves: Waves, survey: pd.DataFrame, codebook: Codebook, clean: Clean
) -> None:
    """The survey; and where it was merged, each wave and each repeat group as it was collected."""
    tables = {"survey": survey}
    tables |= {f"waves/{wave}": part.rows for wave, part in waves.items()}
    tables |= {
        f"repeats/{wave}.{group}": rows
        for wave, part in waves.items()
        for group, rows in part.repeats.items()
    }
    tables["missing"] = pd.concat([part.missing for part in waves.values()], ignore_index=True)
    for name, table in tables.items():
        with whole_file(folder.clean / f"{name}.parquet") as path:
            table.to_parquet(path, index=False)
    write_forms(
        folder,
        {
            wave: tuple(without_names(form, codebook, clean) for form in part.collected.forms)
            for wave, part in waves.items()
        },
    )


def _write_log(folder: Folder, waves: Waves, alone: dict[str, pd.Series]) -> pd.DataFrame:
    """`clean/changes.parquet`, row by row, and what it comes to by rule: `clean/log.csv`."""
    lines = [line for part in waves.values() for line in part.changes]
    lines += [
        changes(wave, waves[wave].rows, lonely, "unmatched", reason="not in the survey")
        for wave, lonely in alone.items()
    ]
    trace = all_changes(lines)
    with whole_file(folder.clean / "changes.parquet") as path:
        trace.to_parquet(path, index=False)
    totals = [
        {"wave": wave, "variable": "", "rule": "export", "reason": "", "rows": part.exported}
        for wave, part in waves.items()
    ]
    missing = pd.concat([part.missing for part in waves.values()], ignore_index=True)
    log = by_rule(totals, trace, missing)
    with whole_file(folder.clean / "log.csv") as path:
        log.to_csv(path, index=False, lineterminator="\n")
    return log


def _write_codebook(folder: Folder, codebook: Codebook, waves: Waves, plan: Plan) -> None:
    """The codebook of what passed, completed by the value labels of the files themselves."""
    names = wide_columns({wave: list(part.rows) for wave, part in waves.items()}, plan.clean)
    with (
        whole_file(folder.clean / "codebook.csv") as path,
        path.open("w", encoding="utf-8", newline="") as stream,
    ):
        lines = {name: line_of(variable) for name, variable in codebook.items()}
        columns = columns_with(column for line in lines.values() for column in line)
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        written: set[str] = {ROW, SOURCE}
        for wave in plan.clean.merged:
            codes = waves[wave].collected.codes
            for name, survey_name in names[wave].items():
                if name in codebook and survey_name not in written:
                    written.add(survey_name)
                    secret = is_secret(name, codebook, plan.clean)
                    named = {} if secret else {**codes.get(name, {}), **codebook[name].codes}
                    line = without(lines[name], "values") if secret else lines[name]
                    own = {"variable": survey_name, "values": joined(named)}
                    writer.writerow(line | own)
