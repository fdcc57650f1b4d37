"""A run as one JSON document on standard output, for programs."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.running.course import Ended
from pipeline.running.targets import Target

if TYPE_CHECKING:
    from pipeline.running.outcome import Outcome
    from pipeline.running.preparation import Ready


class AsJson:
    """Says nothing until the end."""

    colour = False

    def opening(self, ready: "Ready") -> None: ...

    def began(self, target: Target) -> None: ...

    def progress(self, target: Target, text: str) -> None: ...

    def ended(self, stage: Ended) -> None: ...

    def close(self) -> None: ...

    def interrupted(self, stages: Sequence[Target]) -> None:
        _print({"interrupted": [asdict(target) for target in stages], "exit_code": 130})

    def outcome(self, outcome: "Outcome") -> None:
        _print(document(outcome))


def document(outcome: "Outcome") -> dict[str, Any]:
    """All that a run came to, as plain lists and mappings."""
    ready = outcome.ready
    return {
        "exit_code": outcome.exit_code,
        "seconds": round(outcome.seconds, 1),
        "changed": {stage: list(why) for stage, why in ready.changed.items()},
        "faults": [asdict(fault) for error in ready.faults.values() for fault in error.faults],
        "stages": [_stage(stage) for stage in outcome.ended],
        "stopped": [{"evaluation": work, "text": text} for work, text in outcome.stopped],
        "not_done": [asdict(target) for target in outcome.not_done],
        "estimates": [asdict(change) for change in outcome.changes],
        "warnings": [asdict(warning) for warning in outcome.warnings],
        "reports": outcome.reports,
    }


def _stage(stage: Ended) -> dict[str, Any]:
    seconds = round(stage.seconds, 1)
    told = {"end": stage.end, "text": stage.text, "seconds": seconds, "exit_code": stage.code}
    return asdict(stage.target) | told


def _print(content: dict[str, Any]) -> None:
    json.dump(content, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
