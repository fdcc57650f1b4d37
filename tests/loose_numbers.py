"""Digits in a page that nobody can follow: outside of `<data>`, and nothing accounts for them."""

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po
from ruamel.yaml import YAML

LOCALE = Path(__file__).resolve().parents[1] / "src/pipeline/reporting/locale"
SOURCE = "ar"  # a catalogue whose msgids are all sentences; every language has the same
VOID = {"meta", "br", "link", "img", "input", "rect", "line", "circle", "path", "use", "hr", "col"}
SPOKEN = ("aria-label", "alt", "title", "data-label")
# Numbers that a sentence of the catalogue may hold, as its English has them, each with why.
SAID = {
    r"^Of 100 people,": "a picture of a hundred people",
    r"of 100 cases": "a share told as so many of a hundred",
    r"0\.05 standard deviations|0\.25 standard deviations": "limits of the WWC's handbook",
    r":00 or after|:59": "minutes of a clock whose hour the plan sets",
    r"0 or 5": "last digits",
    r"1 is perfect|reliability is 1|1 as others": "what a scale's one means",
    r"a hundred|fewer than twenty|at 5 per|of fewer than some": "rules of thumb",
    r"by more than 100 percentage points": "arithmetic",
    r"AR\(1\)": "a model's name",
    r"is below 10\.": "a rule of thumb for weak encouragements",
    r"breakdown value below 1": "what a breakdown value of one means",
    r"ranges of 95 percent": "what a method's own simulations found",
    r"1\.3 times as much": "a published rule of thumb",
    r"SHA-256|W3C": "names of standards",
    r"share one scale: 1 is the standard|0\.2 moves somebody|^8 in 100|change of 1 past 34":
        "what a standard deviation is, of a bell",
    r"before 0|0 is the first": "how times are counted",
    r"1st and the 99th|, 1%|, 5%|10% or over 90%|top 1%": "a way to compute, by its name",
    r"\(type [123]\)": "kinds of back-check questions",
}  # fmt: skip
# Digits that are no numbers, or are not results, in any language.
NAMES = {
    r"\b(?:CR|HC|CRV)\d\b": "standard errors",
    r"\bR2\b|R²": "a statistic's name",
    r"\d{4}-\d{2}-\d{2}": "dates that the plan sets",
    r"\b[0-9a-f]{12}\b": "fingerprints",
    r"SHA-256|W3C": "names of standards",
    r"\b\d{1,2} [^\W\d]+ \d{4}\b|\b\d{1,2}:\d{2}\b": "days and hours that the plan sets",
    r"^(?:1[0-7]|[1-9]) [^\d.,%]+$": "the United Nations' goals, by number and name",
    r"^(?:Standard deviations|بالانحرافات المعيارية): .*": "a mark's place, in headline.json",
    r"\(of 100": "a scale's end, in a unit of the plan",
    r"\b20(?:20|25|30)\b": "years in the United Nations' own wording of its targets",
}
NUMBER = r"[+\N{MINUS SIGN}\-]?\d(?:[\d.,\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]*\d)?"
UNSEEN = re.compile("[\u200e\u200f\u2066-\u2069]")  # what holds a number in its direction
TICK = re.compile(f"{NUMBER}%?")


class Texts(HTMLParser):
    """A page's texts outside of numbers, code and style; those of pictures and attributes apart."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.drawn: list[str] = []
        self.spoken: list[str] = []
        self.printed: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.spoken += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.spoken += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "data" in self._open:
            self.printed.add(data.strip())
        elif not {"style", "code"} & set(self._open):
            (self.drawn if "svg" in self._open else self.texts).append(data.strip())


def loose(page: str, folders: list[Path], language: str) -> list[str]:
    """Texts of a page with digits that neither plan, codebook, results nor a reason account for.

    A picture and an attribute cannot hold elements: their numbers must be printed on the page.
    """
    reader = Texts()
    reader.feed(page)
    own = {UNSEEN.sub("", text) for folder in folders for text in own_texts(folder)}
    # A long label of an axis is drawn in lines, each a piece of its own.
    lines = [UNSEEN.sub("", text).removeprefix("· ").strip(" ,،") for text in reader.drawn]
    drawn = [text for text in lines if not TICK.fullmatch(text)
             and not any(text.strip("()") in label for label in own)
             and not any(set(re.findall(NUMBER, text)) <= set(re.findall(NUMBER, label))
                         and text.split()[0] in label for label in own)]  # fmt: skip
    own = sorted(own, key=len, reverse=True)
    found = [text for text in reader.texts if _left(text, own, language)]
    for text in [*drawn, *reader.spoken]:
        left = _left(text, own, language)
        if any(number not in reader.printed for number in re.findall(NUMBER, left)):
            found.append(text)
    return sorted(set(found))


def _left(text: str, own: list[str], language: str) -> str:
    """A text without what may hold digits; nothing where no digit is left."""
    text = UNSEEN.sub("", text)
    for words in own:
        if not re.search(r"\d", text):
            return ""
        # A whole word or number: a year of the plan accounts for no part of another number.
        text = re.sub(rf"(?<![\w.,]){re.escape(words)}(?!\w|[.,]\d)", " ", text)
    for words in said(language):
        text = text.replace(words, " ")
    for pattern in NAMES:
        text = re.sub(pattern, " ", text)
    return text if re.search(r"\d", text) else ""


def own_texts(folder: Path) -> set[str]:
    """Texts with digits that people wrote into plan and codebook, or a stage into results."""
    plan = YAML(typ="safe").load((folder / "plan.yaml").read_text(encoding="utf-8"))
    found = set(_strings(plan))
    for path in [folder / "codebook.csv", *(folder / "results").glob("*.csv")]:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found |= {cell for row in csv.reader(stream) for cell in row if _is_words(cell)}
    for path in (folder / "results").glob("*.json"):
        found |= set(_strings(json.loads(path.read_text(encoding="utf-8"))))
    parts = {part.strip() for text in found for part in re.split(r"[;=\n]|, ", text)}
    named = {text for text in found | parts if re.search(r"\d", text) and _is_words(text)}
    named |= {text.replace("_", " ") for text in named}  # names of a plan's choices, as shown
    period = plan["evaluation"]["period"]
    periods = set(period.values() if isinstance(period, dict) else [str(period)])
    return named | periods | set(plan["evaluation"].get("sdg", ()))


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield str(key)
            yield from _strings(value)
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)
    elif isinstance(content, str):
        yield content.strip()


def _is_words(cell: str) -> bool:
    """Whether a cell holds words: a number, alone, accounts for nothing; a year of a plan does."""
    return bool(re.search(r"[^\W\d_]", cell)) and not re.fullmatch(r"[\d.,eE+-]+", cell)


@cache
def said(language: str) -> tuple[str, ...]:
    """The pieces of sentences with digits that a language's catalogue holds, longest first."""
    with (LOCALE / SOURCE / "LC_MESSAGES" / "athar.po").open("rb") as stream:
        catalogue = read_po(stream, locale=SOURCE)
    if language != "en":
        with (LOCALE / language / "LC_MESSAGES" / "athar.po").open("rb") as stream:
            catalogue = read_po(stream, locale=language)
    texts = [text for message in catalogue if message.id
             for text in _forms(message.id if language == "en" else message.string)]  # fmt: skip
    pieces = {piece for text in texts for piece in pieces_with_digits(text)}
    return tuple(sorted(pieces, key=len, reverse=True))


def pieces_with_digits(text: str) -> list[str]:
    """The parts of a sentence between its placeholders and elements that have a digit."""
    pieces = re.split(r"%\(\w+\)s|\{\w+\}|<[^>]+>|&\w+;", text.replace("%%", "%"))
    return [piece.strip() for piece in pieces if re.search(r"\d", piece)]


def sentences() -> Iterator[str]:
    """Every sentence of the catalogue, in English."""
    with (LOCALE / SOURCE / "LC_MESSAGES" / "athar.po").open("rb") as stream:
        for message in read_po(stream, locale=SOURCE):
            yield from _forms(message.id)


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)
