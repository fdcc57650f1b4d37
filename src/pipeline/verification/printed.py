"""Whether the digits that a page prints are its number, rounded as its language writes it."""

import math
from decimal import Decimal

from babel.numbers import (
    NumberFormatError,
    get_decimal_symbol,
    get_group_symbol,
    get_infinity_symbol,
    parse_decimal,
)

from pipeline.reporting.words import MINUS, PLUS

LATIN = "latn"  # the digits of every report, whatever its script


def prints(text: str, value: float, scale: float, language: str) -> bool:
    """Whether a text is a value times ``scale``, rounded to the decimals that the text has.

    A text that begins with `<` must be an upper limit of the value.
    """
    if math.isinf(value):
        sign = MINUS if value < 0 else ""
        return text.removeprefix(PLUS) == sign + get_infinity_symbol(language)
    below = text.startswith("<")
    shown = _read(text.removeprefix("<"), language)
    if shown is None:
        return False
    number, decimals = shown
    exact = Decimal(repr(float(value))) * Decimal(repr(float(scale)))
    if below:
        return exact < number
    half = Decimal(1).scaleb(-decimals) / 2
    return abs(number - exact) <= half * (1 + Decimal("1e-9"))


def _read(text: str, language: str) -> tuple[Decimal, int] | None:
    """The number that a text is in a language, and its decimals; nothing where it is none."""
    plain = text.replace(MINUS, "-").removeprefix(PLUS)
    point = get_decimal_symbol(language, numbering_system=LATIN)
    group = get_group_symbol(language, numbering_system=LATIN)
    try:
        number = parse_decimal(
            plain, locale=language, strict=group in plain, numbering_system=LATIN
        )
    except NumberFormatError:
        return None
    return number, len(plain.partition(point)[2])
