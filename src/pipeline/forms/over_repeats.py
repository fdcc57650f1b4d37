"""Functions of form expressions over the rows of a repeat group: count, sum, position."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.forms.answered import Answers, at_rows
from pipeline.forms.form import Question
from pipeline.forms.values import Values, numbers
from pipeline.forms.xpath import Call, Constant, FormRuleError, Node, Reference

POSITION = "_position"  # a row's number among the rows of what encloses it, where `clean` has it


def _rows_of(node: Node, answers: Answers) -> str | None:
    """The repeat group that a reference names, or whose question it names."""
    if not isinstance(node, Reference):
        return None
    if node.name in answers.form.repeats:
        return node.name
    question = answers.form.questions.get(node.name)
    return question.repeat or None if question else None


def is_over_rows(node: Call, answers: Answers, question: Question) -> bool:
    """Whether a function is asked of all rows of a repeat group, from outside that group."""
    group = _rows_of(node.arguments[0], answers) if node.arguments else None
    if group is None or (group == question.repeat and node.name != "count"):
        return node.name in ("count", "sum", "indexed-repeat")
    return True


def _reduced(method: str) -> Callable[[Call, Answers, Question], Values]:
    """Count, sum, least or largest of a repeat group's rows, for each interview."""

    def over(node: Call, answers: Answers, question: Question) -> Values:
        group = _rows_of(node.arguments[0], answers)
        if group is None or group not in answers.frames or len(node.arguments) != 1:
            raise FormRuleError(f"function {node.name} of what is no repeat group")
        places, name = answers.households(group), node.arguments[0].name
        rows = pd.Series(1.0, index=places)
        unknown = np.zeros(len(places), bool)
        if name in answers.form.questions and method != "size":
            values = answers.to(answers.form.questions[name])
            rows = pd.Series(numbers(values), index=places)
            unknown = np.broadcast_to(values.unknown, len(places))
        grouped = rows.groupby(level=0)
        found = grouped.size().astype(float) if method == "size" else grouped.agg(method)
        every = range(len(answers.frames[""]))
        nothing = 0.0 if method in ("size", "sum") else np.nan
        content = found.reindex(every, fill_value=nothing).to_numpy(dtype=float)
        doubtful = pd.Series(unknown, index=places).groupby(level=0).any()
        households = Values(
            "number", content, doubtful.reindex(every, fill_value=False).to_numpy(dtype=bool)
        )
        if question.repeat == "":
            return households
        return at_rows(households, answers.households(question.repeat))

    return over


def _indexed_repeat(node: Call, answers: Answers, question: Question) -> Values:
    """The answer in the n-th row of a repeat group, where n is the same for every interview."""
    if len(node.arguments) != 3 or question.repeat:
        raise FormRuleError("function indexed-repeat within or across repeat groups")
    name, group, number = node.arguments
    asked = answers.form.questions.get(name.name) if isinstance(name, Reference) else None
    if (
        asked is None
        or asked.repeat != _rows_of(group, answers)
        or not isinstance(number, Constant)
    ):
        raise FormRuleError("function indexed-repeat with a number that differs by interview")
    values, households = answers.to(asked), answers.households(asked.repeat)
    if values.kind == "choices":
        raise FormRuleError("function indexed-repeat of several choices")
    nth = answers.frames[asked.repeat].groupby(households).cumcount() + 1 == number.value
    nth &= households >= 0
    places = np.full(len(answers.frames[""]), -1)
    places[households[nth]] = np.flatnonzero(nth)
    blank = np.array([""], dtype=object) if values.kind == "text" else np.array([np.nan])
    found, none = at_rows(values, places), places < 0
    content = np.where(none, blank, found.content)
    return Values(values.kind, content, found.unknown & ~none, answer=True)


def position(_node: Call, answers: Answers, question: Question) -> Values:
    """The number of each row among its interview's rows of the group, from 1."""
    if not question.repeat:
        raise FormRuleError("the position of what is in no repeat group")
    rows = answers.frames[question.repeat]
    if POSITION in rows:
        places = rows[POSITION]
    else:
        places = rows.groupby(answers.households(question.repeat)).cumcount() + 1
    return Values("number", places.to_numpy(dtype=float), np.zeros(len(rows), bool))


OVER_ROWS = {
    "count": _reduced("size"),
    "sum": _reduced("sum"),
    "min": _reduced("min"),
    "max": _reduced("max"),
    "indexed-repeat": _indexed_repeat,
}
