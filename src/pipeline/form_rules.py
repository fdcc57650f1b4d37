"""Rules of an XLSForm (`relevant`, `constraint`) asked of the answers, a whole column at a time.

Three-valued: a rule holds, does not hold, or cannot be known because an answer that it depends on
is missing for a reason or is not in the clean data. What is not supported is said, never passed.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.form import Question
from pipeline.form_answers import Answers, at_rows
from pipeline.form_functions import FUNCTIONS
from pipeline.form_values import Values, constant, numbers, truths
from pipeline.xpath import (
    PATH,
    Call,
    Constant,
    Current,
    FormRuleError,
    Node,
    Parent,
    Reference,
    parse,
)

POSITION = "_position"  # a row's number among the rows of what encloses it, where `clean` has it


def holds(expression: str, answers: Answers, question: Question) -> pd.Series:
    """For each row of the question's group whether its rule holds: true, false or `<NA>`.

    Raises
    ------
    FormRuleError
        Where the rule cannot be read or uses what is not supported; its message says what.
    """
    values = evaluate(expression, answers, question)
    index = answers.frames[question.repeat].index
    content = np.broadcast_to(truths(values), len(index))
    unknown = np.broadcast_to(values.unknown, len(index))
    return pd.Series(pd.arrays.BooleanArray(content.copy(), unknown.copy()), index=index)


def evaluate(expression: str, answers: Answers, question: Question) -> Values:
    """The value of an expression that belongs to a question, for each row of the question's group.

    Semantics are those of XForms as JavaRosa computes them; see `form_values`.

    Raises
    ------
    FormRuleError
        As `holds`.
    """
    tree = parse(expression)
    try:
        return _value(tree, answers, question)
    except RecursionError:
        raise FormRuleError("it is nested too deep") from None


def _value(node: Node, answers: Answers, question: Question) -> Values:
    if isinstance(node, Constant):
        return constant(node.value)
    if isinstance(node, Current):
        return answers.to(question)
    if isinstance(node, Reference):
        return _referred(node.name, answers, question.repeat)
    if isinstance(node, Parent):
        raise FormRuleError(PATH)
    if node.name in OVER_ROWS and _is_over_rows(node, answers, question):
        return OVER_ROWS[node.name](node, answers, question)
    if node.name in OF_PLACE:
        return OF_PLACE[node.name](node, answers, question)
    if node.name not in FUNCTIONS:
        raise FormRuleError(f"function {node.name}")
    function, fewest, most = FUNCTIONS[node.name]
    if not fewest <= len(node.arguments) <= most:
        raise FormRuleError(f"function {node.name} with {len(node.arguments)} arguments")
    return function(*(_value(part, answers, question) for part in node.arguments))


def _referred(name: str, answers: Answers, group: str) -> Values:
    """The answers to another question at the rows of a group."""
    question = answers.form.questions.get(name)
    if question is None:
        raise FormRuleError(f"`{name}`, which leaves no answer in the export")
    if question.repeat == group:
        return answers.to(question)
    if question.repeat == "":
        return at_rows(answers.to(question), answers.households(group))
    raise FormRuleError(f"`{name}`, which was asked several times in an interview")


def _rows_of(node: Node, answers: Answers) -> str | None:
    """The repeat group that a reference names, or whose question it names."""
    if not isinstance(node, Reference):
        return None
    if node.name in answers.form.repeats:
        return node.name
    question = answers.form.questions.get(node.name)
    return question.repeat or None if question else None


def _is_over_rows(node: Call, answers: Answers, question: Question) -> bool:
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
    position = _value(number, answers, question)
    if asked is None or asked.repeat != _rows_of(group, answers) or len(position.content) > 1:
        raise FormRuleError("function indexed-repeat with a number that differs by interview")
    rows = answers.frames[asked.repeat]
    nth = rows.groupby(answers.households(asked.repeat)).cumcount() + 1 == numbers(position)[0]
    places = np.full(len(answers.frames[""]), -1)
    places[answers.households(asked.repeat)[nth]] = np.flatnonzero(nth)
    values = answers.to(asked)
    found = at_rows(values, places)
    none = places < 0
    blank = np.array([""], dtype=object) if values.kind == "text" else np.array([np.nan])
    if values.kind == "choices":
        raise FormRuleError("function indexed-repeat of several choices")
    content = np.where(none, blank, found.content)
    return Values(values.kind, content, found.unknown & ~none, answer=True)


def _position(_node: Call, answers: Answers, question: Question) -> Values:
    """The number of each row among its interview's rows of the group, from 1."""
    if not question.repeat:
        raise FormRuleError("the position of what is in no repeat group")
    rows = answers.frames[question.repeat]
    if POSITION in rows:
        places = rows[POSITION]
    else:
        places = rows.groupby(answers.households(question.repeat)).cumcount() + 1
    return Values("number", places.to_numpy(dtype=float), np.zeros(len(rows), bool))


def _today(_node: Call, answers: Answers, question: Question) -> Values:
    moments = answers.days(question.repeat)
    return Values("date", np.floor(moments.content), moments.unknown)


def _now(_node: Call, answers: Answers, question: Question) -> Values:
    return answers.days(question.repeat)


OVER_ROWS = {
    "count": _reduced("size"),
    "sum": _reduced("sum"),
    "min": _reduced("min"),
    "max": _reduced("max"),
    "indexed-repeat": _indexed_repeat,
}
OF_PLACE = {
    "position": _position,
    "index": _position,
    "today": _today,
    "now": _now,
    "true": lambda *_: constant(True),
    "false": lambda *_: constant(False),
}
