"""Whether a study's answers are as sure as they say: what would make a rehearsal fail.

Fails when intervals hold the truth less often than the plan's confidence, or a programme that does
nothing is declared to do something more often than the plan's error rate; each by more than draws
explain, and by enough to matter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.rehearsal.measures import Measured, Rule

# What draws explain: so many Monte Carlo standard errors.
BY_CHANCE = 2.0
# What would matter: a share that is off by less changes no reader's mind.
TOLERATED = 0.02


@dataclass(frozen=True)
class Judged:
    """A measure, what it is held to (None: to nothing), and whether it held."""

    measured: Measured
    threshold: float | None
    status: str


def judged(found: Iterable[Measured], rule: Rule) -> Iterator[Judged]:
    """Measures with what they are held to: coverage to confidence, false findings to the rate."""
    for item in found:
        if item.measure == "coverage":
            failed = falls_short(rule.confidence - item.value, item.monte_carlo_error)
            yield Judged(item, rule.confidence, "failed" if failed else "passed")
        elif item.measure == "declared_effect":
            failed = falls_short(item.value - rule.alpha, item.monte_carlo_error)
            yield Judged(item, rule.alpha, "failed" if failed else "passed")
        else:
            yield Judged(item, None, "informative")


def falls_short(gap: float, monte_carlo_error: float) -> bool:
    """Whether a share is on the wrong side of its threshold by more than chance and tolerance."""
    return gap >= TOLERATED and gap > BY_CHANCE * monte_carlo_error
