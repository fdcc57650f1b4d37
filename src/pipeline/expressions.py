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
METHODS = {ast.Eq: "eq", ast.NotEq: "ne"}


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
    except (SyntaxError, ValueError) as error:
        return f"the expression cannot be read: {getattr(error, 'msg', error)}", ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not _is_known_call(node):
            return "the expression calls a function", f"only {', '.join(sorted(CALLS))} of a column"
        if not isinstance(node, (*ALLOWED, ast.Call)):
            kind = type(node).__name__
            return f"the expression uses {kind}", "use columns, numbers, + - * / **, comparisons"
    known = set(columns)
    if not names(expression):
        return "the expression names no column", ""
    for name in sorted(names(expression) - known):
        return f"the expression names `{name}`, which is not a column", nearest(name, known)
    return "", ""


def _is_known_call(node: ast.Call) -> bool:
    named = isinstance(node.func, ast.Name) and node.func.id in CALLS
    return (
        named and len(node.args) == 1 and isinstance(node.args[0], ast.Name) and not node.keywords
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class ExpressionError(ValueError):
    """An expression that reads well and cannot be computed on these columns."""


def evaluate(frame: "pd.DataFrame", expression: str) -> "pd.Series":
    """The expression's value for each row, computed by pandas on the columns it names.

    Missing answers stay missing: a comparison with one is neither true nor false, and so is what
    follows from it. ``frame`` must hold every column named; `complaint` finds what it lacks.

    Raises
    ------
    ExpressionError
        Where the columns' types do not allow it, such as text compared with a number.
    """
    tree = ast.unparse(_Methods().visit(ast.parse(expression, mode="eval")))
    columns = frame[sorted(names(expression))].convert_dtypes()
    try:
        values = columns.eval(tree, engine="python", parser="pandas")
    except Exception as error:
        raise ExpressionError(f"{type(error).__name__} while computing it") from None
    if not hasattr(values, "index") or len(values) != len(frame):
        raise ExpressionError("it does not give a value for each row")
    return values


def variable(frame: "pd.DataFrame", expression: str) -> "pd.Series":
    """The expression as a numeric or text column; true and false become 1 and 0.

    Raises
    ------
    ExpressionError
        Where it cannot be computed, or gives a number that is not finite.
    """
    import numpy as np
    import pandas as pd

    values = evaluate(frame, expression)
    if not (pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values)):
        return values
    numbers = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(numbers).any():
        raise ExpressionError("it divides by zero, or its values are too large")
    return pd.Series(numbers, index=frame.index)


def condition(frame: "pd.DataFrame", expression: str) -> "pd.Series":
    """The rows for which the expression is known to be true.

    Raises
    ------
    ExpressionError
        Where it cannot be computed, or is not a condition.
    """
    import pandas as pd

    values = evaluate(frame, expression)
    if not pd.api.types.is_bool_dtype(values):
        raise ExpressionError("it is not a condition: compare with something")
    return values.astype("boolean").fillna(False).astype(bool)


class _Methods(ast.NodeTransformer):
    """`notna(x)` as `x.notna()`, which pandas understands, and `x == "a"` as `x.eq("a")`.

    Pandas reads a comparison with a text as membership, of which a missing answer has none: it
    would be a known no, and unlike any text.
    """

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        method = METHODS.get(type(node.ops[0]))
        sides = (node.left, node.comparators[0])
        column = next((side for side in sides if isinstance(side, ast.Name)), None)
        text = next((side for side in sides if _is_text(side)), None)
        if len(node.ops) > 1 or method is None or column is None or text is None:
            return self.generic_visit(node)
        told = ast.Call(ast.Attribute(column, method, ast.Load()), [text], [])
        # Of a text column the answer is Arrow's, which pandas cannot join to that of a number.
        masked = ast.Attribute(told, "astype", ast.Load())
        return ast.copy_location(ast.Call(masked, [ast.Constant("boolean")], []), node)

    def visit_Call(self, node: ast.Call) -> ast.Call:
        method = ast.Attribute(node.args[0], node.func.id, ast.Load())
        return ast.copy_location(ast.Call(method, [], []), node)
