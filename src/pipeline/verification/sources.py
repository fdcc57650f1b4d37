"""Where a number says it is: a cell of a table, an entry of a document, a key of the plan."""

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pipeline.errors import AtharError
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder
from pipeline.results import TABLES


class NotThere(LookupError):
    """A source leads nowhere; says in a few words why."""


@dataclass(frozen=True)
class Place:
    """A source taken apart: the file from the project's top, the row's key, the column."""

    file: Path
    row: str
    column: str


def place_of(folder: Folder, source: str) -> Place:
    """Where a source leads: `file#row key/column`, the file below `results/` unless it says.

    Raises
    ------
    NotThere
        Where it is written otherwise, or leads out of the project.
    """
    file, _, rest = source.partition("#")
    row, _, column = rest.rpartition("/")
    if not file or not column or ".." in Path(file).parts or Path(file).is_absolute():
        raise NotThere("not written as file#row/column")
    if file == "params.yaml" or file.startswith(("data/", "reports/")):
        return Place(folder.root / file, row, column)
    return Place((folder.data if file == "plan.yaml" else folder.results) / file, row, column)


def reader_of(folder: Folder) -> Callable[[str], float]:
    """A function from a source to the number that stands there now; each file is read once.

    It raises `NotThere` where the file, the row or the number is not there (any more).
    """
    content = cache(lambda path: _content(path, folder.root))

    def value_at(source: str) -> float:
        place = place_of(folder, source)
        if not place.file.is_file():
            raise NotThere("no such file")
        try:
            return float(_found(content(place.file), place))
        except (TypeError, ValueError):
            raise NotThere("no number there") from None

    return value_at


def _content(path: Path, root: Path) -> Any:
    """A results file, the plan or the settings, what these leave out filled in."""
    try:
        if path.name in TABLES:
            return _rows(path)
        if path.suffix == ".json":
            return json.loads(path.read_text(encoding="utf-8"))
        if path.name == "params.yaml":
            return load_settings(root)
        return load_plan(Folder(root, path.parent.name))
    except (AtharError, ValueError):
        raise NotThere("the file is not in order") from None


def _rows(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a results table by their key, as `Facts` writes it into a source."""
    key = TABLES[path.name][1]
    rows: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            rows.setdefault("/".join(row.get(part) or "" for part in key), []).append(row)
    return rows


def _found(content: Any, place: Place) -> Any:
    if place.file.name in TABLES:
        rows = content.get(place.row, [])
        if len(rows) != 1:
            raise NotThere("several such rows" if rows else "no such row")
        return _step(rows[0], place.column)
    for step in filter(None, [*place.row.split("/"), place.column]):
        content = _step(content, step)
    return content


def _step(content: Any, step: str) -> Any:
    if isinstance(content, Mapping) and step in content:
        return content[step]
    if isinstance(content, BaseModel):
        for name, field in type(content).model_fields.items():
            if step in (name, field.alias):
                return getattr(content, name)
    listed = isinstance(content, Sequence) and not isinstance(content, str)
    if listed and step.isdigit() and int(step) < len(content):
        return content[int(step)]
    raise NotThere("no such entry")
