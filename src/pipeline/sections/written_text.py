"""What a text for readers may hold: characters that are seen, in the order they are written in.

Unicode has characters that turn the order of what follows (U+202A to U+202E and U+2066 to U+2069):
with one of them in a label, "3.2" beside it can be read as "2.3" (Boucher and Anderson 2023,
"Trojan Source"). Control characters show nothing, or end a text early. No label needs either; the
marks U+200E, U+200F and U+061C, which Arabic is typed with, turn nothing round and stay.
"""

import re
import unicodedata

TURNING = "\u202a-\u202e\u2066-\u2069"
UNSEEN = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{TURNING}]")
# What a spreadsheet takes for a formula or a link to another program (OWASP, "CSV Injection").
FORMULA = re.compile("'*[=+\\-@\t\r]")
QUOTE = "'"


def unseen(text: str) -> str:
    """The first character of a text that no reader can see, as its number and name; or nothing."""
    found = UNSEEN.search(text)
    if not found:
        return ""
    return f"U+{ord(found[0]):04X} {unicodedata.name(found[0], 'a control character')}"


def seen(text: str) -> str:
    """The text without the characters that no reader can see."""
    return UNSEEN.sub("", text)


def longest_word(text: str) -> int:
    """How many characters the longest word of a text has."""
    return max(map(len, text.split()), default=0)


def for_spreadsheet(text: str) -> str:
    """The text of a cell as a spreadsheet shows it and never runs it; numbers stay as they are.

    What begins like a formula gets the quotation mark in front that makes it text.
    """
    return QUOTE + text if FORMULA.match(text) and not _is_number(text) else text


def from_spreadsheet(text: str) -> str:
    """The text that `for_spreadsheet` wrote."""
    return text[1:] if text.startswith(QUOTE) and FORMULA.match(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
