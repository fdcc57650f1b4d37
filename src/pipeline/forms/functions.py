"""The operators and functions of form expressions, each on whole columns of values."""

import re
from collections.abc import Callable
from functools import reduce

import numpy as np
import pandas as pd

from pipeline.forms.values import (
    DAY,
    Values,
    alike,
    days,
    empty,
    equal,
    mapped,
    numbers,
    texts,
    truths,
)
from pipeline.forms.xpath import NEGATIVE, FormRuleError

Function = Callable[..., Values]
# What format-date knows, in the letters of strftime; names of days and months depend on a language.
DATE_LETTERS = {
    "%Y": "%Y", "%y": "%y", "%m": "%m", "%n": "%-m", "%d": "%d", "%e": "%-d",
    "%H": "%H", "%h": "%-H", "%M": "%M", "%S": "%S",
}  # fmt: skip


def _unknown(*parts: Values) -> np.ndarray:
    return reduce(np.logical_or, (part.unknown for part in parts))


def _numeric(function: Callable[..., np.ndarray]) -> Function:
    def apply(*parts: Values) -> Values:
        with np.errstate(all="ignore"):
            content = function(*map(numbers, parts))
        return Values("number", content, _unknown(*parts))

    return apply


def _textual(function: Callable[..., object], kind: str) -> Function:
    """A function of texts, of which all but the first are usually the same for every row."""
    dtype = {"text": object, "truth": bool, "number": float}[kind]

    def apply(*parts: Values) -> Values:
        first, *rest = map(texts, parts)
        if all(len(other) == 1 for other in rest):
            constants = [other[0] for other in rest]
            content = mapped(first, lambda text: function(text, *constants), dtype)
        else:
            rows = zip(*np.broadcast_arrays(first, *rest), strict=True)
            content = np.array([function(*row) for row in rows], dtype)
        return Values(kind, content, _unknown(*parts))  # type: ignore[arg-type]

    return apply


def _comparison(function: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Function:
    def apply(left: Values, right: Values) -> Values:
        read = days if "date" in (left.kind, right.kind) else numbers
        with np.errstate(invalid="ignore"):
            content = function(read(left), read(right))
        return Values("truth", content, _unknown(left, right))

    return apply


def _equality(left: Values, right: Values) -> Values:
    return Values("truth", equal(left, right), _unknown(left, right))


def _inequality(left: Values, right: Values) -> Values:
    return Values("truth", ~equal(left, right), _unknown(left, right))


def _both(*parts: Values) -> Values:
    """Kleene: one part known to be false settles it."""
    settled = reduce(np.logical_or, (~truths(part) & ~part.unknown for part in parts))
    return Values("truth", reduce(np.logical_and, map(truths, parts)), _unknown(*parts) & ~settled)


def _either(*parts: Values) -> Values:
    return _not(_both(*map(_not, parts)))


def _not(part: Values) -> Values:
    return Values("truth", ~truths(part), part.unknown)


def _if(condition: Values, yes: Values, no: Values) -> Values:
    chosen = truths(condition)
    left, right = alike(yes, no)
    content = np.where(chosen, left.content, right.content)
    unknown = condition.unknown | np.where(chosen, left.unknown, right.unknown)
    return Values(left.kind, content, unknown, left.answer and right.answer)


def _coalesce(first: Values, second: Values) -> Values:
    has = Values("truth", ~empty(first), first.unknown)
    return _if(has, first, second)


def _selected(chosen: Values, code: Values) -> Values:
    """Whether a code is among those chosen; a select_one has one."""
    if chosen.kind == "choices" and len(code.content) == 1:
        wanted = str(texts(code)[0]).strip()
        if wanted in chosen.codes:
            content = chosen.content[:, chosen.codes.index(wanted)]
        else:
            content = np.zeros(len(chosen.content), bool)
        return Values("truth", content, chosen.unknown)
    among = _textual(lambda text, wanted: f" {wanted.strip()} " in f" {text} ", "truth")
    return among(chosen, code)


def _count_selected(chosen: Values) -> Values:
    if chosen.kind == "choices":
        return Values("number", chosen.content.sum(axis=1).astype(float), chosen.unknown)
    return _textual(lambda text: len(text.split()), "number")(chosen)


def _date(part: Values) -> Values:
    return Values("date", np.floor(days(part)), part.unknown, answer=True)


def _date_time(part: Values) -> Values:
    return Values("date", days(part), part.unknown, answer=True)


def _format_date(part: Values, pattern: Values) -> Values:
    wanted = str(texts(pattern)[0])
    letters = set(re.findall("%.", wanted))
    if len(pattern.content) > 1 or not letters <= set(DATE_LETTERS):
        raise FormRuleError("function format-date with names of days or months")
    known = re.sub("%.", lambda match: DATE_LETTERS[match[0]], wanted)

    def written(day: object) -> str:
        return "" if np.isnan(day) else (pd.Timestamp(0) + day * DAY).strftime(known)

    return Values("text", mapped(days(part), written, object), part.unknown)


def _round(value: np.ndarray, places: np.ndarray | float = 0.0) -> np.ndarray:
    """Halves up, as XPath; by the decimal digits, so that 2.675 to two places is 2.68."""
    scale = 10.0**places
    return np.floor(np.round(value * scale, 9) + 0.5) / scale


def _extreme(function: Callable[..., np.ndarray]) -> Function:
    return _numeric(lambda *parts: reduce(function, parts))


def _regex(text: str, pattern: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        raise FormRuleError("function regex with a pattern that cannot be read") from None


def _substring(text: str, start: str, end: str | None = None) -> str:
    first, last = int(float(start)), len(text) if end is None else int(float(end))
    first = len(text) + first if first < 0 else first
    last = len(text) + last if last < 0 else last
    return text[max(first, 0) : max(last, 0)]


def _concat(*parts: str) -> str:
    return "".join(parts)


MANY = 1_000_000  # as many as there are
# Each function with the fewest and the most arguments it takes.
FUNCTIONS: dict[str, tuple[Function, int, int]] = {
    "or": (_either, 2, MANY),
    "and": (_both, 2, MANY),
    "=": (_equality, 2, 2),
    "!=": (_inequality, 2, 2),
    "<": (_comparison(np.less), 2, 2),
    "<=": (_comparison(np.less_equal), 2, 2),
    ">": (_comparison(np.greater), 2, 2),
    ">=": (_comparison(np.greater_equal), 2, 2),
    "+": (_numeric(np.add), 2, 2),
    "-": (_numeric(np.subtract), 2, 2),
    "*": (_numeric(np.multiply), 2, 2),
    "div": (_numeric(np.true_divide), 2, 2),
    "mod": (_numeric(np.fmod), 2, 2),
    NEGATIVE: (_numeric(np.negative), 1, 1),
    "not": (_not, 1, 1),
    "boolean": (lambda part: Values("truth", truths(part), part.unknown), 1, 1),
    "if": (_if, 3, 3),
    "coalesce": (_coalesce, 2, 2),
    "selected": (_selected, 2, 2),
    "count-selected": (_count_selected, 1, 1),
    "number": (_numeric(np.positive), 1, 1),
    "int": (_numeric(np.trunc), 1, 1),
    "floor": (_numeric(np.floor), 1, 1),
    "ceiling": (_numeric(np.ceil), 1, 1),
    "abs": (_numeric(np.abs), 1, 1),
    "sqrt": (_numeric(np.sqrt), 1, 1),
    "pow": (_numeric(np.power), 2, 2),
    "round": (_numeric(_round), 1, 2),
    "min": (_extreme(np.fmin), 1, MANY),
    "max": (_extreme(np.fmax), 1, MANY),
    "string": (_textual(str, "text"), 1, 1),
    "string-length": (_textual(len, "number"), 1, 1),
    "concat": (_textual(_concat, "text"), 1, MANY),
    "contains": (_textual(lambda text, part: part in text, "truth"), 2, 2),
    "starts-with": (_textual(str.startswith, "truth"), 2, 2),
    "ends-with": (_textual(str.endswith, "truth"), 2, 2),
    "normalize-space": (_textual(lambda text: " ".join(text.split()), "text"), 1, 1),
    "substr": (_textual(_substring, "text"), 2, 3),
    "regex": (_textual(_regex, "truth"), 2, 2),
    "date": (_date, 1, 1),
    "date-time": (_date_time, 1, 1),
    "decimal-date-time": (lambda part: Values("number", days(part), part.unknown), 1, 1),
    "decimal-time": (lambda part: Values("number", days(part) % 1, part.unknown), 1, 1),
    "format-date": (_format_date, 2, 2),
    "format-date-time": (_format_date, 2, 2),
}
