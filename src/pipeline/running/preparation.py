"""What is known before anything runs: the plans, their faults, and what has changed."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import AtharError, Fault, PlanError, ResultsError, nearest
from pipeline.plan import Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import evaluation, find_root
from pipeline.running.dvc_process import Changed, status
from pipeline.running.targets import Target, targets_of


@dataclass(frozen=True)
class Asked:
    """What a run is asked for: all evaluations if none is named, all stages if none is last."""

    evaluations: tuple[str, ...] = ()
    until: str = ""
    jobs: int = 1


@dataclass(frozen=True)
class Ready:
    """What is known before anything runs."""

    root: Path
    languages: tuple[str, ...]
    plans: Mapping[str, Plan]
    faults: Mapping[str, AtharError]
    targets: Mapping[str, tuple[Target, ...]]
    changed: Changed

    def needs(self, name: str) -> list[Target]:
        """The stages of an evaluation that have changed; more may have to run after them."""
        return [target for target in self.targets[name] if target.name in self.changed]

    @property
    def work(self) -> dict[str, tuple[Target, ...]]:
        return {name: self.targets[name] for name in self.targets if self.needs(name)}


def prepare(asked: Asked) -> Ready:
    """Plans read and DVC asked, side by side: each takes about as long as the other.

    Raises
    ------
    PlanError
        Where an evaluation or a stage of that name is unknown.
    ResultsError
        Where DVC cannot say what has changed.
    """
    root = find_root()
    settings = load_settings(root)
    names = _names(asked.evaluations, settings.evaluations)
    targets = {name: targets_of(name, settings.languages, asked.until) for name in names}
    every = [target.name for name in names for target in targets[name]]
    whole = names == settings.evaluations and not asked.until
    with ThreadPoolExecutor(max_workers=1) as thread:
        answer = thread.submit(status, root, () if whole else every)
        plans, faults = _plans(root, names)
        try:
            changed = answer.result()
        except ResultsError:
            if not faults:
                raise
            sound = [target.name for name in plans for target in targets[name]]
            changed = status(root, sound) if sound else {}
    targets = {name: targets[name] for name in names if name not in faults}
    return Ready(root, settings.languages, plans, faults, targets, changed)


def _names(chosen: tuple[str, ...], listed: tuple[str, ...]) -> tuple[str, ...]:
    """The evaluations to run, in the order of params.yaml."""
    for name in chosen:
        if name not in listed:
            evaluation(name)  # says so where there is no such folder
            message = f"`{name}` is not among the evaluations that run"
            help_ = nearest(name, listed) or f"add `- {name}` under evaluations: in params.yaml"
            raise PlanError(Fault("E105", message, "params.yaml", key="evaluations", help=help_))
    return tuple(name for name in listed if not chosen or name in chosen)


def _plans(root: Path, names: tuple[str, ...]) -> tuple[dict[str, Plan], dict[str, AtharError]]:
    plans, faults = {}, {}
    for name in names:
        try:
            plans[name] = load_plan(evaluation(name, root))
        except AtharError as error:
            faults[name] = error
    return plans, faults
