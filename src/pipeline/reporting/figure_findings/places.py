"""Findings of figures on a cutoff, on one place beside a mix of others, and on one series."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.figure_findings.told import (
    counts,
    headline_of,
    in_units,
    rows_of_curve,
    tell,
    unit_of_effect,
)
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# What the headline says in each figure: with its range where that leaves zero out, and where not.
DIFFERENCE = {
    "binned_outcome": (
        N_(
            "At the cutoff the outcome jumps by {estimate} {unit}; the data fit anything from "
            "{low} to {high}."
        ),
        N_(
            "At the cutoff a jump cannot be told from none: {estimate} {unit}; the data fit "
            "anything from {low} to {high}."
        ),
    ),
    "synthetic_path": (
        N_(
            "Since the programme began, the treated differ from their mix by {estimate} {unit}; "
            "the data fit anything from {low} to {high}."
        ),
        N_(
            "Since the programme began, a difference of the treated from their mix cannot be told "
            "from none: {estimate} {unit}; the data fit anything from {low} to {high}."
        ),
    ),
    "series_fit": (
        N_(
            "Since the programme began, the outcome differs from its earlier trend by {estimate} "
            "{unit}; the data fit anything from {low} to {high}."
        ),
        N_(
            "Since the programme began, a difference from the earlier trend cannot be told from "
            "none: {estimate} {unit}; the data fit anything from {low} to {high}."
        ),
    ),
}
NO_RANGE = N_("The difference that the headline reports is {estimate} {unit}; it has no range.")


def difference(report: "Report", curve: str, target: str) -> Markup:
    """The headline, as the figure shows it."""
    from pipeline.reporting.templates import closed

    headline, say = headline_of(report, target), report.words.say
    low, high = headline["conf_low"], headline["conf_high"]
    if low is None or high is None:
        sentence = NO_RANGE
    else:
        holds_zero = not (low.value > 0 or high.value < 0)
        sentence = DIFFERENCE[curve][holds_zero]
    names = {"estimate": "estimate", "low": "conf_low", "high": "conf_high"}
    shown = {name: in_units(report, target, headline[key]) for name, key in names.items()
             if headline[key]}  # fmt: skip
    unit = unit_of_effect(report, target)
    return closed(tell(report, say(sentence), unit=unit, **shown))


def placebo_cutoffs(report: "Report", curve: str, target: str) -> Markup:
    """Whether anything jumps where nothing begins."""
    found = counts(report, "curves", curve, target)
    sentence = (
        N_("{clear} of {drawn} cutoffs where nothing begins show a jump that leaves zero out.")
        if found["clear"].value
        else N_("None of {drawn} cutoffs where nothing begins shows a jump that leaves zero out.")
    )
    return tell(report, report.words.say(sentence), drawn=found["drawn"], clear=found["clear"])


def gap(report: "Report", curve: str, target: str) -> Markup:
    """How the gap of the treated stands among those of pretended programmes."""
    found = counts(report, "curves", curve, target)
    sentence = (
        N_(
            "{as_far} of {pretended} pretended programmes part from their mix as far as the "
            "treated."
        )
        if found["as_far"].value
        else N_(
            "None of {pretended} pretended programmes parts from its mix as far as the treated did."
        )
    )
    return tell(report, report.words.say(sentence), **found)


def donor_weights(report: "Report", curve: str, target: str) -> Markup:
    """How many places the mix is made of, and the heaviest."""
    places = counts(report, "curves", curve, target)["places"]
    heaviest = max(rows_of_curve(report, curve, target), key=lambda row: row["value"].value)
    ngettext = report.words.translations.ngettext
    sentence = ngettext(
        "The mix is one place: {name}, with {share} percent.",
        "The mix is made of {places} places; {name} weighs most, with {share} percent.",
        int(places.value),
    )
    share = report.words.number(heaviest["value"], 1, scale=100)
    return tell(report, sentence, places=places, name=heaviest["series"], share=share)
