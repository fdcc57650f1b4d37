"""Reads a report as a stranger would: every number, and whether it is where it says it is."""

import csv
import json
import math
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.results import FLOAT_FORMAT, TABLES

VOID = {"meta", "br", "link", "img", "input", "rect", "line", "circle", "path", "use", "hr"}


@dataclass(frozen=True)
class Shown:
    """A number as a report shows it: its exact value, its source, and the text."""

    value: str
    source: str
    text: str


class Reader(HTMLParser):
    """Collects numbers, texts, headings and structure."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[Shown] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or not self._open:
            return
        tag, attributes = self._open[-1]
        if tag == "data":
            value, source = attributes["value"] or "", attributes["data-source"] or ""
            self.numbers.append(Shown(value, source, data))
        elif tag not in ("style", "title"):
            self.texts.append(data.strip())

    def has(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def sections() -> list[str]:
    """The sections of the report and its annex, in the order of the notebook that shows them."""
    notebook = Path(__file__).parents[2] / "notebooks" / "evaluation_report.ipynb"
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    shown = [cell["source"] for cell in cells if "section(report" in cell["source"]]
    return [source.split('"')[1] for source in shown]


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def value_at(results: Path, source: str) -> float:
    """The number that `results/`, or the plan beside it, holds at `file#row key/column`."""
    if source.startswith("plan.yaml#"):
        return planned_at(results.parent, source.removeprefix("plan.yaml#"))
    name, _, place = source.rpartition("/")[0].partition("#")
    column = source.rpartition("/")[2]
    path = results / name.rpartition("results/")[2]
    if path.suffix == ".json":
        content = json.loads(path.read_text(encoding="utf-8"))
        for step in filter(None, place.split("/")):
            content = content[step]
        return float(content[column])
    key = TABLES[path.name][1]
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if "/".join(row[k] for k in key) == place]
    assert len(rows) == 1, f"{source} names {len(rows)} rows"
    return float(rows[0][column])


def planned_at(data: Path, key: str) -> float:
    """The number that a plan sets, or leaves as it is by default."""
    value: object = load_plan(Folder(data.parents[1], data.name))
    for step in key.split("/"):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return float(value)


def disagreements(page: str, results: Path) -> list[str]:
    """Every number of a page that is not the one in `results/`, or is not shown as it is."""
    faults = []
    for shown in read(page).numbers:
        true = value_at(results, shown.source)
        if FLOAT_FORMAT % true != shown.value:
            faults.append(f"{shown.source}: {shown.value} is not {true}")
        elif not shows(shown.text, true):
            faults.append(f"{shown.source}: shown as {shown.text}, which is not {true}")
    return faults


def shows(text: str, value: float) -> bool:
    """Whether a text is the value, or a hundred times it, rounded to the text's decimals."""
    plain = text.replace("\N{MINUS SIGN}", "-").replace(",", "").replace("+", "")
    if plain.startswith("<"):
        return value < float(plain[1:])
    decimals = len(plain.partition(".")[2])
    half = 0.5 * 10**-decimals * (1 + 1e-9)
    if plain.lstrip("-") == "∞":
        return math.isinf(value)
    return any(math.isclose(float(plain), value * scale, abs_tol=half) for scale in (1, 100))
