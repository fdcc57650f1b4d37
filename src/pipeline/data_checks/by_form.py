"""The interviews of each wave beside the form that they were collected with."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.data_checks.lists import sources
from pipeline.forms.answered import Answers
from pipeline.forms.codes import with_codes
from pipeline.forms.form import Form
from pipeline.plan import Plan
from pipeline.survey import Survey

# What KoboToolbox, SurveyCTO and ODK Central call the column that holds a form's version.
VERSION_COLUMNS = ("__version__", "_version_", "formdef_version", "FormVersion")


@dataclass(frozen=True)
class Collected:
    """Interviews of one wave and one form; ``version`` is empty where the form has none."""

    wave: str
    version: str
    answers: Answers

    def rows(self, group: str = "") -> pd.DataFrame:
        """The interviews, or the rows of a repeat group."""
        return self.answers.frames[group]


def collected(survey: Survey, plan: Plan) -> Iterator[Collected]:
    """Each wave's interviews by form, with codes of missing answers as the form saw them."""
    for wave, forms in sorted(survey.forms.items()):
        rows = survey.waves.get(wave, survey.rows)
        missing = survey.missing[survey.missing["wave"] == wave]
        which = form_of_rows(rows, forms, sources(plan, wave))
        repeats = {group: frame for (of, group), frame in survey.repeats.items() if of == wave}
        for number, form in enumerate(forms):
            mine = rows[which == number]
            if mine.empty:
                continue
            frames = {group: frame[frame[ROW].isin(mine[ROW])] for group, frame in repeats.items()}
            answers = with_codes(Answers(form, {"": mine, **frames}), missing, survey.codebook)
            yield Collected(wave, form.version, answers)


def version_column(rows: pd.DataFrame) -> str | None:
    """The column that says which version of the form an interview was collected with."""
    return next((name for name in VERSION_COLUMNS if name in rows), None)


def form_of_rows(
    rows: pd.DataFrame, forms: tuple[Form, ...], source_forms: dict[str, str]
) -> np.ndarray:
    """For each row the number of its form: by version, else by its file, else the newest."""
    newest = np.full(len(rows), len(forms) - 1)
    if len(forms) < 2:
        return newest
    by_version = {form.version: number for number, form in enumerate(forms) if form.version}
    column = version_column(rows)
    if column and len(by_version) == len(forms):
        found = rows[column].astype(object).map(str).map(by_version)
    else:
        by_file = {form.file: number for number, form in enumerate(forms)}
        found = rows[SOURCE].map({name: by_file.get(file) for name, file in source_forms.items()})
    return found.fillna(len(forms) - 1).to_numpy(dtype=int)
