"""What an expression of a form is for each row, and how XPath turns one kind into another.

Conversions are those of JavaRosa, the engine of ODK Collect and KoboCollect: an empty answer is
the empty text, and not a number where a number is asked for; dates are days since 1 January 1970.
Beside them stands what no running form knows: an answer that `clean` found to be missing for a
reason whose code is gone is *unknown*, and so is what depends on it (Kleene's logic).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["number", "text", "truth", "date", "choices"]
SAME = 1e-12  # numbers closer than this are equal, as in JavaRosa
DAY = pd.Timedelta(days=1)
NOTHING_UNKNOWN = np.zeros(1, bool)


@dataclass(frozen=True)
class Values:
    """One value for each row, or one for all rows (arrays of length 1).

    ``content`` holds floats for numbers and dates (days since 1970), objects for texts, booleans
    for truths, and for `choices` a column for each of ``codes``. In an ``answer`` not-a-number is
    the empty answer; elsewhere it is a calculation that has no result.
    """

    kind: Kind
    content: np.ndarray
    unknown: np.ndarray
    answer: bool = False
    codes: tuple[str, ...] = ()


def constant(value: float | str | bool) -> Values:
    """The same known value for every row."""
    if isinstance(value, bool):
        return Values("truth", np.array([value]), NOTHING_UNKNOWN)
    if isinstance(value, str):
        return Values("text", np.array([value], dtype=object), NOTHING_UNKNOWN)
    return Values("number", np.array([float(value)]), NOTHING_UNKNOWN)


def mapped(content: np.ndarray, function: Callable[[object], object], dtype: type) -> np.ndarray:
    """A function of each value, called once for each different value."""
    codes, uniques = pd.factorize(content, use_na_sentinel=False)
    results = np.empty(len(uniques), dtype)
    for place, value in enumerate(uniques):
        results[place] = function(value)
    return results[codes]


def numbers(values: Values) -> np.ndarray:
    """Floats; not a number where a text is none."""
    if values.kind in ("number", "date"):
        return values.content
    if values.kind == "truth":
        return values.content.astype(float)
    return mapped(texts(values), _number, float)


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return np.nan


def texts(values: Values) -> np.ndarray:
    """Texts; the empty text for an empty answer."""
    if values.kind == "text":
        return values.content
    if values.kind == "truth":
        return np.where(values.content, "true", "false").astype(object)
    if values.kind == "choices":
        return _joined(values)
    empty = "" if values.answer else "NaN"
    written = _date_text if values.kind == "date" else number_text
    found = mapped(values.content, lambda value: written(float(value)), object)
    return np.where(np.isnan(values.content), empty, found)


def number_text(value: float) -> str:
    """A number as XPath writes it: whole numbers without a point."""
    whole = np.isfinite(value) and value == int(value)
    return str(int(value)) if whole else repr(value)


def _date_text(days: float) -> str:
    if np.isnan(days):
        return ""
    moment = pd.Timestamp(0) + days * DAY
    return moment.strftime("%Y-%m-%d") if days == int(days) else moment.isoformat()


def _joined(values: Values) -> np.ndarray:
    """The chosen codes, in the order of the form, with spaces between them."""
    found = np.full(len(values.content), "", dtype=object)
    for place, code in enumerate(values.codes):
        chosen = values.content[:, place]
        first = found[chosen] == ""
        found[chosen] = np.where(first, code, found[chosen] + f" {code}")
    return found


def truths(values: Values) -> np.ndarray:
    """Booleans: a number other than zero, a text that is not empty."""
    if values.kind == "truth":
        return values.content
    if values.kind == "number":
        return (np.abs(values.content) > SAME) & ~np.isnan(values.content)
    return ~empty(values)


def empty(values: Values) -> np.ndarray:
    """Whether each value is the empty answer or the empty text."""
    if values.kind == "choices":
        return ~values.content.any(axis=1)
    if values.kind == "text":
        return values.content == ""
    if values.kind == "truth" or not values.answer:
        return np.zeros(len(values.content), bool)
    return np.isnan(values.content)


def days(values: Values) -> np.ndarray:
    """Days since 1970 of dates, numbers and texts such as 2021-03-01; not a number of others."""
    if values.kind in ("number", "date"):
        return values.content
    return mapped(texts(values), _days, float)


def _days(text: object) -> float:
    moment = pd.to_datetime(str(text), errors="coerce", format="ISO8601") if text else pd.NaT
    return np.nan if pd.isna(moment) else float((moment.tz_localize(None) - pd.Timestamp(0)) / DAY)


def equal(left: Values, right: Values) -> np.ndarray:
    """XPath's `=`: as booleans if one is, else as numbers if one is, else as texts."""
    kinds = {left.kind, right.kind}
    if "truth" in kinds:
        return truths(left) == truths(right)
    if kinds <= {"text", "choices"}:
        return texts(left) == texts(right)
    as_numbers = days if "date" in kinds else numbers
    close = np.abs(as_numbers(left) - as_numbers(right)) < SAME
    return close | (empty(left) & empty(right))


def alike(left: Values, right: Values) -> tuple[Values, Values]:
    """Two branches of a choice in one kind: their own, or else text."""
    if left.kind == right.kind and left.kind != "choices":
        return left, right
    return tuple(Values("text", texts(branch), branch.unknown) for branch in (left, right))  # type: ignore[return-value]
