"""Findings of figures with several answers to one question: do they point the same way?"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.figure_findings.told import clear_ranges, counts, joined, tell
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report
    from pipeline.reporting.facts import Fact

# Called with the catalogue's own `ngettext`, so that each language has all its plural forms.
Counted = Callable[[Callable[[str, str, int], str], int], str]

ALL: dict[str, Counted] = {
    "estimates": lambda ngettext, n: ngettext(
        "The one other estimate points the same way as the headline.",
        "The {drawn} other estimates all point the same way as the headline.",
        n,
    ),
    "specifications": lambda ngettext, n: ngettext(
        "The one defensible analysis points the same way as the headline.",
        "All {drawn} defensible analyses point the same way as the headline.",
        n,
    ),
    "bandwidth": lambda ngettext, n: ngettext(
        "In the one window drawn, the jump points the same way as the headline.",
        "In all {drawn} windows, the jump points the same way as the headline.",
        n,
    ),
    "persistence": lambda ngettext, n: ngettext(
        "At the one wave, the effect points the same way as the headline.",
        "At all {drawn} waves, the effect points the same way as the headline.",
        n,
    ),
    "group_effects": lambda ngettext, n: ngettext(
        "The one group of starters shows an effect that points the same way as the headline.",
        "In all {drawn} groups of starters, the effect points the same way as the headline.",
        n,
    ),
    "calendar_effects": lambda ngettext, n: ngettext(
        "At the one time, the effect points the same way as the headline.",
        "At all {drawn} times, the effect points the same way as the headline.",
        n,
    ),
    "influence": lambda ngettext, n: ngettext(
        "With the one part left out, the effect points the same way as the headline.",
        "Whichever of the {drawn} parts is left out, the effect points the same way as the "
        "headline.",
        n,
    ),
    "confounder_benchmarks": lambda ngettext, n: ngettext(
        "With the one confounder put in, the effect points the same way as the headline.",
        "With any of the {drawn} confounders put in, the effect points the same way as the "
        "headline.",
        n,
    ),
}
SOME: dict[str, str] = {
    "estimates": N_("{same} of {drawn} other estimates point the same way as the headline."),
    "specifications": N_(
        "{same} of {drawn} defensible analyses point the same way as the headline."
    ),
    "bandwidth": N_("In {same} of {drawn} windows, the jump points the same way as the headline."),
    "persistence": N_(
        "At {same} of {drawn} waves, the effect points the same way as the headline."
    ),
    "group_effects": N_(
        "In {same} of {drawn} groups of starters, the effect points the same way as the headline."
    ),
    "calendar_effects": N_(
        "At {same} of {drawn} times, the effect points the same way as the headline."
    ),
    "influence": N_(
        "With {same} of {drawn} parts left out one by one, the effect points the same way as the "
        "headline."
    ),
    "confounder_benchmarks": N_(
        "With {same} of {drawn} confounders put in, the effect points the same way as the headline."
    ),
}
NONE = N_("There is nothing here to compare the headline with.")


def agreement(report: "Report", kind: str, found: "dict[str, Fact]") -> Markup:
    """How many answers point the headline's way and how many ranges leave zero out."""
    if not found or found["drawn"].value == 0:
        return Markup(report.words.say(NONE))
    drawn, same = found["drawn"], found["same_side"]
    if same.value == drawn.value:
        ngettext = report.words.translations.ngettext
        sentence = ALL[kind](ngettext, int(drawn.value))
    else:
        sentence = report.words.say(SOME[kind])
    told = tell(report, sentence, drawn=drawn, same=same)
    return joined(told, clear_ranges(report, found))


def of_curve(report: "Report", curve: str, target: str) -> Markup:
    """`agreement` of the ranges of one curve of one outcome."""
    return agreement(report, curve, counts(report, "curves", curve, target))


def estimates(report: "Report", target: str) -> Markup:
    """`agreement` of the other estimates of one outcome."""
    return agreement(report, "estimates", counts(report, "estimates", target))


def specifications(report: "Report", target: str) -> Markup:
    """`agreement` of the specifications of one outcome."""
    return agreement(report, "specifications", counts(report, "specifications", target))
