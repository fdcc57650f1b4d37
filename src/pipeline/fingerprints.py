"""SHA-256 fingerprints of files, of folders of files, and of parts of the plan."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

LEFT_BY_TOOLS = "__pycache__"  # as are names that begin with a dot


def of_file(path: Path) -> str:
    """A file's SHA-256 in hexadecimal, read piece by piece: an export may be larger than memory."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_below(root: Path, places: Iterable[str]) -> list[str]:
    """The files at places of the project, folders with all that they hold, sorted."""
    found: set[Path] = set()
    for place in places:
        path = root / place
        found |= {path} if path.is_file() else {each for each in path.rglob("*") if each.is_file()}
    names = (path.relative_to(root) for path in found)
    return sorted(
        path.as_posix()
        for path in names
        if not any(part == LEFT_BY_TOOLS or part.startswith(".") for part in path.parts)
    )


def of_files(root: Path, places: Iterable[str]) -> str:
    """One SHA-256 over the files at places of the project, and over their names."""
    state = hashlib.sha256()
    for name in files_below(root, places):
        state.update(f"{of_file(root / name)}  {name}\n".encode())
    return state.hexdigest()


def of_sections(plan: dict[str, Any], sections: Iterable[str]) -> str:
    """The SHA-256 of some sections of a plan as written: comments and order do not count.

    ``plan`` is the file's content as plain dictionaries; a section may be a dotted path.
    """
    chosen = {section: _at(plan, section) for section in sorted(sections)}
    text = json.dumps(chosen, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _at(content: Any, section: str) -> Any:
    for step in section.split("."):
        content = content.get(step) if isinstance(content, dict) else None
    return content
