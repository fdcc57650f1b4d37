"""Repeat groups whose answers are numbered columns of the interviews: `age_1`, `age_2` to rows."""

import re
from collections.abc import Iterable

import pandas as pd

from pipeline.codebook import ROW
from pipeline.forms.form import Form
from pipeline.forms.repeats import INDEX, PARENT, POSITION

Numbered = dict[str, tuple[str, tuple[int, ...]]]  # column: its name and its numbers


def numbered_columns(columns: Iterable[str], stems: Iterable[str]) -> Numbered:
    """The columns `age1`, `age_2` of a roster without form, by the stems of their names."""
    known = set(stems)
    found = {column: re.fullmatch(r"(.+?)_?([0-9]+)", column) for column in columns}
    return {
        column: (parts[1], (int(parts[2]),))
        for column, parts in found.items()
        if parts and parts[1] in known
    }


def repeats_from_columns(
    main: pd.DataFrame, numbered: Numbered, form: Form
) -> dict[str, pd.DataFrame]:
    """The rows of each repeat group whose answers are numbered columns of the interviews.

    ``main`` has their `row_id`. A row without any answer was not there.
    """
    by_repeat: dict[str, Numbered] = {}
    for column, (name, numbers) in numbered.items():
        question = form.questions.get(name) or form.questions[name.partition("__")[0]]
        by_repeat.setdefault(question.repeat, {})[column] = (name, numbers)
    stacked = {repeat: stack_numbered(main, columns) for repeat, columns in by_repeat.items()}
    return {repeat: _within(repeat, stacked, form) for repeat in stacked}


def _within(repeat: str, stacked: dict[str, pd.DataFrame], form: Form) -> pd.DataFrame:
    """Stacked rows with their position, and the row of the enclosing repeat they lie in."""
    rows, outer = stacked[repeat], form.repeats[repeat]
    numbers = list(range(form.depth(repeat)))
    if outer in stacked:
        key = [ROW, *numbers[:-1]]
        parents = stacked[outer].rename(columns={INDEX: PARENT})[[*key, PARENT]]
        rows = rows.merge(parents, how="left", on=key)
    rows = rows.rename(columns={numbers[-1]: POSITION}).drop(columns=numbers[:-1])
    first = [ROW, *([PARENT] if PARENT in rows else []), INDEX, POSITION]
    return rows[[*first, *(column for column in rows if column not in first)]]


def stack_numbered(main: pd.DataFrame, numbered: Numbered) -> pd.DataFrame:
    """Numbered columns under one another: `row_id`, the numbers as columns 0, 1 …, the answers."""
    by_numbers: dict[tuple[int, ...], dict[str, str]] = {}
    for column, (name, numbers) in numbered.items():
        by_numbers.setdefault(numbers, {})[column] = name
    parts = []
    for numbers, columns in sorted(by_numbers.items()):
        answers = main[list(columns)].rename(columns=columns).dropna(how="all")
        places = pd.DataFrame({ROW: main[ROW], **dict(enumerate(numbers))}).loc[answers.index]
        parts.append(pd.concat([places, answers], axis="columns"))
    rows = pd.concat(parts, ignore_index=True)
    keys = [column for column in rows if column == ROW or isinstance(column, int)]
    rows = rows.sort_values(keys, ignore_index=True)
    rows.insert(len(keys), INDEX, range(1, len(rows) + 1))
    return rows
