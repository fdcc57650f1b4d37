"""What the names in a form's expressions stand for: the answers of a survey, row by row."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.codebook import ROW
from pipeline.forms.form import MULTIPLE, Form, Question, choice_column
from pipeline.forms.values import DAY, Values, number_text
from pipeline.forms.xpath import FormRuleError

NUMERIC = frozenset({"integer", "decimal", "range", "calculate", "hidden"})
DATES = frozenset({"date", "datetime", "dateTime", "today", "start", "end"})
# Where an interview's own day is found, best first: by the question's type, then by its name.
DAY_KINDS = ("today", "start", "end")
DAY_NAMES = ("today", "start", "starttime", "_submission_time", "SubmissionDate")


@dataclass(frozen=True)
class Answers:
    """The rows of one form: ``frames`` has the interviews under "", and each repeat group's rows.

    ``unknown`` has for (group, question) the rows whose answer is missing for a reason that cannot
    be written back as a code. ``read`` keeps what was already turned into values.
    """

    form: Form
    frames: dict[str, pd.DataFrame]
    unknown: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)
    read: dict[tuple[str, str], Values] = field(default_factory=dict)

    def to(self, question: Question) -> Values:
        """The answers to a question, one for each row of the group it was asked in."""
        key = (question.repeat, question.name)
        if key not in self.read:
            found = values_of(self.frames[question.repeat], question)
            unknown = self.unknown.get(key)
            if unknown is not None:
                found = replace(found, unknown=found.unknown | unknown)
            self.read[key] = found
        return self.read[key]

    def households(self, group: str) -> np.ndarray:
        """For each row of a repeat group, the place of its interview; -1 where it has none."""
        index = pd.Index(self.frames[""][ROW])
        return index.get_indexer(self.frames[group][ROW])

    def days(self, group: str) -> Values:
        """When each row's interview took place, in days since 1970; unknown where no one noted."""
        rows = self.frames[""]
        kinds = {question.kind: name for name, question in self.form.questions.items()}
        names = [kinds[kind] for kind in DAY_KINDS if kind in kinds]
        for name in (*names, *DAY_NAMES):
            if name in rows and pd.api.types.is_datetime64_any_dtype(rows[name]):
                content = _days(rows[name])
                found = Values("date", content, np.isnan(content))
                return at_rows(found, self.households(group)) if group else found
        raise FormRuleError("the day of the interview, which is not in the clean data")


def at_rows(values: Values, places: np.ndarray) -> Values:
    """Values of interviews given to other rows, by the place of each row's interview."""
    if len(values.content) == 1 and len(values.unknown) == 1:
        return values
    content = np.broadcast_to(values.content, (len(values.unknown), *values.content.shape[1:]))
    unknown = np.broadcast_to(values.unknown, len(content))
    return replace(values, content=content[places], unknown=unknown[places] | (places < 0))


def is_asked_of(rows: pd.DataFrame, question: Question) -> bool:
    """Whether the clean data hold the answers to a question."""
    return question.name in rows or bool(choice_columns(rows, question))


def answered(rows: pd.DataFrame, question: Question) -> np.ndarray:
    """Whether each row has an answer to a question."""
    columns = choice_columns(rows, question) or [question.name]
    return rows[list(columns)].notna().any(axis=1).to_numpy()


def choice_columns(rows: pd.DataFrame, question: Question) -> dict[str, str]:
    """The column of each choice of a `select_multiple` that the clean data have, and its code."""
    if question.kind != MULTIPLE:
        return {}
    columns = {choice_column(question.name, code): code for code in question.choices}
    return {column: code for column, code in columns.items() if column in rows}


def values_of(rows: pd.DataFrame, question: Question) -> Values:
    """One question's column, or columns, as values of the kind that the form gives it.

    A question whose answers are not in the clean data is unknown everywhere.
    """
    known = np.zeros(len(rows), bool)
    columns = choice_columns(rows, question)
    if columns:
        chosen = rows[list(columns)].to_numpy(dtype=float, na_value=0.0) == 1
        return Values("choices", chosen, known, answer=True, codes=tuple(columns.values()))
    if question.name not in rows:
        blank = np.full(len(rows), "", dtype=object)
        return Values("text", blank, ~known, answer=True)
    return _of_column(rows[question.name], question.kind, known)


def _of_column(column: pd.Series, kind: str, known: np.ndarray) -> Values:
    if pd.api.types.is_datetime64_any_dtype(column):
        return Values("date", _days(column), known, answer=True)
    if kind in DATES:
        moments = pd.to_datetime(column, errors="coerce", format="ISO8601")
        return Values("date", _days(moments), known, answer=True)
    if pd.api.types.is_numeric_dtype(column):
        content = column.to_numpy(dtype=float, na_value=np.nan)
        if kind in NUMERIC:
            return Values("number", content, known, answer=True)
        return Values("text", _codes(content), known, answer=True)
    content = column.astype(object).where(column.notna(), "").map(str).to_numpy(dtype=object)
    return Values("text", content, known, answer=True)


def _days(column: pd.Series) -> np.ndarray:
    moments = column.dt.tz_localize(None) if column.dt.tz is not None else column
    return ((moments - pd.Timestamp(0)) / DAY).to_numpy(dtype=float)


def _codes(content: np.ndarray) -> np.ndarray:
    """Numeric codes of choices as the texts that the form compares."""
    places, uniques = pd.factorize(content)
    return np.array([*map(number_text, uniques), ""], dtype=object)[places]
