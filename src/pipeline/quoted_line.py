"""The line of a plan that a fault stands on, and the place in it: never a respondent's row."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Fault

# Written by the evaluator, about the study. Raw files and corrections hold people's answers.
QUOTED = re.compile(r"params\.yaml|data/[^/]+/plan\.yaml")
HEADER_ONLY = re.compile(r"data/[^/]+/codebook\.csv")
WIDEST = 96
TICKED = re.compile(r"`([^`\n]+)`")
SUGGESTED = re.compile(r"^did you mean `([^`]+)`\?$")


@dataclass(frozen=True)
class Quoted:
    """A line, which of its characters are wrong, and the line as it might be instead."""

    number: int
    text: str
    start: int
    length: int
    instead: str = ""


def quoted(fault: Fault, root: Path) -> Quoted | None:
    """The line that a fault stands on; none of a file that may hold answers, or is not there."""
    if not fault.line or not _may_be_quoted(fault):
        return None
    try:
        lines = (root / fault.file).read_text(encoding="utf-8-sig").splitlines()
        text = lines[fault.line - 1].replace("\t", " ")
    except (OSError, UnicodeDecodeError, IndexError):
        return None
    if len(text) > WIDEST or not text.isprintable():
        return None
    start, length = _place(text, fault)
    suggested = SUGGESTED.match(fault.help)
    instead = ""
    if suggested and text[start : start + length] in TICKED.findall(fault.message):
        instead = text[:start] + suggested[1] + text[start + length :]
    return Quoted(fault.line, text, start, length, instead)


def _may_be_quoted(fault: Fault) -> bool:
    if QUOTED.fullmatch(fault.file):
        return True
    return bool(HEADER_ONLY.fullmatch(fault.file)) and fault.line == 1


def _place(text: str, fault: Fault) -> tuple[int, int]:
    """Where the word stands that the message names; else the value; else the whole line."""
    for word in (*TICKED.findall(fault.message), fault.found):
        found = word and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
        if found and not _is_key_of(text, found, fault):
            return found.start(), len(word)
    value = re.match(r"^\s*(?:- )?(?:[\w.]+:\s+)?(?P<value>\S.*?)\s*(?:#.*)?$", text)
    if value:
        return value.start("value"), len(value["value"])
    return 0, len(text)


def _is_key_of(text: str, found: re.Match[str], fault: Fault) -> bool:
    """Whether a word is the key whose value is wrong, as in `confidence: high`, not what is."""
    key = fault.key.rpartition(".")[2]
    rest = text[found.end() :]
    return bool(fault.found) and found[0] == key and bool(re.match(r":\s+\S", rest))
