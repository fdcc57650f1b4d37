"""Findings as a table for people, and as JSON for other programs."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.verification.findings import Finding, tally

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {"same": "dim", "changed": "bold red", "missing": "bold red", "not here": "yellow"}
PIPE = 200  # columns where no terminal says how many there are


def console() -> "Console":
    """Where findings go: plain and wide in a pipe, so that no line is cut."""
    from rich.console import Console

    here = Console(highlight=False)
    return here if here.is_terminal else Console(highlight=False, width=PIPE)


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """A function to name each step with, as it begins: one line that changes, or a line a step.

    It goes to standard error, so that what is found can be piped on.
    """
    from rich.console import Console

    out, start = Console(stderr=True, highlight=False), time.monotonic()
    with out.status(what) if out.is_terminal else nullcontext() as status:

        def told(step: str) -> None:
            line = f"{what}: {step} ({time.monotonic() - start:.0f} s)"
            status.update(line) if status else out.print(line)

        yield told


def show(name: str, findings: Sequence[Finding], *, every: bool) -> None:
    """Print what differs, or every finding, and how many there are of each kind."""
    from rich.markup import escape

    out = console()
    out.print(f"[bold]{escape(name)}[/]")
    told = [finding for finding in findings if every or finding.status != "same"]
    if told:
        out.print(_table(told))
    out.print(f"  {tally(findings)}")


def _table(findings: Sequence[Finding]) -> object:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("", "what", "on the page", "now", "why"):
        table.add_column(head, overflow="fold", no_wrap=head in ("", "now"))
    for finding in findings:
        cells = (finding.what, finding.page, finding.now, finding.why)
        status = Text(finding.status, style=STYLES[finding.status])
        table.add_row(status, *(Text(cell) for cell in cells))
    return table


def as_json(pages: dict[str, Sequence[Finding]]) -> str:
    """All findings by page."""
    listed = {page: [asdict(finding) for finding in found] for page, found in pages.items()}
    return json.dumps(listed, indent=1, ensure_ascii=False)
