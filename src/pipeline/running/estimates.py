"""What a run moved: every headline as it was and as it is, in the units of its outcome."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pipeline.plan import Plan
from pipeline.project import Folder

HEADLINE, CONCLUSIONS = "headline.json", "conclusions.json"
LOOK = 0.5  # standard errors: an estimate that moved further asks for a reader's eyes
NUMBERS = ("estimate", "conf_low", "conf_high")
Reading = Literal["new", "gone", "identical", "same reading", "moved", "verdict changed", "doubt"]


@dataclass(frozen=True)
class Headlines:
    """The headlines of one evaluation at one moment, and what was concluded of each."""

    rows: Mapping[str, Mapping[str, Any]]
    doubted: Mapping[str, bool]


@dataclass(frozen=True)
class Change:
    """One headline then and now; ``then`` or ``now`` is None where it was not there.

    Numbers are in the units that are shown: percentage points for a share.
    """

    evaluation: str
    target: str
    label: str
    unit: str
    decimals: int
    primary: bool
    then: float | None
    now: float | None
    low: float | None
    high: float | None
    reading: Reading
    words: str
    doubted: bool

    @property
    def asks(self) -> bool:
        """Whether somebody should look at it."""
        return self.reading in ("moved", "verdict changed", "doubt", "gone")


def headlines(documents: Mapping[str, bytes]) -> Headlines:
    """Headlines from the bytes of results files, by name; none from a file that is not there."""
    concluded = json.loads(documents.get(CONCLUSIONS) or b"{}").get("outcomes", {})
    doubted = {target: bool(found.get("doubted")) for target, found in concluded.items()}
    return Headlines(json.loads(documents.get(HEADLINE) or b"{}"), doubted)


def on_disk(folder: Folder) -> dict[str, bytes]:
    """Every file of `results/`, by its name."""
    if not folder.results.is_dir():
        return {}
    return {path.name: path.read_bytes() for path in folder.results.iterdir() if path.is_file()}


def committed(folder: Folder) -> dict[str, bytes]:
    """The headlines of the last commit, where there is one."""
    found = {}
    for name in (HEADLINE, CONCLUSIONS):
        path = Path(folder.relative(folder.results)) / name
        command = ["git", "show", f"HEAD:./{path.as_posix()}"]
        try:
            answer = subprocess.run(command, cwd=folder.root, capture_output=True, check=False)
        except FileNotFoundError:
            return {}
        if answer.returncode == 0:
            found[name] = answer.stdout
    return found


def changes(evaluation: str, plan: Plan, then: Headlines, now: Headlines) -> list[Change]:
    """Each headline of the plan, in its order, and those that are gone."""
    targets = [*now.rows, *(target for target in then.rows if target not in now.rows)]
    order = list(plan.outcomes)
    known = [target for target in targets if _outcome(target) in order]
    known.sort(key=lambda target: order.index(_outcome(target)))
    return [_change(evaluation, plan, target, then, now) for target in known]


def _outcome(target: str) -> str:
    return target.partition(", ")[0]


def _change(evaluation: str, plan: Plan, target: str, then: Headlines, now: Headlines) -> Change:
    planned = plan.outcomes[_outcome(target)]
    binary = planned.kind == "binary"
    before, after = then.rows.get(target), now.rows.get(target)
    scale = 100 if binary else 1
    reading, words = _reading(target, then, now)
    arm = target.partition(", ")[2]
    label = planned.label.get("en", target) + (f", {_arm(plan, arm)}" if arm else "")
    now_, low, high = (after[name] * scale if after else None for name in NUMBERS)
    return Change(
        evaluation=evaluation,
        target=target,
        label=label,
        unit="percentage points" if binary else planned.unit.get("en", ""),
        decimals=planned.decimals,
        primary=planned.role == "primary",
        then=before["estimate"] * scale if before else None,
        now=now_,
        low=low,
        high=high,
        reading=reading,
        words=words,
        doubted=now.doubted.get(target, False),
    )


def _arm(plan: Plan, arm: str) -> str:
    named = plan.design.arms.named.get(arm)
    return named.label.get("en", arm) if named else arm


def _reading(target: str, then: Headlines, now: Headlines) -> tuple[Reading, str]:
    """How the headline reads beside the one before, and that in words."""
    before, after = then.rows.get(target), now.rows.get(target)
    if after is None:
        return "gone", "look: no longer among the headlines"
    if before is None:
        return "new", _verdict(after)
    if before["verdict"] != after["verdict"]:
        return "verdict changed", f"look: {_verdict(before)} has become {_verdict(after)}"
    was, is_ = then.doubted.get(target), now.doubted.get(target)
    if None not in (was, is_) and was != is_:
        return "doubt", "look: now in doubt" if is_ else "look: no longer in doubt"
    return _moved(before, after)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Reading, str]:
    """Of two headlines with one verdict, how far the second lies from the first."""
    if all(before[name] == after[name] for name in NUMBERS):
        return "identical", "identical"
    distance = abs(after["estimate"] - before["estimate"])
    error = before.get("std_error") or 0.0
    if distance and distance >= LOOK * error:
        return "moved", f"look: moved by {distance / error:,.1f} SE" if error else "look: moved"
    return "same reading", "same reading"


def _verdict(row: Mapping[str, Any]) -> str:
    return str(row["verdict"]).replace("_", " ")
