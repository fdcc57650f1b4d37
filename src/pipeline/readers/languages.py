"""The languages of a form, whichever way its columns name them, as ISO 639 codes."""

import re
from functools import cache

IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3})(?:[-_]\w+)?\s*\)")
CODE = re.compile(r"([a-z]{2,3})(?:[-_]\w+)?")
ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
LATIN = re.compile(r"[A-Za-zÀ-ÿ]")
# Whose own names forms use for their columns, beside the English ones.
NAMED_IN_THEMSELVES = ("ar", "fr", "es", "pt", "ckb", "fa", "ur", "ps", "sw", "so", "am", "tr")


def language_code(name: str) -> str:
    """`English (en)`, `Arabic`, `Français` or `fr` as a code; an unknown name in small letters."""
    text = name.strip().lower()
    if found := IN_BRACKETS.search(text):
        return found[1]
    known = _names()
    if text in known:
        return known[text]
    first = re.split(r"[\s(/-]+", text, maxsplit=1)[0]
    if first in known:
        return known[first]
    found = CODE.fullmatch(text)
    return found[1] if found else re.sub(r"\W+", "_", text).strip("_")


def script_language(texts: list[str]) -> str:
    """Arabic where most letters are Arabic, else English: for labels that name no language."""
    letters = " ".join(texts)
    return "ar" if len(ARABIC.findall(letters)) > len(LATIN.findall(letters)) else "en"


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    names = {name.lower(): code for code, name in Locale("en").languages.items() if len(code) <= 3}
    for code in NAMED_IN_THEMSELVES:
        names[(Locale(code).get_display_name() or "").lower()] = code
    return names
