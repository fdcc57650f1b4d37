"""The attempts sorted by what they doubt, so that many of them can be read."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.conclusions.attempt_families import FAMILIES, family_of
from pipeline.reporting.attempts import Attempt, attempts

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report


@dataclass(frozen=True)
class Group:
    """The attempts that try to break the same thing, those that broke a result first."""

    family: str
    attempts: tuple[Attempt, ...]

    @property
    def failed(self) -> bool:
        return any(attempt.failed for attempt in self.attempts)

    @property
    def has_thresholds(self) -> bool:
        """Whether any of its answers is held to a number."""
        return any(answer.held_to != "–" for item in self.attempts for answer in item.answers)


def grouped(report: "Report") -> list[Group]:
    """All attempts by what they try to break; what broke a result comes first."""
    made = sorted(attempts(report), key=lambda attempt: not attempt.failed)
    groups = [
        Group(family, tuple(item for item in made if family_of(item.check) == family))
        for family in FAMILIES
    ]
    return sorted((group for group in groups if group.attempts), key=lambda group: not group.failed)
