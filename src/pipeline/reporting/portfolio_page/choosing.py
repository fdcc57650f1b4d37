"""Choosing evaluations without a script: what to choose by, and the rules that hide the rest."""

from dataclasses import dataclass
from itertools import product

from pipeline.conclusions.certainty import LEVELS
from pipeline.reporting.portfolio_page.cards import FAMILIES, Card
from pipeline.reporting.terms import term
from pipeline.reporting.words import N_, Words

VERDICTS = ("increase", "decrease", "little_or_no_difference", "too_uncertain")
OF_FINDINGS = ("verdict", "certainty")  # these say something of a finding, the others of a card
LEGENDS = {
    "goal": N_("Sustainable Development Goal"),
    "certainty": N_("Certainty of the evidence"),
    "design": N_("How people came to the programme"),
    "verdict": N_("What was found"),
}
CODES = {
    "goal": tuple(str(goal) for goal in range(1, 18)),
    "certainty": LEVELS,
    "design": FAMILIES,
    "verdict": VERDICTS,
}
NAMED_BY = {"goal": "goal", "certainty": "certainty", "design": "family", "verdict": "verdict"}


@dataclass(frozen=True)
class Choice:
    """A value that evaluations can be chosen by: its mark on them, and what it is called."""

    mark: str
    name: str


@dataclass(frozen=True)
class Facet:
    """One question to choose by, and those of its answers that some evaluation has."""

    code: str
    legend: str
    choices: tuple[Choice, ...]


def facets(cards: list[Card], words: Words) -> list[Facet]:
    """What the evaluations differ in and can be chosen by, in the language of the page."""
    marks = {mark for card in cards for mark in card.marks}
    marks |= {mark for card in cards for found in card.headlines for mark in found.marks}
    found = [
        Facet(
            code,
            words.say(legend),
            tuple(
                Choice(f"{code}-{value}", _name(words, code, value))
                for value in CODES[code]
                if f"{code}-{value}" in marks
            ),
        )
        for code, legend in LEGENDS.items()
    ]
    return [facet for facet in found if len(facet.choices) > 1]


def _name(words: Words, code: str, value: str) -> str:
    name = term(words, NAMED_BY[code], value)
    return f"{value} {name}" if code == "goal" else name


def rules(offered: list[Facet]) -> str:
    """The style rules that leave, of what is marked, only what was chosen.

    A verdict and a certainty chosen together must be those of one and the same finding.
    """
    lines = []
    for facet in offered:
        for choice in facet.choices:
            if facet.code in OF_FINDINGS:
                lines.append(f"{_chosen(choice)} .one:not(:has(.{choice.mark}))")
                lines.append(f"{_chosen(choice)} .glance .effect:not(.{choice.mark})")
            else:
                lines.append(f"{_chosen(choice)} .one:not(.{choice.mark})")
    of_findings = [facet.choices for facet in offered if facet.code in OF_FINDINGS]
    if len(of_findings) == len(OF_FINDINGS):
        lines += [
            f"{_chosen(one, other)} .one:not(:has(.{one.mark}.{other.mark}))"
            for one, other in product(*of_findings)
        ]
    return ",\n".join(lines) + "{display:none}" if lines else ""


def _chosen(*choices: Choice) -> str:
    return ":root" + "".join(f":has(#choose-{choice.mark}:checked)" for choice in choices)
