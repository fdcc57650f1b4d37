"""The whole flow, from whatever changed to what it moved: `athar run`."""

import signal
import time
from pathlib import Path

from pipeline.project import Folder
from pipeline.running.course import Course
from pipeline.running.display import Display
from pipeline.running.dvc_process import restore
from pipeline.running.estimates import on_disk
from pipeline.running.outcome import Snapshot, outcome_of
from pipeline.running.preparation import Asked, Ready, prepare
from pipeline.running.targets import Target
from pipeline.stages import OVER_ALL

INTERRUPTED = 130  # the exit code that shells give to Ctrl-C
PORTFOLIO = Target(OVER_ALL)


def run(asked: Asked, show: Display) -> int:
    """Run what changed, show its course and its outcome, and return the exit code.

    Raises
    ------
    PlanError
        Where an evaluation or a stage of that name is unknown.
    ResultsError
        Where DVC cannot say what has changed.
    """
    start = time.monotonic()
    ready = prepare(asked)
    show.opening(ready)
    course = Course(ready.root, show, asked.jobs)
    before = {name: on_disk(Folder(ready.root, name)) for name in ready.plans}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run_all(ready, course, portfolio=asked.until in ("", OVER_ALL))
    except KeyboardInterrupt:
        left = [target for targets in ready.work.values() for target in course.not_done(targets)]
        _put_back(ready.root, left, before)
        show.interrupted(list(course.at_work))
        return INTERRUPTED
    finally:
        show.close()
    outcome = outcome_of(ready, course, before, time.monotonic() - start)
    show.outcome(outcome)
    return outcome.exit_code


def _run_all(ready: Ready, course: Course, *, portfolio: bool) -> None:
    """Evaluations side by side; what the field team needs even so; then what they share."""
    course.run(ready.work)
    course.run({name: pages for name in ready.work if (pages := _field_pages(ready, course, name))})
    ran = any(stage.end in ("did", "restored") for stage in course.ended)
    waits = course.failed() or course.stopped or ready.faults
    if portfolio and not waits and (ran or PORTFOLIO.name in ready.changed):
        course.run({OVER_ALL: (PORTFOLIO,)})


def _field_pages(ready: Ready, course: Course, name: str) -> tuple[Target, ...]:
    """The data quality pages of an evaluation that stopped after its checks were made."""
    ended = {stage.target.stage: stage.end for stage in course.ended if _of(stage.target, name)}
    if "failed" not in ended.values() or ended.get("check", "failed") == "failed":
        return ()
    waiting = course.not_done(ready.targets[name])
    return tuple(target for target in waiting if target.stage == "data_quality")


def _of(target: Target, name: str) -> bool:
    return target.evaluation == name


def _put_back(root: Path, unfinished: list[Target], before: Snapshot) -> None:
    """The outputs that unfinished stages had before.

    DVC removes them before it says that a stage begins, so that any of these may have lost its own.
    """
    if unfinished:
        restore(root, [target.name for target in unfinished])
    for name in {target.evaluation for target in unfinished}:
        results = Folder(root, name).results
        for file, content in before.get(name, {}).items():
            if not (results / file).exists():
                results.mkdir(parents=True, exist_ok=True)
                (results / file).write_bytes(content)
