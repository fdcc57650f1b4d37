"""What stands inside texts: a number or an address in one comment of a hundred thousand."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.identifiers.columns import Column, column
from pipeline.cleaning.identifiers.national import ibans_in
from pipeline.cleaning.identifiers.telephone import DATE, PERHAPS, numbers_in
from pipeline.cleaning.identifiers.vocabulary import ACCOUNT, EMAIL, IDENTITY, POINT, TELEPHONE
from pipeline.cleaning.normalise import EASTERN

MAIL = r"[A-Za-z0-9._%+\-]+ ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}"
# Decimal degrees of 10 metres or finer; a point as forms export it (with altitude and accuracy).
DEGREES = r"[0-9٠-٩۰-۹]{1,3}[.٫,][0-9٠-٩۰-۹]{4,}"
PAIR = rf"{DEGREES}°?\s?[NSns]?[\s,;،/]{{1,3}}-?{DEGREES}"
GEOPOINT = r"^\s*-?\d{1,2}\.\d{3,} -?\d{1,3}\.\d{3,} -?\d+(?:\.\d+)? \d+(?:\.\d+)?"
MINUTES = r"\d{1,3}\s?°\s?\d{1,2}\s?['′’]"
MAP = r"(?:maps\.app\.goo\.gl/|goo\.gl/maps/|maps\.google\.|google\.[a-z.]+/maps)"
PLACE = f"{PAIR}|{GEOPOINT}|{MINUTES}|{MAP}"
BANK = r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}"
LONG_NUMBER = r"[0-9٠-٩۰-۹]{9,}"
# One pass that leaves what any of them could be in.
ANYTHING = rf"{PERHAPS}|@|°|{DEGREES}|[A-Z][A-Z]\d\d|goo\.gl|google\."
# Alone in its cell, not inside a text: numbers, dates, codes of programs.
MACHINE = (
    r"^\s*(?:[+\-]?[0-9٠-٩۰-۹]+(?:[.,٫٬][0-9٠-٩۰-۹]+)*"
    r"|[A-Za-z]{1,4}[\-_/]?\d{1,7}(?:[\-_/]\d{1,7})*"
    r"|[12]\d{3}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?(?:Z|[+\-]\d{2}:?\d{2}))?)?"
    r"|(?:uuid:)?[0-9a-zA-Z]{8}-(?:[0-9a-zA-Z]{4}-){3}[0-9a-zA-Z]{12}[\w/\[\]]*)\s*$"
)
AT_ONCE = 5_000  # answers that are looked at closely before asking whether that is enough

Finder = tuple[str, Callable[[str], bool]]  # a quick pattern, and what makes sure


def found_in_text(texts: pd.Series) -> dict[str, int]:
    """How many answers hold a telephone number, an e-mail address, a point, an account number or
    another long number inside a text; kinds that none holds are left out.

    Every different answer is searched. An answer that is nothing but a number counts as a
    telephone number where most answers of the column have words in them.
    """
    return dict(found(column(texts), all_of_them=True))


def found(column: Column, all_of_them: bool = False) -> list[tuple[str, int]]:
    """The kinds found inside a column's texts, and in how many answers.

    Without ``all_of_them`` the count may stop short, once one was found.
    """
    if not column.is_text:
        return []
    answers, counts = column.answers, column.counts
    here = pc.match_substring_regex(answers, ANYTHING)
    here = pc.and_(here, pc.invert(pc.match_substring_regex(answers, MACHINE)))
    if column.wordy:
        here = pc.or_(here, pc.match_substring_regex(answers, r"^\s*[+0٠۰][0-9٠-٩۰-۹]{7,14}\s*$"))
    answers, counts = answers.filter(here), counts[here.to_numpy(zero_copy_only=False)]
    if not column.wordy:
        said = pc.match_substring_regex(answers, rf"\pL\pL|{PLACE}")
        answers, counts = answers.filter(said), counts[said.to_numpy(zero_copy_only=False)]
    results = []
    for kind, (pattern, sure) in FINDERS.items():
        number = _count(answers, counts, (pattern, sure), all_of_them)
        if number:
            results.append((kind, number))
    return results


def _count(answers: pa.Array, counts: np.ndarray, finder: Finder, all_of_them: bool) -> int:
    pattern, sure = finder
    places = np.flatnonzero(
        pc.match_substring_regex(answers, pattern).to_numpy(zero_copy_only=False)
    )
    number = 0
    for start in range(0, len(places), AT_ONCE):
        part = places[start : start + AT_ONCE]
        texts = answers.take(pa.array(part)).to_pylist()
        number += sum(int(n) for text, n in zip(texts, counts[part], strict=True) if sure(text))
        if number and not all_of_them:
            break
    return number


def _is_long_number(text: str) -> bool:
    """A long number that is no telephone number, no amount and no date."""
    plain = DATE.sub("|", text.translate(EASTERN))
    numbers = re.findall(r"(?<![\w.,\-])\d{9,}(?![\w\-]|[.,]\d)", plain)
    return any(not number.endswith("000") for number in numbers) and not numbers_in(text)


FINDERS: dict[str, Finder] = {
    EMAIL: (MAIL, lambda _: True),
    POINT: (PLACE, lambda _: True),
    TELEPHONE: (PERHAPS, lambda text: bool(numbers_in(text))),
    ACCOUNT: (BANK, lambda text: ibans_in(text) > 0),
    IDENTITY: (LONG_NUMBER, _is_long_number),
}
