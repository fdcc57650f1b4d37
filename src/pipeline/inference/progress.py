"""How far a long task has come, on standard error; nothing of it reaches a result."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

QUIET = 2.0  # seconds a task may take before anything is said of it


class Line(Protocol):
    """Says how many of all draws are made, and ends."""

    def __call__(self, done: int, elapsed: float) -> None: ...

    def close(self) -> None: ...


def shown(answers: Iterable[Any], sizes: list[int]) -> Iterator[Any]:
    """The same answers, with a line once a task has taken over two seconds.

    ``sizes`` is how many draws each answer holds.
    """
    start, done, line = time.monotonic(), 0, None
    try:
        for answer, size in zip(answers, sizes, strict=True):
            yield answer
            done += size
            elapsed = time.monotonic() - start
            if elapsed > QUIET:
                line = line or _line(sum(sizes))
                line(done, elapsed)
    finally:
        if line is not None:
            line.close()


def _line(draws: int) -> Line:
    return _InTerminal(draws) if sys.stderr.isatty() else _InLog(draws)


class _InTerminal:
    """A bar that is drawn over itself, and gone when the task is done."""

    def __init__(self, draws: int):
        from rich.console import Console
        from rich.progress import Progress

        self.progress = Progress(console=Console(stderr=True), transient=True)
        self.task = self.progress.add_task("draws", total=draws)
        self.progress.start()

    def __call__(self, done: int, elapsed: float) -> None:  # noqa: ARG002
        self.progress.update(self.task, completed=done)

    def close(self) -> None:
        self.progress.stop()


class _InLog:
    """Plain lines, each after twice the time of the last: a log of an hour has a dozen."""

    def __init__(self, draws: int):
        self.draws, self.next = draws, QUIET

    def __call__(self, done: int, elapsed: float) -> None:
        if elapsed < self.next or done == self.draws:
            return
        left = elapsed * (self.draws - done) / done
        words = f"{done:,} of {self.draws:,} draws, about {left:,.0f} seconds left"
        print(words, file=sys.stderr, flush=True)
        self.next = 2 * elapsed

    def close(self) -> None:
        """A line stays where it was printed."""
