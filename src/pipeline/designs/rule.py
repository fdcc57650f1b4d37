"""What one kind of design calls for, and what it allows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Identification = Literal[
    "randomisation",
    "backdoor",
    "frontdoor",
    "instrument",
    "parallel_trends",
    "continuity",
    "synthetic_control",
    "trend",
]


@dataclass(frozen=True)
class DesignRule:
    """The defaults and the limits of one kind of design.

    ``estimators`` gives for each estimand what runs where the plan names none, headline first;
    ``robustness`` and ``curves`` likewise. ``supported``, ``supported_checks`` are all that a plan
    may name. ``needs`` and ``may`` are keys of the plan's `design:` that this kind must have, and
    may have, beside those that every design has.

    ``adjusts`` says whether covariates are needed for identification, not just for precision;
    ``lottery`` whether chance alone decided who is in which arm, and ``assigns_clusters`` whether
    it decided for whole clusters at once. ``untestable`` and ``testable`` are the assumptions that
    identification by ``identified_by`` rests on.
    """

    estimand: str
    estimators: Mapping[str, tuple[str, ...]]
    supported: tuple[str, ...]
    identified_by: Identification
    untestable: tuple[str, ...]
    testable: tuple[str, ...]
    robustness: tuple[str, ...] = ()
    supported_checks: tuple[str, ...] = ()
    curves: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    adjusts: bool = False
    lottery: bool = False
    assigns_clusters: bool = False

    @property
    def estimands(self) -> tuple[str, ...]:
        """What this kind of design can answer for."""
        return tuple(self.estimators)
