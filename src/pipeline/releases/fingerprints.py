"""SHA-256 of everything that results and pages are made from, to say which of it changed."""

import csv
import hashlib
import json
import re
from pathlib import Path
from typing import Any

from pipeline.document import plain, read_document
from pipeline.project import UNFINISHED, Folder
from pipeline.versions import MadeFrom

# The stage that reads what all others found: what it depends on is what can move a number.
LAST = "conclude"
PAGES = ("src/pipeline/reporting", "src/pipeline/conclusions", "notebooks/evaluation_report.ipynb")
SETTINGS = ("seed", "draws")  # of params.yaml; the rest cannot change a digit
WORDING = ("words", "pages")  # they can change what is said of a number, never the number
# What is moved by what, in the words of `Version.moved`.
MOVERS = {
    "data": ("raw", "codebook", "corrections"),
    "plan": ("plan", "settings"),
    "code": ("code", "requirements"),
}


def made_from(folder: Folder) -> MadeFrom:
    """What an evaluation's results and pages are made from at present.

    The plan counts by its content, so that a comment in it changes nothing; of the code, the files
    that a number depends on by `dvc.yaml`. What only words the pages is apart: `words` of plan and
    codebook, and `pages`.
    """
    settings = _content(folder.root / "params.yaml", "params.yaml")
    plan, texts = parted(_content(folder.plan, folder.relative(folder.plan)))
    columns, labels = _codebook(folder)
    return MadeFrom(
        raw=of_paths(folder.data, [folder.data / "raw"]),
        codebook=of_content(columns),
        corrections=of_paths(folder.data, [folder.corrections]),
        plan={section: of_content(content) for section, content in plan.items()},
        settings=of_content({key: settings.get(key) for key in SETTINGS}),
        code=of_paths(folder.root, [folder.root / dep for dep in code_of(folder.root)]),
        requirements=of_paths(folder.root, [folder.root / "requirements.txt"]),
        words=of_content([texts, labels]),
        pages=pages_of(folder.root),
    )


def parted(plan: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """A plan's sections without what only words the pages, and that."""
    texts: list[Any] = [plan.get("report"), plan.get("evaluation")]
    about = plan.get("evaluation") or {}
    rest = {name: part for name, part in plan.items() if name not in ("report", "evaluation")}
    sections = {name: _without_words(part, name, texts) for name, part in rest.items()}
    return sections | {"evaluation": {"simulated": about.get("simulated", False)}}, texts


def _without_words(node: Any, place: str, texts: list[Any]) -> Any:
    """A part of the plan without its texts for readers, which are gathered with their places."""
    if isinstance(node, list):
        return [_without_words(item, f"{place}.{n}", texts) for n, item in enumerate(node)]
    if not isinstance(node, dict):
        return node
    kept = {}
    for key, value in node.items():
        if key == "label" or _is_words(value):
            texts.append([f"{place}.{key}", value])
        else:
            kept[key] = _without_words(value, f"{place}.{key}", texts)
    return kept


def _is_words(node: Any) -> bool:
    """Whether a mapping is a text by language."""
    return (
        isinstance(node, dict)
        and "en" in node
        and all(re.fullmatch("[a-z]{2}", key) for key in node)
        and all(isinstance(text, str) for text in node.values())
    )


def _codebook(folder: Folder) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The codebook's lines without labels, and the labels."""
    with folder.codebook.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    apart = [{k: v for k, v in line.items() if str(k).startswith("label_")} for line in lines]
    rest = [{k: v for k, v in line.items() if not str(k).startswith("label_")} for line in lines]
    return rest, apart


def pages_of(root: Path) -> str:
    """SHA-256 of what words and draws the pages."""
    return of_paths(root, [root / name for name in PAGES])


def code_of(root: Path) -> list[str]:
    """The files and folders below `src/` that the last stage to make numbers depends on."""
    flow = _content(root / "dvc.yaml", "dvc.yaml")
    return sorted(dep for dep in flow["stages"][LAST]["do"]["deps"] if dep.startswith("src/"))


def changed(then: MadeFrom, now: MadeFrom) -> tuple[str, ...]:
    """Which parts differ: `raw`, `plan.<section>`, `code` …; last those that only word pages."""
    parts = [name for name in ("raw", "codebook", "corrections") if differs(then, now, name)]
    sections = sorted({*then.plan, *now.plan})
    parts += [f"plan.{name}" for name in sections if then.plan.get(name) != now.plan.get(name)]
    others = ("settings", "code", "requirements", *WORDING)
    return (*parts, *(name for name in others if differs(then, now, name)))


def differs(then: MadeFrom, now: MadeFrom, name: str) -> bool:
    """Whether a part other than the plan is another."""
    return getattr(then, name) != getattr(now, name)


def movers(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Which of data, plan and code the changed parts belong to, in this order."""
    able = {part.partition(".")[0] for part in parts}
    return tuple(mover for mover, own in MOVERS.items() if able & set(own))


def of_paths(root: Path, paths: list[Path]) -> str:
    """SHA-256 of files, and of all below folders: their places below a root, and their bytes."""
    state = hashlib.sha256()
    for file in sorted({file for path in paths for file in _files(path)}):
        state.update(file.relative_to(root).as_posix().encode() + b"\0")
        state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [
        file
        for file in path.rglob("*")
        if file.is_file()
        and "__pycache__" not in file.parts
        and not file.name.startswith(UNFINISHED)
    ]


def of_content(content: Any) -> str:
    """SHA-256 of what a file says, however it is written."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(path: Path, name: str) -> dict[str, Any]:
    return plain(read_document(path, name).content)
