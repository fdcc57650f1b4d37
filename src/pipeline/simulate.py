"""The simulated evaluation's raw files, written again: the same bytes from the same seed.

What a field office would send goes to `raw/`; what only a simulation can know goes beside it:
the true effects (`truth.csv`) and every planted fault (`planted.csv`).
"""

import csv
from pathlib import Path

import pandas as pd

from pipeline.errors import Fault, PlanError
from pipeline.project import Folder, whole_file
from pipeline.seeds import Seeds
from pipeline.simulation.answers import BASELINE, ENDLINE
from pipeline.simulation.form import backcheck_form, household_form
from pipeline.simulation.kobo_export import export_sheets
from pipeline.simulation.questions import V1, V2
from pipeline.simulation.records import corrections_table, planted_table
from pipeline.simulation.study import Study, draw_study
from pipeline.simulation.tracking import assignment_list, tracking_list
from pipeline.simulation.truth import truth_table
from pipeline.simulation.workbook import write_workbook

EVALUATION = "savings-groups"
# Of these files alone: the project's own seed does not change them. The first day in October 2025
# whose draw has every intra-cluster correlation between 0.05 and 0.10.
SEED = 20251007
BACKCHECK = "backcheck"


def run(folder: Folder) -> str:
    """Write `raw/`, `truth.csv` and `planted.csv` of the simulated evaluation.

    Raises
    ------
    PlanError
        Where the evaluation is not the simulated one.
    """
    if folder.name != EVALUATION:
        message = f"`{folder.name}` is not simulated: its exports cannot be written again"
        raise PlanError(Fault("E104", message, help=f"only `{EVALUATION}` is"))
    study = write_study(folder.data, Seeds(SEED, EVALUATION))
    rows = {name: len(wave.main) for name, wave in study.waves.items()}
    return ", ".join(f"{count:,} rows of {name}" for name, count in rows.items())


def write_study(target: Path, seeds: Seeds) -> Study:
    """Draw the study and write its files below ``target``."""
    study = draw_study(seeds)
    villages = study.population.villages
    forms = {
        BASELINE: household_form(V1, villages),
        ENDLINE: household_form(V2, villages),
        BACKCHECK: backcheck_form(villages),
    }
    names = {BASELINE: "form_v1", ENDLINE: "form_v2", BACKCHECK: "form_backcheck"}
    rows = {}
    for wave, form in forms.items():
        sheets, rows[wave] = export_sheets(study.waves[wave], form, empty_rows=wave == ENDLINE)
        for name, content in ((wave, sheets), (names[wave], form)):
            with whole_file(target / "raw" / f"{name}.xlsx") as path:
                write_workbook(path, content)
    village = study.population.households["village_number"].to_numpy()
    tables = {
        "raw/assignment.csv": assignment_list(study.population),
        "raw/tracking.csv": tracking_list(seeds, study.population, study.status),
        "truth.csv": truth_table(study.potential, village),
        "planted.csv": planted_table(study, rows),
        "raw/corrections.csv": corrections_table(study),
    }
    for name, table in tables.items():
        _write_csv(target / name, table)
    return study


def _write_csv(target: Path, table: pd.DataFrame) -> None:
    with whole_file(target) as path:
        table.to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
