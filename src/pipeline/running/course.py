"""The course of a run: every stage in turn, and what became of it."""

import os
import queue
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.running.dvc_output import Event
from pipeline.running.dvc_process import Reproduction
from pipeline.running.targets import Target

if TYPE_CHECKING:
    from pipeline.running.display import Display

End = Literal["did", "unchanged", "restored", "failed", "not done"]


@dataclass(frozen=True)
class Ended:
    """What became of one stage; ``code`` is the exit code of one that failed."""

    target: Target
    end: End
    text: str = ""
    seconds: float = 0.0
    code: int = 0


class Course:
    """Runs evaluations side by side, each in one process of DVC, and keeps what became of each.

    DVC runs on other threads; only the thread that calls `run` shows anything, and an interrupt
    reaches it alone.
    """

    def __init__(self, root: Path, show: "Display", jobs: int):
        self.root, self.show, self.jobs = root, show, jobs
        self.ended: list[Ended] = []
        self.stopped: list[tuple[str, str]] = []
        self.at_work: dict[Target, float] = {}
        self._processes: list[Reproduction] = []
        self._interrupted = False

    def run(self, work: Mapping[str, Iterable[Target]]) -> None:
        """Run the stages of each piece of work, and return when the last has ended.

        Raises
        ------
        KeyboardInterrupt
            After every process has been stopped; `at_work` then holds what was interrupted.
        """
        steps: queue.Queue[tuple[str, Event] | None] = queue.Queue()
        with ThreadPoolExecutor(max_workers=max(1, self.jobs)) as threads:
            futures = [
                threads.submit(self._reproduce, name, tuple(targets), steps.put)
                for name, targets in work.items()
            ]
            named = {target.name: target for targets in work.values() for target in targets}
            try:
                for _ in futures:
                    while (step := steps.get()) is not None:
                        self._take(step, named)
            except KeyboardInterrupt:
                self._interrupted = True
                for process in list(self._processes):
                    process.stop()
                raise
        for future in futures:
            future.result()

    def _reproduce(
        self, name: str, targets: tuple[Target, ...], put: Callable[[object], None]
    ) -> None:
        try:
            if self._interrupted:
                return
            names = [target.name for target in targets]
            process = Reproduction(self.root, names, colour=self.show.colour)
            self._processes.append(process)
            for event in process.steps():
                put((name, event))
        finally:
            put(None)

    def _take(self, step: tuple[str, Event], named: Mapping[str, Target]) -> None:
        work, event = step
        if event.kind == "stopped":
            self.stopped.append((work, event.text))
        target = named.get(event.stage)
        if target is None:
            return
        if event.kind == "began":
            self.at_work[target] = time.monotonic()
            self.show.began(target)
        elif event.kind == "progress":
            self.show.progress(target, event.text)
        else:
            began = self.at_work.pop(target, None)
            seconds = time.monotonic() - began if began else 0.0
            self._end(Ended(target, event.kind, event.text, seconds, event.code))

    def _end(self, stage: Ended) -> None:
        if stage.target in {done.target for done in self.ended}:
            return  # seen before: upstream of a page made after a failure
        self.ended.append(stage)
        self.show.ended(stage)

    def not_done(self, targets: Iterable[Target]) -> list[Target]:
        """Those of the given stages that neither ran nor had nothing to do."""
        done = {stage.target for stage in self.ended if stage.end != "failed"}
        return [target for target in targets if target not in done]

    def failed(self) -> list[Ended]:
        return [stage for stage in self.ended if stage.end == "failed"]


def cores() -> int:
    """How many evaluations run side by side, if nobody says."""
    return os.cpu_count() or 2
