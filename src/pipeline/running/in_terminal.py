"""A run as a person sees it: a line for each stage as it ends, and under them what is at work.

In a pipe, or with NO_COLOR, the same lines are plain.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from pipeline.running.course import Ended
from pipeline.running.summary import print_outcome
from pipeline.running.targets import Target

if TYPE_CHECKING:
    from rich.console import ConsoleRenderable
    from rich.live import Live

    from pipeline.running.outcome import Outcome
    from pipeline.running.preparation import Ready

WIDEST = 110
SECONDS = 8  # columns of `123.4 s`
MARKS = {"did": ("✔", "green"), "restored": ("✔", "green"), "failed": ("✘", "bold red")}
PLAIN_MARKS = {"✔": "ok", "✘": "X", "–": "-"}
WHY = {
    "unchanged": "nothing changed",
    "restored": "made before from the same inputs: taken from the cache",
}


class InTerminal:
    """Prints a run on standard output."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(highlight=False, soft_wrap=True)
        if not self.console.is_terminal:
            self.console.width = WIDEST  # a pipe has no width: lines as long as in a wide window
        self.colour = self.console.is_terminal and not self.console.no_color
        self.at_work: dict[Target, tuple[float, str]] = {}
        self.done = self.total = self.widest = 0
        self.several = False
        self.live: Live | None = None

    def opening(self, ready: "Ready") -> None:
        """What will be done, and why."""
        from pipeline.running.reasons import reason

        work = ready.work
        self.total = sum(len(ready.targets[name]) for name in work)
        self.several = len(work) > 1
        names = [name for name in work if self.several]
        stages = [target.label for targets in work.values() for target in targets]
        self.widest = max((len(name) + 2 for name in names), default=0)
        self.widest += max(map(len, stages), default=0)
        self.console.print(f"[bold]athar run[/]   {_counted(ready)}")
        for name in work:
            changed = reason(ready, name)
            self.console.print(f"  [cyan]{escape(name)}[/]  [dim]{escape(changed)}[/]")
        if ready.faults:
            self._faults(ready)
        self.console.print()
        self._start()

    def _faults(self, ready: "Ready") -> None:
        from pipeline.error_message import render

        for name, error in ready.faults.items():
            self.console.print()
            undone = f"Nothing of {name} was run; its results are as they were."
            self.console.print(render(error, ready.root, undone))

    def _start(self) -> None:
        if not (self.colour and self.total):
            return
        from rich.live import Live

        self.live = Live(
            get_renderable=self._working, console=self.console, transient=True, refresh_per_second=4
        )
        self.live.start()

    def _working(self) -> "ConsoleRenderable":
        now = time.monotonic()
        lines = []
        for target, (began, text) in list(self.at_work.items()):
            more = f"  {text}" if text else ""
            lines.append(f"  … {self._name(target)}  {now - began:,.0f} s{more}")
        words = "\n".join(lines) or "  … DVC at work"
        return Text(words, style="dim", overflow="ellipsis", no_wrap=True)

    def began(self, target: Target) -> None:
        self.at_work[target] = time.monotonic(), ""

    def progress(self, target: Target, text: str) -> None:
        began = self.at_work.get(target, (time.monotonic(), ""))[0]
        self.at_work[target] = began, text
        if self.live is None:
            self.console.print(f"      {self._name(target)}  {text}", markup=False)

    def ended(self, stage: Ended) -> None:
        """The line of a stage; below one that failed, what it said."""
        self.at_work.pop(stage.target, None)
        self.done += 1
        self.total = max(self.total, self.done)
        self.console.print(self._line(stage))
        if stage.end == "failed" and stage.text:
            self.console.print(Text.from_ansi(stage.text))

    def _line(self, stage: Ended) -> Text:
        mark, style = MARKS.get(stage.end, ("–", "dim"))
        if not self.console.encoding.lower().startswith("utf"):
            mark = PLAIN_MARKS[mark]
        words = {"failed": f"stopped with exit code {stage.code}"}.get(stage.end)
        words = words or WHY.get(stage.end) or stage.text
        count = f"{self.done:>{len(str(self.total))}}/{self.total}"
        line = Text(f"{count}  ")
        line.append(mark, style=style)
        name = f"  {self._name(stage.target)}  {words}"
        line.append(name, style="dim" if stage.end == "unchanged" else "")
        if stage.end != "unchanged":
            width = min(self.console.width, WIDEST)
            seconds = f"{stage.seconds:,.1f} s"
            line.append(" " * max(2, width - line.cell_len - len(seconds)))
            line.append(seconds, style="dim")
        return line

    def _name(self, target: Target) -> str:
        name = f"{target.evaluation}  " if self.several and target.evaluation else ""
        return f"{name}{target.label}".ljust(self.widest)

    def interrupted(self, stages: Sequence[Target]) -> None:
        """What was stopped, and that nothing of it is half done."""
        names = ", ".join(f"{target.label} of {target.evaluation}" for target in stages)
        what = f"Stopped in {names}. " if names else "Stopped. "
        words = "Nothing is half done: finished stages are kept, the others are as they were."
        self.console.print(f"\n{escape(what)}{words}\nTo go on: athar run")

    def close(self) -> None:
        if self.live is not None:
            self.live.stop()
            self.live = None

    def outcome(self, outcome: "Outcome") -> None:
        print_outcome(self.console, outcome)


def _counted(ready: "Ready") -> str:
    count, stages = len(ready.targets), sum(map(len, ready.targets.values()))
    need = len(ready.work)
    evaluations = (
        f"{count} evaluation{'s' if count != 1 else ''}, {stages} stage{'s' if stages != 1 else ''}"
    )
    if not need:
        return f"{evaluations}, nothing changed"
    return f"{evaluations}; {need} ha{'s' if need == 1 else 've'} changed"
