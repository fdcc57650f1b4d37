"""The type column of a form: `select_one yes_no or_other` taken apart."""

import re
from dataclasses import dataclass
from functools import cache

# Older and other spellings of types that leave one answer.
SPELLINGS = {
    "int": "integer",
    "string": "text",
    "gps": "geopoint",
    "location": "geopoint",
    "date time": "datetime",
    "start time": "start",
    "end time": "end",
    "device id": "deviceid",
    "imei": "deviceid",
    "sim id": "simserial",
    "subscriber id": "subscriberid",
    "phone number": "phonenumber",
    "photo": "image",
}
OR_OTHER = re.compile(r"\s+or[_ ](?:specify[_ ])?other$", re.IGNORECASE)
CONTROL = re.compile(r"(begin|end)[ _]+(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class QuestionType:
    """What a row of the survey sheet is.

    ``control`` is `begin` or `end` where it opens or closes a group or repeat, and ``kind`` is
    which; else ``kind`` is the type of answer. ``choices`` names a list, ``elsewhere`` says that
    the choices are not in the form, and ``or_other`` that one more choice asks for a text.
    """

    kind: str
    control: str = ""
    choices: str = ""
    elsewhere: bool = False
    or_other: bool = False


def question_type(cell: str) -> QuestionType:
    """The type of a row as its cell writes it; an empty one has no kind."""
    text = " ".join(cell.split())
    if found := CONTROL.fullmatch(text):
        word = found[2].lower().replace("_", " ").split(" ")[0]
        return QuestionType(
            "repeat" if word in ("repeat", "lgroup", "looped") else "group", found[1].lower()
        )
    for spelling, kind in _selects().items():
        if text.lower().startswith((spelling + " ", spelling.replace(" ", "_") + " ")):
            rest = text[len(spelling) :].strip()
            choices = OR_OTHER.sub("", rest)
            elsewhere = "from file" in spelling or kind.endswith("external") or "${" in choices
            return QuestionType(
                kind.removesuffix("_external"), "", choices, elsewhere, choices != rest
            )
    kind = text.lower().replace("_", " ")
    return QuestionType(SPELLINGS.get(kind, kind).replace(" ", "_"))


@cache
def _selects() -> dict[str, str]:
    """Every spelling of a question with choices, longest first, and what XLSForm calls it now."""
    from pyxform import aliases

    now = {"select one": "select_one", "select all that apply": "select_multiple"}
    found = {
        spelling.replace("_", " "): now.get(kind, kind.replace(" ", "_"))
        for spelling, kind in aliases.select.items()
    }
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))
