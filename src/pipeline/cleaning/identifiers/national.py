"""Numbers that a state or a bank gives to a person, known by their check digits.

Most are `python-stdnum`'s; those of Egypt, Saudi Arabia, the Emirates and Kuwait it does not have.
One random number in ten or so passes a check, so a column counts only if nearly all of its numbers
pass the same one.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import import_module

from pipeline.cleaning.identifiers.columns import Column

SCHEMES = (
    "br.cpf", "cl.rut", "do.cedula", "ec.ci", "es.dni", "es.nie", "fr.nir", "il.idnr",
    "in_.aadhaar", "it.codicefiscale", "kr.rrn", "mx.curp", "ro.cnp", "th.pin",
    "tr.tckimlik", "ua.rntrc", "uy.rut", "za.idnr", "iban",
)  # fmt: skip
NEARLY_ALL = 0.95
FEWEST = 8  # different numbers: all pass by chance once in a hundred million
SHORTEST = 8
LIKELY = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .\-/]{6,33}")
KUWAIT = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def in_column(column: Column) -> tuple[str, int]:
    """The scheme whose check nearly all of a column's sampled answers pass, and how many do."""
    sample = column.sample
    likely = [text for text in sample if LIKELY.fullmatch(text) and _long_enough(text)]
    if len(likely) < max(FEWEST, NEARLY_ALL * len(sample)) or column.distinct_share < 1 / 2:
        return "", 0
    few, least = likely[:: max(1, len(likely) // FEWEST)], NEARLY_ALL * len(sample)
    for scheme, valid in _schemes().items():
        if all(map(valid, few[: FEWEST // 2])):
            passed = sum(map(valid, likely))
            if passed >= least:
                return scheme, passed
    return "", 0


def ibans_in(text: str) -> int:
    """How many account numbers with the check digits of an IBAN a text holds."""
    from stdnum import iban

    perhaps = re.findall(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", text)
    return sum(iban.is_valid(number) for number in perhaps)


def _long_enough(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= SHORTEST - 1 and len(text) >= SHORTEST


@cache
def _schemes() -> dict[str, Callable[[str], bool]]:
    modules = {name: import_module(f"stdnum.{name}") for name in SCHEMES}
    checks = {name: module.is_valid for name, module in modules.items()}
    return checks | {
        "imei": _imei,
        "eg": _egypt,
        "sa": _saudi_arabia,
        "ae": _emirates,
        "kw": _kuwait,
    }


def _is_date(century: str, digits: str) -> bool:
    try:
        date(int(century + digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True


def _imei(text: str) -> bool:
    from stdnum import luhn

    return bool(re.fullmatch(r"\d{15}", text)) and luhn.is_valid(text)


def _egypt(text: str) -> bool:
    """Century, date of birth, governorate (01 to 35, or 88 for abroad), serial number."""
    match = re.fullmatch(r"([23])(\d{6})(\d\d)\d{5}", text)
    if match is None or not _is_date("19" if match[1] == "2" else "20", match[2]):
        return False
    return 1 <= int(match[3]) <= 35 or match[3] == "88"


def _saudi_arabia(text: str) -> bool:
    from stdnum import luhn

    return bool(re.fullmatch(r"[12]\d{9}", text)) and luhn.is_valid(text)


def _emirates(text: str) -> bool:
    from stdnum import luhn

    digits = text.replace("-", "")
    return bool(re.fullmatch(r"784\d{12}", digits)) and luhn.is_valid(digits)


def _kuwait(text: str) -> bool:
    match = re.fullmatch(r"([23])(\d{6})\d{5}", text)
    if match is None or not _is_date("19" if match[1] == "2" else "20", match[2]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(KUWAIT, text, strict=False))
    return 11 - total % 11 == int(text[-1])
