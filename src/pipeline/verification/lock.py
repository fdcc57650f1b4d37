"""What dvc.lock says of one evaluation: each file's MD5 when a stage last read or wrote it."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

FILE = "dvc.lock"
PORTFOLIO = r"portfolio|conclude@\S+"
FOLDER = ".dir"  # ends the MD5 of a folder's list of files


@dataclass(frozen=True)
class Lock:
    """MD5s by path, from the top of the project: of what stages wrote, and what they read."""

    written: dict[str, str]
    read: dict[str, str]


def lock_of(root: Path, evaluation: str) -> Lock:
    """The lock of one evaluation's stages; empty where there is no dvc.lock.

    Without an evaluation, that of the portfolio and of the cards that it is made of.

    Only these stages are parsed: the lock of many evaluations is a file that takes seconds.
    """
    from ruamel.yaml import YAML

    path = root / FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    parts = re.split(r"(?m)^(?=  \S.*:$)", text.partition("\nstages:\n")[2])
    stages = rf"\S+@{re.escape(evaluation)}(-[a-z]{{2,3}})?" if evaluation else PORTFOLIO
    own = re.compile(rf"  (?:{stages}):\n")
    lock = Lock({}, {})
    for part in filter(own.match, parts):
        (stage,) = YAML(typ="safe").load(part).values()
        lock.read.update({entry["path"]: entry["md5"] for entry in stage.get("deps", ())})
        lock.written.update({entry["path"]: entry["md5"] for entry in stage.get("outs", ())})
    return lock


def md5_of(path: Path) -> str:
    """A file's or a folder's MD5 as DVC computes it."""
    if path.is_file():
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, _md5).hexdigest()
    files = sorted(each for each in path.rglob("*") if each.is_file())
    listed = [{"md5": md5_of(each), "relpath": each.relative_to(path).as_posix()} for each in files]
    listed.sort(key=lambda entry: entry["relpath"])
    return _md5(json.dumps(listed, sort_keys=True).encode()).hexdigest() + FOLDER


def _md5(content: bytes = b"") -> "hashlib._Hash":
    return hashlib.md5(content, usedforsecurity=False)
