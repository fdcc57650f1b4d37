"""Who shows a run: a person's terminal, a pipe, or a program that reads JSON."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from pipeline.running.course import Ended
from pipeline.running.targets import Target

if TYPE_CHECKING:
    from pipeline.running.outcome import Outcome
    from pipeline.running.preparation import Ready


class Display(Protocol):
    """Shows a run as it goes on, and what it came to; `colour` is whether stages may use it."""

    colour: bool

    def opening(self, ready: "Ready") -> None: ...

    def began(self, target: Target) -> None: ...

    def progress(self, target: Target, text: str) -> None: ...

    def ended(self, stage: Ended) -> None: ...

    def interrupted(self, stages: Sequence[Target]) -> None: ...

    def close(self) -> None: ...

    def outcome(self, outcome: "Outcome") -> None: ...
