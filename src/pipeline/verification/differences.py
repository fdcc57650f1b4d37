"""How two versions of a result or page differ: to the byte, and number by number."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline import fingerprints
from pipeline.results import TABLES
from pipeline.verification.findings import Finding
from pipeline.verification.page import read_page

SHORT = 12
Cells = dict[str, str]


def differences(name: str, here: Path, again: Path) -> list[Finding]:
    """A finding for a file of the project and its second version, and for each number that differs.

    ``name`` is the file from the top of the project. Tolerance is zero.
    """
    if not here.is_file():
        return [Finding("file", name, "missing", "", "", "made again, but not here")]
    if not again.is_file():
        return [Finding("file", name, "missing", "", "", "here, but not made again")]
    before, now = fingerprints.of_file(here)[:SHORT], fingerprints.of_file(again)[:SHORT]
    if before == now:
        return [Finding("file", name, "same", before, now)]
    found = [Finding("file", name, "changed", before, now, "other bytes")]
    return found + list(_numbers(name, cells_of(here), cells_of(again)))


def _numbers(name: str, before: Cells, now: Cells) -> Iterator[Finding]:
    for place in before | now:
        old, new = before.get(place), now.get(place)
        if old is None or new is None:
            why = "only here" if new is None else "only when made again"
            yield Finding("number", f"{name}#{place}", "missing", old or "", new or "", why)
        elif old != new:
            yield Finding("number", f"{name}#{place}", "changed", old, new, "another value")


def cells_of(path: Path) -> Cells:
    """What a table, document or page holds, by its place in it."""
    if path.name in TABLES:
        return dict(_of_table(path))
    if path.suffix == ".json":
        return dict(_of_document(json.loads(path.read_text(encoding="utf-8"))))
    if path.suffix == ".html":
        numbers = read_page(path).numbers
        return {f"{number.source} as {number.text}": number.value for number in numbers}
    return {}


def _of_table(path: Path) -> Iterator[tuple[str, str]]:
    key = TABLES[path.name][1]
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            place = "/".join(row.get(part) or "" for part in key)
            for column, value in row.items():
                yield f"{place}/{column}", value or ""


def _of_document(content: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if not isinstance(content, dict | list):
        yield place, json.dumps(content, ensure_ascii=False)
        return
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in entries:
        yield from _of_document(value, f"{place}/{key}" if place else str(key))
