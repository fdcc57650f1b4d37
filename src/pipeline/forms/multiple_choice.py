"""`select_multiple`: one 0/1 column a choice, from whichever columns the export has."""

import numpy as np
import pandas as pd

from pipeline.forms.choice_labels import as_written
from pipeline.forms.form import MULTIPLE, Form, Question, choice_column

YES = ("1", "1.0", "true")
NO = ("0", "0.0", "false")


def split_multiples(
    rows: pd.DataFrame, form: Form
) -> tuple[pd.DataFrame, dict[str, int], dict[str, int]]:
    """Rows with `<question>__<choice>` in place of each `select_multiple`; 0/1, or missing.

    Where an export has both the joined answer and a column a choice, a filled cell of the choice's
    column wins: it is what people read and correct. The joined answer fills the others, but for a
    choice left empty beside filled ones, which that version of the form did not offer; a question
    that neither answers was not asked, and is missing. The second result counts by question the
    rows in which the two contradict each other, the third those whose answers hold something that
    is no choice, or neither 0 nor 1.
    """
    contradicted, unlisted, made = {}, {}, {}
    for question in form.questions.values():
        if question.kind != MULTIPLE:
            continue
        own = own_columns(rows.columns, question, form)
        if question.name not in rows and not own:
            continue
        joined, unknown = _joined(rows, question, own)
        separate, unread = _separate(rows, own)
        separate = separate.reindex(columns=joined.columns)
        differs = (separate.notna() & joined.notna() & (separate != joined)).any(axis="columns")
        # A choice marked although the joined answer is empty.
        empty = joined.isna().all(axis="columns") & (question.name in rows)
        differs |= empty & (separate == 1).any(axis="columns")
        if differs.any():
            contradicted[question.name] = int(differs.sum())
        if (unread | unknown).any():
            unlisted[question.name] = int((unread | unknown).sum())
        made[question.name] = separate.fillna(joined.mask(_not_offered(separate, joined, own)))
    return _replaced(rows, made), contradicted, unlisted


def _not_offered(separate: pd.DataFrame, joined: pd.DataFrame, own: list[str]) -> pd.DataFrame:
    """Choices that have a column, empty in a row that fills others, and were not chosen."""
    filled = np.tile(separate.notna().any(axis="columns").to_numpy()[:, None], separate.shape[1])
    return separate.isna() & filled & joined.eq(0) & separate.columns.isin(own)


def own_columns(columns: pd.Index, question: Question, form: Form) -> list[str]:
    """The columns of a question's choices: of those that the form lists, and of others."""
    listed = [choice_column(question.name, code) for code in question.choices]
    others = [
        column
        for column in columns
        if column.startswith(f"{question.name}__")
        and column not in listed
        and column not in form.questions
    ]
    return [column for column in listed if column in columns] + others


def _separate(rows: pd.DataFrame, own: list[str]) -> tuple[pd.DataFrame, pd.Series]:
    """0/1 of the columns that the export has, and which rows hold something else."""
    found, unread = {}, pd.Series(False, index=rows.index)
    for column in own:
        text = as_written(rows[column]).str.strip().str.lower()
        found[column] = pd.Series(
            np.select([text.isin(YES), text.isin(NO)], [1.0, 0.0], np.nan), index=rows.index
        )
        unread |= rows[column].notna() & found[column].isna()
    return pd.DataFrame(found, index=rows.index), unread


def _joined(
    rows: pd.DataFrame, question: Question, own: list[str]
) -> tuple[pd.DataFrame, pd.Series]:
    """0/1 by choice from answers joined by spaces, and which rows name something else."""
    listed = [choice_column(question.name, code) for code in question.choices]
    columns = [*listed, *(column for column in own if column not in listed)]
    if question.name not in rows:
        return pd.DataFrame(np.nan, rows.index, columns), pd.Series(False, index=rows.index)
    which, answers = pd.factorize(as_written(rows[question.name]))
    chosen = [
        {choice_column(question.name, code) for code in str(answer).split()} for answer in answers
    ]
    table = np.array([[column in codes for column in columns] for codes in chosen] or [[]])
    table = np.vstack([table.reshape(len(answers), len(columns)), np.full(len(columns), np.nan)])
    unknown = np.array([not codes <= set(columns) for codes in chosen] + [False])
    # Position -1, of missing answers, is the last: missing in every column.
    return (
        pd.DataFrame(table[which].astype("float64"), rows.index, columns),
        pd.Series(unknown[which], index=rows.index),
    )


def _replaced(rows: pd.DataFrame, made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Each question's columns where its first one stood; all others as they were."""
    origin = {}
    for question, table in made.items():
        origin |= dict.fromkeys([question, *table.columns], question)
    parts, placed = [], set()
    for column in rows.columns:
        question = origin.get(column)
        if question is None:
            parts.append(rows[[column]])
        elif question not in placed:
            placed.add(question)
            parts.append(made[question])
    return pd.concat(parts, axis="columns") if parts else rows
