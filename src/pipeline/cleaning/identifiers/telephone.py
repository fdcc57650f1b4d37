"""Telephone numbers, as people write them: with a country's code, a leading zero, or neither.

The plans of numbers are those of the `phonenumbers` library (Google's libphonenumber). A survey
does not say which country's it needs, so a number counts if it is valid in some country; a whole
column of numbers only if it is one country's.
"""

import re
from functools import cache

from pipeline.cleaning.identifiers.columns import Column
from pipeline.cleaning.normalise import EASTERN

DIGITS = r"[0-9٠-٩۰-۹]"
# For a search through many texts: eight digits or more that little stands between.
PERHAPS = rf"{DIGITS}(?:[\s.\-()/]{{0,2}}{DIGITS}){{7,}}"
NUMBER = re.compile(r"(?<![\w.,\-])(?:\+|00)?\(?\d(?:[\s.\-()/]{0,2}\d){6,15}(?![\w\-]|[.,]\d)")
DATE = re.compile(
    r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}(?:[T ]\d{1,2}:\d\d\S*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d)"
)
MEASURE = re.compile(r"(?<![\d.])-?(?:0|[1-9]\d*)\.\d+(?![\d.])")
DECIMAL = re.compile(r"\d+\.\d+|\d{1,3}(?:\.\d{3})+")
AMOUNT = re.compile(r"\d+000|(?:19|20)\d\d")  # or a year: no part of a number without prefix
MOBILE, ANY = "mobile", "any"
SHORTEST, LONGEST = 7, 15  # digits of a number with its country's code (ITU-T E.164)
SHORTEST_BARE = 8  # digits of a number that neither zero nor plus begins
ONE_COUNTRY = 0.8  # share of a column's numbers that one country's plan must know
BARE_COLUMN, FEWEST = 0.95, 20  # the same where nothing but digits says so, and how many
TRIED = 100  # numbers that every country's plan is tried on
BROAD = 0.45  # share of all numbers of its length from which a plan proves nothing by itself
ROUND = 0.3  # share of numbers ending in zero: amounts, not subscribers


def numbers_in(text: str) -> list[str]:
    """The telephone numbers inside a text, each as digits after its prefix (+, 0 or nothing)."""
    if not text.isascii():
        text = text.translate(EASTERN)
    found = []
    for match in NUMBER.finditer(MEASURE.sub("|", DATE.sub("|", text))):
        written = match[0].strip()
        if not DECIMAL.fullmatch(written) and _is_number(written):
            found.append(written)
    return found


def in_column(column: Column, expected: bool) -> tuple[int, bool]:
    """How many of a column's sampled answers are telephone numbers, and is that certain?

    ``expected`` says that the column's name or label speaks of telephones.
    """
    written = [text for text in column.sample if _only_number(text)]
    if not written or (not expected and len(written) < ONE_COUNTRY * len(column.sample)):
        return 0, False
    best = _best_country(written, expected)
    prefixed = sum(text.startswith(("+", "0", "(0")) for text in written)
    known = best >= ONE_COUNTRY * len(written)
    if expected:
        long_enough = len(written) >= len(column.sample) / 2 and not _mostly_round(written)
        return (len(written), known) if long_enough else (0, False)
    if column.distinct_share < 1 / 2 or _mostly_round(written):
        return 0, False
    if known and prefixed >= ONE_COUNTRY * len(written):
        return best, True
    enough = len(written) >= FEWEST and best >= BARE_COLUMN * len(written)
    same_length = len({len(_digits(text)) for text in written}) == 1
    return (best, False) if enough and same_length and not _in_sequence(written) else (0, False)


def _only_number(text: str) -> bool:
    digits = _digits(text)
    bare = re.fullmatch(r"\+?[\d\s.\-()/]+", text) and not DATE.fullmatch(text)
    return bool(bare) and SHORTEST <= len(digits) <= LONGEST and not DECIMAL.fullmatch(text)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _is_number(written: str) -> bool:
    """Is this, in a sentence, somebody's number: valid somewhere, and no amount?"""
    digits = _digits(written)
    if written.startswith("+"):  # written so, it is nothing else, in service or not
        return _international(digits, possible=True)
    if written.startswith("00"):
        return _international(digits[2:])
    if digits.startswith("0"):
        return bool(_plan(ANY).fullmatch(digits[1:]) or _plan(ANY).fullmatch(digits))
    if len(digits) < SHORTEST_BARE or any(map(AMOUNT.fullmatch, written.split())):
        return False
    return bool(_plan(MOBILE).fullmatch(digits)) or (len(digits) > 10 and _international(digits))


def _international(digits: str, possible: bool = False) -> bool:
    """Is this with its country's code a valid number, or at least of a number's length there?"""
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return False
    if possible:
        return phonenumbers.is_possible_number(number)
    return phonenumbers.is_valid_number(number)


def _best_country(written: list[str], expected: bool) -> int:
    """How many of the numbers the country that knows most of them knows."""
    some = written[:: max(1, len(written) // TRIED)]
    countries = {"+": _has_code} | {
        region: lambda text, plan=plan: _in_plan(text, plan)
        for region, plan in _regions(expected).items()
    }
    best = max(countries.values(), key=lambda knows: sum(map(knows, some)))
    return sum(map(best, written))


def _has_code(text: str) -> bool:
    digits = _digits(text)
    if text.startswith("+"):
        return _international(digits, possible=True)
    coded = text.startswith("00") or len(digits) > 10
    return coded and _international(digits.removeprefix("00"))


def _in_plan(text: str, plan: re.Pattern[str]) -> bool:
    digits = _digits(text)
    return bool(plan.fullmatch(digits) or plan.fullmatch(digits.removeprefix("0")))


def _mostly_round(written: list[str]) -> bool:
    return sum(text.endswith("0") for text in written) > ROUND * len(written) and len(written) > 5


def _in_sequence(written: list[str]) -> bool:
    """Numbers given out one after another, such as those of households."""
    numbers = sorted(int(_digits(text)) for text in written)
    return numbers[-1] - numbers[0] < 100 * len(numbers)


@cache
def _plan(kind: str) -> re.Pattern[str]:
    """All countries' numbers without prefix, of mobile telephones or of any."""
    patterns = {pattern for plan in _plans(kind).values() for pattern in plan}
    return re.compile("|".join(f"(?:{pattern})" for pattern in sorted(patterns)))


@cache
def _regions(expected: bool) -> dict[str, re.Pattern[str]]:
    """Each country's numbers without prefix: mobile and fixed ones, or only mobile ones of
    countries that do not let any number be one."""
    plans = {
        region: re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
        for region, patterns in _plans(ANY if expected else MOBILE).items()
    }
    return {region: plan for region, plan in plans.items() if expected or not _is_broad(plan)}


def _is_broad(plan: re.Pattern[str]) -> bool:
    beginnings = [f"{number:03d}" for number in range(1000)]
    return any(
        sum(bool(plan.fullmatch(f"{first}{'5678912345'[:length]}")) for first in beginnings)
        > BROAD * len(beginnings)
        for length in range(SHORTEST - 3, LONGEST - 5)
    )


def _plans(kind: str) -> dict[str, list[str]]:
    import phonenumbers

    plans = {}
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
        lines = (metadata.mobile, metadata.fixed_line)[: 2 if kind == ANY else 1]
        plans[region] = [
            line.national_number_pattern for line in lines if line and line.national_number_pattern
        ]
    return {region: patterns for region, patterns in plans.items() if patterns}
