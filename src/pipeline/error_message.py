"""An error as its reader sees it: what, on which line, what to write instead, what was not done."""

from pathlib import Path

from rich.markup import escape

from pipeline.errors import AtharError, Fault
from pipeline.quoted_line import Quoted, quoted

FEW_CODES = 3


def render(error: AtharError, root: Path | None = None, undone: str = "") -> str:
    """All faults as lines of rich markup.

    With the project's ``root`` each is shown on its line, where that line may be shown. ``undone``
    says what was not done because of them.
    """
    lines = []
    for fault in error.faults:
        lines += _fault(fault, quoted(fault, root) if root else None)
    count = len(error.faults)
    noun = "problem" if count == 1 else "problems"
    said = f" {escape(undone)}" if undone else ""
    lines.append(f"[dim]{count} {noun}.{said} Mend the above and run again.[/]")
    codes = list(dict.fromkeys(fault.code for fault in error.faults))
    more = " ".join(codes[:FEW_CODES]) + (" …" if len(codes) > FEW_CODES else "")
    lines.append(f"[dim]More:[/] [cyan]athar explain {more}[/]")
    return "\n".join(lines)


def _fault(fault: Fault, line: Quoted | None) -> list[str]:
    lines = [f"[bold red]error[/]\\[{fault.code}]: {escape(fault.message)}"]
    if fault.place:
        lines.append(f"  [blue]-->[/] {escape(fault.place)}")
    if line:
        lines += _excerpt(line, fault.found)
    elif fault.found:
        lines.append(f"      found: {escape(fault.found)}")
    if fault.help:
        lines.append(f"      [green]help:[/] {escape(fault.help)}")
    if line and line.instead:
        lines.append(f"  [blue]{line.number} |[/] [green]{escape(line.instead)}[/]")
    return lines


def _excerpt(line: Quoted, found: str) -> list[str]:
    margin = " " * len(str(line.number))
    marked = " " * line.start + "^" * line.length
    there = line.text[line.start : line.start + line.length]
    said = f" found: {escape(found)}" if found and found not in there else ""
    return [
        f"  [blue]{margin} |[/]",
        f"  [blue]{line.number} |[/] {escape(line.text)}",
        f"  [blue]{margin} |[/] [bold red]{marked}[/]{said}",
    ]
