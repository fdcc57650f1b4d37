"""The end of a run: what moved, what to look at, where the reports are, what comes next."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.running.estimates import Change

if TYPE_CHECKING:
    from pipeline.running.outcome import Outcome

MINUS = "\N{MINUS SIGN}"
LABEL = 30  # columns that a label may have before it breaks
FEW = 3  # evaluations whose pages are named one by one


def print_outcome(console: Console, outcome: "Outcome") -> None:
    """Print what a run came to."""
    _undone(console, outcome)
    _estimates(console, outcome)
    _warnings(console, outcome)
    _reports(console, outcome)
    _next(console, outcome)


def number(value: float | None, decimals: int) -> str:
    """`+1,794` and `−3.2`, with a true minus sign; nothing where there is no number."""
    if value is None:
        return ""
    shown = f"{abs(value):,.{decimals}f}"
    zero = not any(digit in shown for digit in "123456789")
    return shown if zero else f"{MINUS if value < 0 else '+'}{shown}"


def _undone(console: Console, outcome: "Outcome") -> None:
    for work, text in outcome.stopped:
        console.print(f"[bold red]DVC stopped[/] {escape(work)}: {escape(text)}")
    by_evaluation: dict[str, list[str]] = {}
    for target in outcome.not_done:
        by_evaluation.setdefault(target.evaluation, []).append(target.label)
    for name, labels in by_evaluation.items():
        console.print(f"\n[bold]Not done[/] for {escape(name)}: {', '.join(labels)}")
    if by_evaluation:
        console.print("Mend what is above, then: athar run")


def _estimates(console: Console, outcome: "Outcome") -> None:
    chosen = [
        change for change in outcome.changes if change.primary or change.reading != "identical"
    ]
    if not chosen:
        return
    ran = any(stage.end in ("did", "restored") for stage in outcome.ended)
    title = (
        "What changed in the estimates since the last run" if ran else "The estimates, as they were"
    )
    console.print(f"\n[bold]{title}[/]\n")
    console.print(_table(chosen, outcome.waiting))


def _table(chosen: Sequence[Change], waiting: Collection[str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 1), header_style="bold", pad_edge=False)
    longest = max(
        len(name) for change in chosen for name in (f" {change.label}", change.evaluation)
    )
    table.add_column("outcome", min_width=min(longest, LABEL))
    table.add_column("then", justify="right", no_wrap=True)
    table.add_column("now", justify="right", no_wrap=True)
    table.add_column("range", no_wrap=True)
    table.add_column("unit")
    table.add_column("reading")
    last = ""
    for change in chosen:
        if change.evaluation != last:
            table.add_row(Text(change.evaluation, style="cyan"))
            last = change.evaluation
        stale = change.evaluation in waiting
        table.add_row(*_cells(replace(change, words="not made again") if stale else change))
    return table


def _cells(change: Change) -> tuple[Text, ...]:
    then, now, low, high = (
        number(value, change.decimals)
        for value in (change.then, change.now, change.low, change.high)
    )
    words = change.words + (", in doubt" if change.doubted and change.reading != "doubt" else "")
    return (
        Text(f" {change.label}"),
        Text(then),
        Text(now, style="bold" if now != then else ""),
        Text(f"{low} to {high}" if low else ""),
        Text(change.unit, style="dim"),
        Text(words, style="yellow" if change.asks else ""),
    )


def _warnings(console: Console, outcome: "Outcome") -> None:
    if not outcome.warnings:
        return
    count = len(outcome.warnings)
    console.print(f"\n[yellow]{count} warning{'s' if count > 1 else ''}[/]")
    for warning in outcome.warnings:
        words = f"  {escape(warning.evaluation)}: {escape(warning.text)}"
        console.print(f"{words}  →  [cyan]{escape(warning.command)}[/]")


def _reports(console: Console, outcome: "Outcome") -> None:
    if not outcome.reports:
        return
    console.print("\n[bold]Reports[/]")
    if len(outcome.ready.plans) <= FEW:
        for path in outcome.reports:
            console.print(f"  [cyan]{escape(path)}[/]")
        return
    languages = ", ".join(f"evaluation.{code}.html" for code in outcome.ready.languages)
    console.print(f"  reports/<evaluation>/: {languages}", markup=False)
    if (outcome.ready.root / "reports" / "index.html").is_file():
        console.print("  [cyan]reports/index.html[/] shows them side by side")


def _next(console: Console, outcome: "Outcome") -> None:
    if not outcome.reports:
        return
    moved = [change.evaluation for change in outcome.changes if change.asks]
    name = (moved or [outcome.reports[0].split("/")[1]])[0]
    page = next(
        (path for path in outcome.reports if path.split("/")[1] == name), outcome.reports[0]
    )
    steps = (
        ("open", f"athar open {name}"),
        ("compare", "dvc metrics diff"),
        ("verify", f"athar verify {page}"),
    )
    words = "    ".join(f"{what} [cyan]{escape(command)}[/]" for what, command in steps)
    console.print(f"\n[bold]Next[/]   {words}")
    console.print(f"[dim]{outcome.seconds:,.1f} seconds[/]")
