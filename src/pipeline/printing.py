"""A page as a PDF, through whatever Chromium is installed; never an output that DVC keeps.

A PDF of Chromium carries the time at which it was made, so that no two are the same.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipeline.errors import Fault, ResultsError
from pipeline.pages import Page
from pipeline.project import whole_file

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser",
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/snap/bin/chromium",
    "~/.local/share/flatpak/exports/bin/org.chromium.Chromium",
    "/var/lib/flatpak/exports/bin/org.chromium.Chromium",
    "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Google/Chrome/Application/chrome.exe",
    "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
)
QUIET = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
)  # fmt: skip
PAPER = {"A4": "A4", "letter": "letter"}
SECONDS = 60


def browser() -> str | None:
    """The first Chromium, Chrome or Edge on the path or in the usual places."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return found
    for place in PLACES:
        path = Path(re.sub(r"\{([^}]+)\}", _variable, place)).expanduser()
        if path.is_file():
            return str(path)
    return None


def _variable(named: re.Match[str]) -> str:
    return os.environ.get(named[1], "/nowhere")


def to_pdf(page: Page, paper: str) -> str:
    """Print a page beside itself, and say where.

    Raises
    ------
    ResultsError
        Where no browser that can print is installed, or it did not print.
    """
    program = browser()
    if program is None:
        message = "no browser that can print to a file is installed"
        help_ = "install Chromium, Chrome or Edge (Debian: sudo apt install chromium)"
        raise ResultsError(Fault("E671", message, help=help_))
    target = page.path.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as folder, whole_file(target) as unfinished:
        copy = Path(folder) / page.path.name
        copy.write_text(_on_paper(page.path.read_text(encoding="utf-8"), paper), encoding="utf-8")
        _print(program, copy, unfinished)
    return str(Path(page.name).with_suffix(".pdf"))


def _on_paper(html: str, paper: str) -> str:
    """The page with its paper size last among its styles: the command line knows of none."""
    style = f"<style>@page {{ size: {PAPER[paper]} }}</style>"
    head, end, rest = html.partition("</head>")
    return f"{head}{style}{end}{rest}"


def _print(program: str, copy: Path, target: Path) -> None:
    profile = copy.parent / "profile"
    sandbox = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [program, *QUIET, *sandbox, f"--user-data-dir={profile}", f"--print-to-pdf={target}"]
    try:
        subprocess.run([*command, copy.as_uri()], capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        target.unlink(missing_ok=True)
        reason = type(error).__name__
        raise ResultsError(_unprinted(program, reason)) from None
    if not target.is_file():
        raise ResultsError(_unprinted(program, "it wrote no file"))


def _unprinted(program: str, reason: str) -> Fault:
    message = f"{Path(program).name} did not print the page"
    return Fault("E672", message, found=reason, help="open the page and print it from the browser")
