"""A release that fails half-way leaves everything as it was."""

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.project import Folder
from pipeline.releases.repository import ask_git, git, tag_of


@contextmanager
def or_undone(folder: Folder, number: int) -> Iterator[None]:
    """Keep files, commits and tag of a release only if all of it succeeds.

    The caller has made sure that the tree is clean: what differs afterwards is the release's own.
    """
    head = git(folder.root, "rev-parse", "HEAD").strip()
    before = {path: path.read_bytes() for path in touched(folder)}
    try:
        yield
    except BaseException:
        _take_back(folder, number, head)
        _restore(folder, before)
        raise


def touched(folder: Folder) -> list[Path]:
    """The files that a release may write, those of its own folder of pages left out."""
    pages = [*folder.reports.glob("*.html"), *(folder.root / "reports").glob("*.html")]
    others = [folder.versions, folder.root / "dvc.lock", card_of(folder), *keeps(folder)]
    index = (folder.root / "reports" / "portfolio").glob("*.html")
    kept = [*folder.results.iterdir(), *pages, *index, *others]
    return [path for path in kept if path.is_file()]


def card_of(folder: Folder) -> Path:
    """What the evaluation says of itself to the portfolio."""
    return folder.root / "reports" / "cards" / f"{folder.name}.json"


def keeps(folder: Folder) -> list[Path]:
    """The files by which git knows which folders of pages are kept."""
    return [*folder.reports.glob("v*.dvc"), *folder.reports.glob(".gitignore")]


def _take_back(folder: Folder, number: int, head: str) -> None:
    """The tag and the commit of the release, if it came to these; other files stay as they are."""
    ask_git(folder.root, "tag", "--delete", tag_of(folder.name, number))
    ask_git(folder.root, "reset", "--quiet", "--soft", head)
    ask_git(folder.root, "reset", "--quiet")


def _restore(folder: Folder, before: dict[Path, bytes]) -> None:
    new = set(touched(folder)) - set(before)
    for path in new:
        path.unlink()
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()  # DVC may have made it a link into its cache
            path.write_bytes(content)
    for place in folder.reports.glob("v*"):
        if place.is_dir() and place.with_name(place.name + ".dvc") not in before:
            shutil.rmtree(place)
