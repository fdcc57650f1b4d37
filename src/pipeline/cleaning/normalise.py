"""Ways of writing that do not change what is meant, set aside while texts are compared.

Only for matching: nothing that is stored passes through here. Arabic is typed with and without
hamza, final ya as alef maqsura, ta marbuta as ha, and numbers in three sets of digits; what counts
as the same is declared rule by rule (the letters follow Larkey, Ballesteros and Connell 2002,
"Improving stemming for Arabic information retrieval").
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import get_args

import pandas as pd

from pipeline.errors import Fault, PlanError
from pipeline.sections.clean import Harmonise, Normalisation

EVERY_RULE: tuple[Normalisation, ...] = get_args(Normalisation)
EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Marks that order or join letters and cannot be seen, and the space that does not break.
INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x61C, 0xFEFF])
LETTERS: dict[str, dict[int, str | None]] = {
    "alef": str.maketrans("أإآٱ", "اااا"),
    "ya": str.maketrans("ىی", "يي"),
    "ta_marbuta": str.maketrans("ة", "ه"),
    "hamza": str.maketrans("ؤئ", "وي", "ء\u0654\u0655"),
    "tatweel": str.maketrans("", "", "ـ"),
    "digits": EASTERN,
    "spaces": INVISIBLE | {0xA0: " "},
}
# Short vowels, tanwin, shadda, sukun, madda; superscript alef; the marks of Quranic writing.
ARABIC_MARKS = [
    *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5),
    0x6E7, 0x6E8, *range(0x6EA, 0x6EE), *range(0x8D3, 0x8E2), *range(0x8E3, 0x900),
]  # fmt: skip
LATIN = [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]
ARABIC_SIGNS = re.compile("[٠-٩۰-۹٫٬\u200e\u200f\u061c]")
WHOLE_AS_FLOAT = re.compile(r"-?\d+\.0+")


def normalised(texts: pd.Series, rules: tuple[Normalisation, ...]) -> pd.Series:
    """Texts with the named differences of writing removed; missing stays missing.

    Values that are not text are first put as an export writes them. Letters composed of several
    characters are always taken as one (Unicode's form C).
    """
    return over_unique(as_written(texts), lambda text: plain(text, rules))


def plain(text: str, rules: tuple[Normalisation, ...] = EVERY_RULE) -> str:
    """One text with the named differences of writing removed."""
    text = unicodedata.normalize("NFC", text).translate(_table(tuple(sorted(rules))))
    if "case" in rules:
        text = text.casefold()
    return " ".join(text.split()) if "spaces" in rules else text


def western_digits(texts: pd.Series) -> pd.Series:
    """Numbers typed in Arabic or Persian digits as a program reads them: ١٬٢٣٤٫٥ becomes 1234.5."""
    if pd.api.types.is_numeric_dtype(texts):
        return texts
    signs = EASTERN | INVISIBLE | {ord("٫"): ".", ord("٬"): None}
    return over_unique(
        texts,
        lambda text: (
            text.translate(signs) if isinstance(text, str) and ARABIC_SIGNS.search(text) else text
        ),
    )


def as_written(values: pd.Series) -> pd.Series:
    """Values as text, as an export writes them: 3, 3.0 and "3.0" are "3"; missing stays missing."""
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & (values % 1 == 0) & (values.abs() < 2**63)
        integers = values.where(whole, 0).astype("int64").astype("str")
        return values.astype("str").mask(whole, integers).where(values.notna())
    if pd.api.types.is_integer_dtype(values):
        return values.astype("str").where(values.notna())
    return over_unique(values, _one_as_written)


def over_unique(values: pd.Series, function: Callable[[object], str]) -> pd.Series:
    """A function of one value applied to each different value once; missing stays missing."""
    codes, unique = pd.factorize(values)
    results = pd.array([function(value) for value in unique], dtype="str")
    taken = results.take(codes, allow_fill=True)
    return pd.Series(taken, index=values.index, name=values.name)


def harmonised(column: pd.Series, harmonise: Harmonise) -> tuple[pd.Series, pd.Series]:
    """The column with each text that the map names replaced, and which rows that concerns.

    In place, those are the rows whose value changed. With ``into`` they are all rows whose text
    the map names, and the first series has there what goes into the other variable. A column of
    numbers becomes text only where the map puts text into it.

    Raises
    ------
    PlanError
        Where two keys are the same once normalised and do not mean the same.
    """
    texts = normalised(column, harmonise.match)
    mapped = texts.map(_lookup(harmonise))
    named = mapped.notna()
    if pd.api.types.is_numeric_dtype(column) and _all_numbers(harmonise):
        new = column.mask(named, mapped.astype("float64"))
    else:
        written = as_written(column)
        new = written.mask(named, as_written(mapped))
        return new, named if harmonise.into else named & ~(new == written).fillna(False)
    return new, named if harmonise.into else named & (new != column)


def _lookup(harmonise: Harmonise) -> dict[str, str | int]:
    """The map by normalised key."""
    values: dict[str, str | int] = {}
    written: dict[str, str] = {}
    for key, value in harmonise.map.items():
        normal = plain(key, harmonise.match)
        if values.setdefault(normal, value) != value:
            raise PlanError(
                Fault(
                    "E165",
                    f"two keys of the map of `{harmonise.variable}` are one once normalised, "
                    "and have different values",
                    key="clean.harmonise",
                    found=f"{written[normal]}, {key}",
                    help="give both the same value, or take the rule that makes them one out of "
                    "`match`",
                )
            )
        written.setdefault(normal, key)
    return values


def _all_numbers(harmonise: Harmonise) -> bool:
    return all(isinstance(value, int) for value in harmonise.map.values())


def _one_as_written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text.split(".", maxsplit=1)[0] if WHOLE_AS_FLOAT.fullmatch(text.strip()) else text


@cache
def _table(rules: tuple[Normalisation, ...]) -> dict[int, str | None]:
    """What becomes of each character under these rules; None removes it."""
    table: dict[int, str | None] = {}
    for rule in rules:
        if rule == "diacritics":
            table |= dict.fromkeys(ARABIC_MARKS) | _without_accents()
        table |= LETTERS.get(rule, {})
    return table


@cache
def _without_accents() -> dict[int, str]:
    """Accented Latin letters and the letter under the accent."""
    return {
        point: base
        for point in LATIN
        if (base := unicodedata.normalize("NFD", chr(point))[0]) != chr(point)
    }
