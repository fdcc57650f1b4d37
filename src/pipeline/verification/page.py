"""A page as a stranger has it: its numbers, the fingerprints it shows, and what it says made it."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pipeline.errors import Fault, ResultsError
from pipeline.reporting.words import PERCENT

FINGERPRINT = re.compile(r"[0-9a-f]{12}")
EVALUATION = re.compile(r"data/([^/#]+)/(?:results/|plan\.yaml)")


@dataclass(frozen=True)
class Number:
    """A number as a page shows it: its exact value, where it says it is, its scale and its text."""

    value: str
    source: str
    scale: float
    text: str


@dataclass(frozen=True)
class Page:
    """A page as read; ``provenance`` are the nodes of its block by name, empty without one."""

    path: Path
    language: str
    numbers: tuple[Number, ...]
    fingerprints: tuple[str, ...]
    provenance: dict[str, dict[str, Any]]
    md5: str

    @property
    def evaluation(self) -> str:
        """The evaluation that the page says it is of; nothing where it does not say."""
        named = [node["evaluation"] for node in self.provenance.values() if "evaluation" in node]
        return named[0] if named else ""

    @property
    def is_of_several(self) -> bool:
        """Whether its numbers name their evaluations one by one, as those of an index do."""
        return any(EVALUATION.match(number.source) for number in self.numbers)


def read_page(path: Path) -> Page:
    """A page by its path.

    Raises
    ------
    ResultsError
        Where there is no such file, or it is no page that Athar made.
    """
    if not path.is_file():
        message = "there is no such file" if not path.exists() else "this is a folder, not a page"
        raise ResultsError(Fault("E680", message, str(path), help="name the report's HTML file"))
    content = path.read_bytes()
    reader = _Reader()
    try:
        reader.feed(content.decode("utf-8"))
        nodes = _nodes(reader.provenance)
    except (UnicodeDecodeError, ValueError, LookupError, TypeError):
        raise _not_ours(path) from None
    if reader.generator != "Athar" or not (reader.numbers or nodes):
        raise _not_ours(path)
    return Page(
        path=path,
        language=reader.language,
        numbers=tuple(reader.numbers),
        fingerprints=tuple(code for code in reader.codes if FINGERPRINT.fullmatch(code)),
        provenance=nodes,
        md5=hashlib.md5(content, usedforsecurity=False).hexdigest(),
    )


def _not_ours(path: Path) -> ResultsError:
    message = "this is not a report that Athar made, or it was cut short"
    return ResultsError(Fault("E681", message, str(path), help="name the report's HTML file"))


def _nodes(text: str) -> dict[str, dict[str, Any]]:
    return {node["@id"]: node for node in json.loads(text)["@graph"]} if text else {}


@dataclass
class _Reader(HTMLParser):
    """Collects what a page tells of itself."""

    language: str = "en"
    generator: str = ""
    provenance: str = ""
    numbers: list[Number] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._inside: dict[str, str | None] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "html":
            self.language = told.get("lang") or "en"
        elif tag == "meta" and told.get("name") == "generator":
            self.generator = told.get("content") or ""
        elif tag in ("data", "code"):
            self._inside, self._text = told, ""

    def handle_data(self, data: str) -> None:
        self._text += data if self._inside is not None else ""

    def handle_endtag(self, tag: str) -> None:
        if self._inside is None or tag not in ("data", "code"):
            return
        told, text, self._inside = self._inside, self._text.strip(), None
        if tag == "code" and told.get("class") == "provenance":
            self.provenance = text
        elif tag == "code":
            self.codes.append(text)
        elif "data-source" in told:
            scale = PERCENT if "data-pct" in told else 1
            value, source = told.get("value") or "", told["data-source"] or ""
            self.numbers.append(Number(value, source, scale, text))
