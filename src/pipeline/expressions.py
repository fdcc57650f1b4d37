"""Expressions over columns, as a plan writes them: arithmetic and comparison, and nothing else."""

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.errors import nearest

if TYPE_CHECKING:
    import pandas as pd

ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.BinOp, ast.UnaryOp, ast.Compare,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow,
    ast.Not, ast.UAdd, ast.USub, ast.BitAnd, ast.BitOr, ast.Invert,
    ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn,
    ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple,
)  # fmt: skip
CALLS = frozenset({"isna", "notna"})


def names(expression: str) -> set[str]:
    """The columns that an expression reads; an expression that cannot be read has none."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError:
        return set()
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called
    }


def complaint(expression: str, columns: Iterable[str]) -> tuple[str, str]:
    """What is wrong with an expression and what may help, or two empty strings."""
    try:
        tree = ast.parse(expression, mode="eval")
    except SyntaxError as error:
        return f"the expression cannot be read: {error.msg}", ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not _is_known_call(node):
            return "the expression calls a function", f"only {', '.join(sorted(CALLS))} of a column"
        if not isinstance(node, (*ALLOWED, ast.Call)):
            kind = type(node).__name__
            return f"the expression uses {kind}", "use columns, numbers, + - * / **, comparisons"
    known = set(columns)
    for name in sorted(names(expression) - known):
        return f"the expression names `{name}`, which is not a column", nearest(name, known)
    return "", ""


def _is_known_call(node: ast.Call) -> bool:
    named = isinstance(node.func, ast.Name) and node.func.id in CALLS
    return (
        named and len(node.args) == 1 and isinstance(node.args[0], ast.Name) and not node.keywords
    )


def evaluate(frame: "pd.DataFrame", expression: str) -> "pd.Series":
    """The expression's value for each row; pandas evaluates it, on columns alone.

    ``frame`` must hold every column that the expression names; `complaint` finds what it lacks.
    """
    tree = ast.parse(expression, mode="eval")
    return frame.eval(ast.unparse(_Methods().visit(tree)), engine="python", parser="pandas")


def variable(frame: "pd.DataFrame", expression: str) -> "pd.Series":
    """The expression as a variable: numbers as they are, true or false as 1 or 0.

    A comparison with a missing answer is neither true nor false: it is missing.
    """
    values = evaluate(frame, expression)
    if values.dtype != bool:
        return values
    answered = frame[sorted(names(expression))].notna().all(axis=1)
    return values.astype("float64").where(answered)


class _Methods(ast.NodeTransformer):
    """`notna(x)` as `x.notna()`, which pandas understands."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        method = ast.Attribute(node.args[0], node.func.id, ast.Load())
        return ast.copy_location(ast.Call(method, [], []), node)
