"""Rules of an XLSForm (`relevant`, `constraint`) asked of the answers, a whole column at a time.

Three-valued: a rule holds, does not hold, or cannot be known because an answer that it depends on
is missing for a reason or is not in the clean data. What is not supported is said, never passed.
"""

import numpy as np
import pandas as pd

from pipeline.forms.answered import Answers, at_rows
from pipeline.forms.form import Question
from pipeline.forms.functions import FUNCTIONS
from pipeline.forms.over_repeats import OVER_ROWS, is_over_rows, position
from pipeline.forms.values import Values, constant, truths
from pipeline.forms.xpath import (
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
    if node.name in OVER_ROWS and is_over_rows(node, answers, question):
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


def _today(_node: Call, answers: Answers, question: Question) -> Values:
    moments = answers.days(question.repeat)
    return Values("date", np.floor(moments.content), moments.unknown)


def _now(_node: Call, answers: Answers, question: Question) -> Values:
    return answers.days(question.repeat)


OF_PLACE = {
    "position": position,
    "index": position,
    "today": _today,
    "now": _now,
    "true": lambda *_: constant(True),
    "false": lambda *_: constant(False),
}
