"""What a run came to: what moved, what asks for a reader's eyes, what was left undone."""

from dataclasses import dataclass, field

from pipeline.errors import ResultsError
from pipeline.project import Folder
from pipeline.running.attention import Warning_, warnings_of
from pipeline.running.course import Course, Ended
from pipeline.running.estimates import Change, changes, committed, headlines, on_disk
from pipeline.running.preparation import Ready
from pipeline.running.targets import Target

Snapshot = dict[str, dict[str, bytes]]  # of each evaluation its results by file name


@dataclass(frozen=True)
class Outcome:
    """What a run came to, for whoever shows it and for the shell."""

    ready: Ready
    ended: list[Ended]
    not_done: list[Target]
    changes: list[Change] = field(default_factory=list)
    warnings: list[Warning_] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    stopped: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    exit_code: int = 0

    @property
    def waiting(self) -> set[str]:
        """The evaluations whose estimates are still those of an earlier run."""
        left = {target.evaluation for target in self.not_done if target.stage == "estimate"}
        failed = [stage.target for stage in self.ended if stage.end == "failed"]
        return (
            left
            | {target.evaluation for target in failed if target.stage == "estimate"}
            | set(self.ready.faults)
        )


def outcome_of(ready: Ready, course: Course, before: Snapshot, seconds: float) -> Outcome:
    """What a run came to, beside what there was before it."""
    moved, warned, reports = [], [], []
    for name, plan in ready.plans.items():
        folder = Folder(ready.root, name)
        then = headlines(before[name])
        if not then.rows:
            then = headlines(committed(folder))
        moved += changes(name, plan, then, headlines(on_disk(folder)))
        warned += warnings_of(folder, plan)
        pages = [folder.reports / f"evaluation.{code}.html" for code in ready.languages]
        reports += [folder.relative(page) for page in pages if page.is_file()]
    undone = [left for name in ready.work for left in course.not_done(ready.targets[name])]
    codes = [stage.code for stage in course.failed() if stage.code]
    codes += [error.exit_code for error in ready.faults.values()]
    codes += [ResultsError.exit_code for _ in course.stopped]
    return Outcome(
        ready=ready,
        ended=course.ended,
        not_done=[left for left in undone if left not in {item.target for item in course.failed()}],
        changes=moved,
        warnings=warned,
        reports=reports,
        stopped=course.stopped,
        seconds=seconds,
        exit_code=codes[0] if codes else 0,
    )
