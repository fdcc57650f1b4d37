"""What was found out about one thing that a page says: same, changed, or missing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["same", "changed", "missing", "not here"]
FAULTS: tuple[Status, ...] = ("changed", "missing")


@dataclass(frozen=True)
class Finding:
    """One number or one fingerprint: what the page says, and what stands there now.

    `not here` is no fault: raw data may lie on another machine, and a project need not be locked.
    """

    kind: Literal["number", "file"]
    what: str
    status: Status
    page: str = ""
    now: str = ""
    why: str = ""


def tally(findings: Iterable[Finding]) -> str:
    """How many numbers and files are in each state, in one line."""
    parts = []
    counted = Counter((finding.kind, finding.status) for finding in findings)
    for kind in ("number", "file"):
        states = [(state, n) for (own, state), n in counted.items() if own == kind]
        told = ", ".join(f"{n:,} {state}" for state, n in sorted(states, key=_order))
        if told:
            parts.append(f"{kind}s: {told}")
    return "; ".join(parts)


def _order(state: tuple[str, int]) -> int:
    return ("same", "changed", "missing", "not here").index(state[0])


def faults(findings: Iterable[Finding]) -> list[Finding]:
    """Those that do not verify."""
    return [finding for finding in findings if finding.status in FAULTS]
