"""An evaluation's card as the portfolio shows it: its findings in order, its numbers as facts."""

from dataclasses import dataclass
from typing import Any

from pipeline.plan import Outcome
from pipeline.reporting.facts import Fact, Facts
from pipeline.sections.design import FIRST

# What kind of comparison each design without a lottery makes.
FAMILY = {
    "regression_discontinuity": "cutoff",
    "encouragement": "encouragement",
    "observational": "groups",
    "front_door": "groups",
    "difference_in_differences": "over_time",
    "synthetic_control": "over_time",
    "interrupted_series": "over_time",
}
FAMILIES = ("lottery", "encouragement", "cutoff", "groups", "over_time")


@dataclass(frozen=True)
class Finding:
    """What was found for one outcome in one arm; each number a `Fact` or `Withheld`."""

    target: str
    outcome: Outcome
    arm: dict[str, str] | None  # the arm's label, where there are several
    headline: dict[str, Any]
    evidence: dict[str, Any]
    conclusion: dict[str, Any]
    costs: dict[str, Any]

    @property
    def on_scale(self) -> bool:
        """Whether it can be drawn in standard deviations of the comparison group."""
        names = ("standardised", "standardised_low", "standardised_high")
        return all(isinstance(self.headline.get(name), Fact) for name in names)

    @property
    def marks(self) -> tuple[str, ...]:
        """What it can be chosen by."""
        return (
            f"verdict-{self.conclusion['verdict']}",
            f"certainty-{self.conclusion['certainty']}",
        )


@dataclass(frozen=True)
class Card:
    """One evaluation: who and where, what it found, how sure that is, what it cost."""

    name: str
    about: dict[str, Any]
    findings: tuple[Finding, ...]
    people: dict[str, Any]
    version: dict[str, Any]

    @property
    def headlines(self) -> tuple[Finding, ...]:
        """The findings on primary outcomes, or all where the plan calls none primary."""
        primary = tuple(found for found in self.findings if found.outcome.role == "primary")
        return primary or self.findings

    @property
    def cost(self) -> Fact | None:
        """What the programme cost for each person offered, where that is the same in every arm."""
        each = [found.costs.get("per_person") for found in self.findings]
        known = {fact.value: fact for fact in each if isinstance(fact, Fact)}
        return next(iter(known.values())) if len(known) == 1 else None

    @property
    def goals(self) -> tuple[str, ...]:
        """The numbers of the Sustainable Development Goals that its targets belong to."""
        found = {target.partition(".")[0] for target in self.about["sdg"]}
        return tuple(sorted(found, key=lambda goal: (len(goal), goal)))

    @property
    def family(self) -> str:
        """How people came to the programme: by `lottery`, or by what else groups differ in."""
        return "lottery" if self.about["lottery"] else FAMILY[self.about["design"]]

    @property
    def marks(self) -> tuple[str, ...]:
        """What it can be chosen by, beside its headlines."""
        return (*(f"goal-{goal}" for goal in self.goals), f"design-{self.family}")


def card_from(document: dict[str, Any]) -> Card:
    """A card as `conclusions.card` wrote it; what it lacks is not shown.

    Every number gets its place in the evaluation's own `results/` as its source.
    """
    results = f"data/{document['name']}/results"
    parts = {f"{results}/{name}": part for name, part in _parts(document).items()}
    facts = Facts(table=lambda name: parts[name], document=lambda name: parts[name])
    return Card(
        name=document["name"],
        about=document,
        findings=tuple(_finding(document, facts, results, t) for t in document["targets"]),
        people=_numbers(facts, f"{results}/conclusions.json", "people"),
        version=_numbers(facts, f"{results}/version.json"),
    )


def _parts(document: dict[str, Any]) -> dict[str, Any]:
    """What a card holds of each file in `results/`, by the file's name and as its rows are named.

    What was withheld of the people is named where `conclusions.json` counts them.
    """
    people = document["conclusions"].get("people") or document.get("people") or {}
    costs: dict[str, Any] = {}
    for target, cost in (document.get("costs") or {}).items():
        outcome, _, arm = target.partition(", ")
        costs.setdefault(outcome, {})[arm or FIRST] = cost
    return {
        "headline.json": document["headline"],
        "evidence.json": document["evidence"],
        "conclusions.json": document["conclusions"] | {"people": people},
        "costs.csv": costs,
        "version.json": document.get("version") or {},
    }


def _finding(document: dict[str, Any], facts: Facts, results: str, target: str) -> Finding:
    outcome, _, arm = target.partition(", ")
    several = len(document["arms"]) > 2
    return Finding(
        target=target,
        outcome=Outcome.model_validate(document["outcomes"][outcome]),
        arm=document["arms"][arm or FIRST] if several else None,
        headline=_numbers(facts, f"{results}/headline.json", target),
        evidence=_numbers(facts, f"{results}/evidence.json", target),
        conclusion=_numbers(facts, f"{results}/conclusions.json", "outcomes", target),
        costs=_numbers(facts, f"{results}/costs.csv", outcome, arm or FIRST),
    )


def _numbers(facts: Facts, name: str, *path: str) -> dict[str, Any]:
    """A part of a results document, its numbers as facts; nothing where the card lacks it."""
    entries: Any = facts.document(name)
    for step in path:
        entries = entries.get(step) or {}
    return {key: facts.entry(name, *path, key) for key in entries}
