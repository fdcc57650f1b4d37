"""Codes such as -99 put back where `clean` took them out, for rules of a form that ask for them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.codebook import ROW, Codebook
from pipeline.forms.answered import Answers, answered, choice_columns, is_asked_of
from pipeline.forms.form import Question, choice_column


def with_codes(answers: Answers, missing: pd.DataFrame, codebook: Codebook) -> Answers:
    """The answers as the form saw them: codes such as -99 stand again where `clean` took them out.

    Parameters
    ----------
    missing
        The lines of one wave: row_id, variable, reason.
    codebook
        Says which code each reason was. An answer whose code it does not tell is unknown.
    """
    frames, unknown = dict(answers.frames), dict(answers.unknown)
    for (name, reason), lines in missing.groupby(["variable", "reason"], sort=True):
        question = answers.form.questions.get(str(name))
        if question is None or question.repeat not in frames:
            continue
        rows = frames[question.repeat]
        where = rows[ROW].isin(lines[ROW]).to_numpy() & ~_given(rows, question)
        code = None if question.repeat else _code(codebook, str(name), str(reason))
        restored = None if code is None else _written_back(rows, question, where, code)
        if restored is None:
            key = (question.repeat, question.name)
            unknown[key] = unknown.get(key, np.zeros(len(rows), bool)) | where
        else:
            frames[question.repeat] = restored
    return replace(answers, frames=frames, unknown=unknown, read={})


def _given(rows: pd.DataFrame, question: Question) -> np.ndarray:
    return answered(rows, question) if is_asked_of(rows, question) else np.zeros(len(rows), bool)


def _code(codebook: Codebook, name: str, reason: str) -> str | None:
    codes = codebook[name].missing if name in codebook else {}
    if reason in codes:
        return reason
    return next((code for code, meaning in codes.items() if meaning == reason), None)


def _written_back(
    rows: pd.DataFrame, question: Question, where: np.ndarray, code: str
) -> pd.DataFrame | None:
    """The rows with a code in place of the missing answers, where the columns can hold it."""
    columns = choice_columns(rows, question)
    if columns:
        return _ticked(rows, question, where, code) if code in question.choices else None
    column = rows.get(question.name)
    if column is None or pd.api.types.is_datetime64_any_dtype(column):
        return None
    if not pd.api.types.is_numeric_dtype(column):
        return rows.assign(**{question.name: column.astype(object).mask(where, code)})
    number = pd.to_numeric(code, errors="coerce")
    if np.isnan(number):
        return None
    return rows.assign(**{question.name: column.astype(float).mask(where, float(number))})


def _ticked(rows: pd.DataFrame, question: Question, where: np.ndarray, code: str) -> pd.DataFrame:
    """The one box of a `select_multiple` ticked and all its others not."""
    chosen, nobody = choice_column(question.name, code), pd.Series(np.nan, index=rows.index)
    boxes = {
        name: rows.get(name, nobody).astype(float).mask(where, float(name == chosen))
        for name in dict.fromkeys([*choice_columns(rows, question), chosen])
    }
    return rows.assign(**boxes)
