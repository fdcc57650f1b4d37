"""DVC as another process: what has changed, and the stages run again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.errors import Fault, ResultsError
from pipeline.running.dvc_output import Event, events

DVC = (sys.executable, "-m", "dvc")
PATIENCE = 20.0  # seconds that an interrupted stage has to end by itself
Changed = dict[str, tuple[str, ...]]  # of each stage that must run: what changed


class Reproduction:
    """One `dvc repro`, whose steps are read as they happen and which can be stopped."""

    def __init__(self, root: Path, targets: Sequence[str], *, colour: bool = False):
        single = ["--single-item"] if len(targets) == 1 and "@" not in targets[0] else []
        self.process = subprocess.Popen(
            [*DVC, "--wait-for-lock", "repro", *single, *targets],
            cwd=root,
            env=_environment(colour),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # an interrupt reaches it through `stop` alone
        )

    def steps(self) -> Iterator[Event]:
        """What happens, until the process ends; one that ends without a word has stopped."""
        explained = False
        for event in events(self.process.stdout):
            explained = explained or event.kind in ("failed", "stopped")
            yield event
        code = self.process.wait()
        if code and not explained:
            how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
            yield Event("stopped", text=f"DVC ended {how} and did not say why")

    def stop(self) -> None:
        """Interrupt the stage and DVC, again and again until both have ended."""
        ends = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            self._send(signal.SIGINT if time.monotonic() < ends else signal.SIGTERM)
            try:
                self.process.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                continue

    def _send(self, what: signal.Signals) -> None:
        if os.name == "nt":
            self.process.terminate()
            return
        try:
            os.killpg(self.process.pid, what)
        except ProcessLookupError:
            """It has ended meanwhile."""


def _environment(colour: bool) -> dict[str, str]:
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    if colour:
        return environment | {"FORCE_COLOR": "1"}
    return environment | {"NO_COLOR": "1"}


def status(root: Path, targets: Sequence[str] = ()) -> Changed:
    """Of each stage that has changed what it was, as far as can be known before any stage runs.

    Raises
    ------
    ResultsError
        Where DVC cannot say.
    """
    command = [*DVC, "--wait-for-lock", "status", "--json", *targets]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = " ".join(answer.stderr.strip().splitlines()[-1:])
        message = "DVC cannot say what has changed since the last run"
        raise ResultsError(Fault("E606", message, found=last, help="run `dvc status`"))
    told = json.loads(answer.stdout or "{}")
    return {stage: tuple(_changes(entries)) for stage, entries in told.items()}


def _changes(entries: list) -> Iterator[str]:
    """Paths and keys that changed: `data/x/plan.yaml`, `src/pipeline/lottery.py`, `never run`."""
    for entry in entries:
        if isinstance(entry, str):
            yield entry
            continue
        for where, paths in entry.items():
            for path, how in paths.items():
                lost = where == "changed outs"
                yield f"{path} {how if isinstance(how, str) else 'changed'}" if lost else path


def restore(root: Path, stages: Sequence[str]) -> None:
    """Put back the outputs that interrupted stages had before, as far as DVC keeps them."""
    command = [*DVC, "--quiet", "--wait-for-lock", "checkout", *stages]
    subprocess.run(command, cwd=root, capture_output=True, check=False)
