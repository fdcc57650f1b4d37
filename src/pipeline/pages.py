"""The pages that a run has made: where each is, and showing it in a browser."""

import os
import sys
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Fault, PlanError, ResultsError, nearest
from pipeline.plan_file import load_settings
from pipeline.project import evaluation, find_root


@dataclass(frozen=True)
class Page:
    """A page on disk, and its path as its reader knows it: from the top of the project."""

    path: Path
    name: str


def page_of(name: str, kind: str, language: str = "") -> Page:
    """The page of an evaluation, or the index of all where none is named.

    Raises
    ------
    PlanError
        Where there is no such evaluation, or the reports are not in that language.
    ResultsError
        Where the page has not been made.
    """
    root = find_root()
    languages = load_settings(root).languages
    if language and language not in languages:
        message = f"reports are not made in the language `{language}`"
        help_ = nearest(language, languages) or "add it under languages: in params.yaml"
        found = "languages: " + ", ".join(languages)
        raise PlanError(
            Fault("E107", message, "params.yaml", key="languages", found=found, help=help_)
        )
    if name:
        path = evaluation(name, root).reports / f"{kind}.{language or languages[0]}.html"
    else:
        path = root / "reports" / "index.html"
    page = Page(path, path.relative_to(root).as_posix())
    if not path.is_file():
        message = f"{page.name} has not been made here"
        help_ = f"run `athar run {name}`" if name else "run `athar run`"
        raise ResultsError(Fault("E670", message, page.name, help=help_))
    return page


def show(page: Page) -> str:
    """Open a page in the browser, and say so; where there is no screen, say where it is."""
    if has_screen() and webbrowser.open(page.path.as_uri()):
        return f"opened {page.name}"
    return str(page.path)


def has_screen() -> bool:
    """Whether a browser window could be seen by whoever typed the command."""
    if sys.platform in ("win32", "darwin"):
        return not os.environ.get("SSH_CONNECTION")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
