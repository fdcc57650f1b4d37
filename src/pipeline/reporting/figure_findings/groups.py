"""Findings of figures that compare groups of people: were they alike, who was lost, who moved?"""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.figure_findings.told import DOCUMENT, counts, joined, tell
from pipeline.reporting.terms import series_name
from pipeline.reporting.words import N_
from pipeline.results import JOINT

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# The characteristics that stand out, and none of them.
STAND_OUT = {
    "compliers": (
        N_(
            "In {clear} of {drawn} characteristics, those whom the encouragement moved clearly "
            "differ from everybody."
        ),
        N_(
            "In none of {drawn} characteristics do those whom the encouragement moved clearly "
            "differ from everybody."
        ),
    ),
    "best_linear_projection": (
        N_("The effect clearly differs along {clear} of {drawn} characteristics."),
        N_("The effect clearly differs along none of {drawn} characteristics."),
    ),
}


def stand_out(report: "Report", curve: str, target: str) -> Markup:
    """In how many characteristics a range leaves zero out."""
    found = counts(report, "curves", curve, target)
    sentence = STAND_OUT[curve][found["clear"].value == 0]
    return tell(report, report.words.say(sentence), drawn=found["drawn"], clear=found["clear"])


def balance(report: "Report") -> Markup:
    """How many characteristics were alike at the start, and which was furthest apart."""
    found, say = counts(report, "balance"), report.words.say
    if found["characteristics"].value == 0:
        return Markup(say(N_("No characteristic could be compared.")))
    if found["apart"].value:
        sentence = say(
            N_(
                "{alike} of {characteristics} characteristics were alike at the start; {apart} "
                "were further apart than adjustment is trusted to mend."
            )
        )
    elif found["near"].value:
        sentence = say(
            N_(
                "{alike} of {characteristics} characteristics were alike at the start; the others "
                "are near enough for adjustment."
            )
        )
    else:
        sentence = report.words.translations.ngettext(
            "The one characteristic was alike at the start.",
            "All {characteristics} characteristics were alike at the start.",
            int(found["characteristics"].value),
        )
    return joined(tell(report, sentence, **found), _furthest(report))


def _furthest(report: "Report") -> Markup:
    rows = [
        row
        for row in report.facts.rows("balance.csv")
        if row["sample"] == "assigned"
        and row["variable"] != JOINT
        and isinstance(row["standardised_difference"], Fact)
    ]
    if len(rows) < 2:
        return Markup("")
    worst = max(rows, key=lambda row: abs(row["standardised_difference"].value))
    apart = report.words.number(worst["standardised_difference"], 2, signed=True)
    sentence = N_("Furthest apart: {variable}, by {difference} standard deviations.")
    variable = report.variable_label(worst["variable"])
    return tell(report, report.words.say(sentence), variable=variable, difference=apart)


def balance_after(report: "Report", curve: str, target: str) -> Markup:
    """How many characteristics were alike before, and after each way of adjusting."""
    series = report.facts.document(DOCUMENT)["figures"]["curves"][curve][target]
    before = N_("Before, {alike} of {characteristics} characteristics were alike.")
    after = N_("After {way}: {alike} of {characteristics}.")
    told = []
    for name in sorted(series, key=lambda one: one != "before"):
        sentence = before if name == "before" else after
        found = counts(report, "curves", curve, target, name)
        way = series_name(report.words, name)
        told.append(tell(report, report.words.say(sentence), way=way, **found))
    return joined(*told)


def overlap(report: "Report", curve: str, target: str) -> Markup:
    """Whether every participant has somebody to be compared with."""
    alone = counts(report, "curves", curve, target)["alone"]
    say = report.words.say
    if alone.value == 0:
        return Markup(
            say(N_("Every participant has people in the comparison group who were as likely to "
                   "take part."))
        )  # fmt: skip
    sentence = N_(
        "For {share} percent of participants, nobody in the comparison group was as likely to take "
        "part."
    )
    return tell(report, say(sentence), share=report.words.number(alone, 1, scale=100))


def contour(report: "Report", curve: str, target: str) -> Markup:  # noqa: ARG001
    """How strong a confounder would have to be."""
    rows = report.facts.rows("robustness.csv")
    mine = [row for row in rows if (row["check"], row["target"]) == ("robustness_value", target)]
    if not mine or not isinstance(mine[0]["value"], Fact):
        return Markup(
            report.words.say(
                N_("The lines show how strong a confounder would have to be to undo the estimate.")
            )
        )
    sentence = N_(
        "A confounder that explains {share} percent of both who takes part and the outcome would "
        "take the estimate to zero."
    )
    share = report.words.number(mine[0]["value"], 1, scale=100)
    return tell(report, report.words.say(sentence), share=share)


def attrition(report: "Report") -> Markup:
    """For how many outcomes few enough people were lost."""
    found = counts(report, "attrition")
    ngettext, outcomes = report.words.translations.ngettext, int(found["outcomes"].value)
    if found["high"].value:
        sentence = ngettext(
            "Too many were lost: the outcome lies above both boundaries.",
            "Too many were lost for {high} of {outcomes} outcomes: they lie above both boundaries.",
            outcomes,
        )
    elif found["low_if_optimistic"].value:
        sentence = ngettext(
            "The loss is small enough only under the optimistic boundary.",
            "For {low_if_optimistic} of {outcomes} outcomes the loss is small enough only under "
            "the optimistic boundary; the others lie under the cautious one.",
            outcomes,
        )
    else:
        sentence = ngettext(
            "Few enough were lost: the outcome lies under the cautious boundary.",
            "Few enough were lost: all {outcomes} outcomes lie under the cautious boundary.",
            outcomes,
        )
    return tell(report, sentence, **found)
