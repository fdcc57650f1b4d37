"""What a specification curve finds, in a sentence, and the numbers of its picture."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.reporting.attempts import few_headlines, split
from pipeline.reporting.curve_figures.numbers import Numbers
from pipeline.reporting.curve_figures.specification_choices import option_name, varied
from pipeline.reporting.curve_figures.specifications import SPECIFICATIONS, in_deviations, rows_of
from pipeline.reporting.figure_findings import specifications
from pipeline.reporting.figure_findings.told import joined
from pipeline.reporting.templates import closed
from pipeline.reporting.terms import term
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

CHECK = "specification_curve"
# Rows of a table that somebody reads, by whether the page has few headlines.
LONGEST = {True: 9, False: 2}


def finding(report: "Report", outcome: str, arm: str) -> Markup:
    """What the curve says: how many, how clear, the median, and how rare it is without effect."""
    target, say = named(outcome, arm), report.words.say
    found = {
        split(row["target"]): row
        for row in report.facts.rows("robustness.csv")
        if row["check"] == CHECK
    }
    whole = found[target, ""]
    median = found.get((target, "median"))
    value = (median or found[target, "standardised_median"])["value"]
    sentences = [
        say(N_("The median effect is {median} {unit}."))
        if median
        else say(N_("The median effect is {median} standard deviations.")),
        say(N_("Had the programme done nothing, the p-value of a median so far from zero is {p}.")),
    ]
    passed = whole["status"] == "passed"
    sentences.append(
        say(N_("Together they bear the headline out."))
        if passed
        else say(N_("Together they do not bear the headline out."))
    )
    planned = report.plan.outcomes[outcome]
    scale = 100 if median and planned.kind == "binary" else 1
    decimals = planned.decimals if median else 2
    unit = say(N_("percentage points")) if planned.kind == "binary" else None
    told = Markup(" ".join(sentences)).format(
        median=report.words.number(value, decimals, scale=scale, signed=True),
        p=report.words.p_value(whole["value"]),
        unit=unit or report.words.label(planned.unit),
    )
    return closed(joined(specifications(report, target), told))


def specification_numbers(report: "Report", outcome: str, arm: str) -> Numbers:
    """Specifications with their choices and effects: all, or evenly picked where they are many.

    The headline is always among them.
    """
    rows = _all(report, outcome, arm)
    table = rows_of(report, outcome, arm)
    choices, deviations = list(varied(table)), in_deviations(table)
    say = report.words.say
    parts = ("standardised", "standardised_low", "standardised_high")
    parts = parts if deviations else ("estimate", "conf_low", "conf_high")
    effect = N_("Effect, in standard deviations") if deviations else N_("Effect")
    heads = [say(N_("Position")), *(term(report.words, "choice", choice) for choice in choices)]
    heads += [
        say(effect),
        say(N_("Lower end")),
        say(N_("Upper end")),
        say(N_("p-value")),
        say(N_("People")),
    ]
    made = [
        _cells(report, row, choices, parts) for row in _picked(rows, LONGEST[few_headlines(report)])
    ]
    return Numbers(tuple(heads), tuple(made), few_of_many=len(made) < len(rows))


def _all(report: "Report", outcome: str, arm: str) -> list[dict[str, Any]]:
    """One curve's specifications as facts, from the smallest effect to the largest."""
    rows = report.facts.rows(SPECIFICATIONS)
    return [row for row in rows if (row["outcome"], row["arm"]) == (outcome, arm)]


def _picked(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Every row of a short curve; of a longer one the first, the last, and others evenly."""
    if len(rows) <= most:
        return rows
    step = (len(rows) - 1) / (most - 1)
    places = {round(step * number) for number in range(most)}
    places |= {place for place, row in enumerate(rows) if row["headline"].value == 1}
    return [rows[place] for place in sorted(places)]


def _cells(
    report: "Report", row: dict[str, Any], choices: list[str], parts: tuple[str, ...]
) -> tuple[str | Markup, ...]:
    words, planned = report.words, report.plan.outcomes[row["outcome"]]
    own_unit = parts[0] == "estimate"
    scale = 100 if own_unit and planned.kind == "binary" else 1
    decimals = planned.decimals if own_unit else 2
    headline = row["headline"].value == 1
    place = words.number(row["specification"])
    name = Markup(words.say(N_("{place}, the headline"))).format(place=place) if headline else place
    cells: list[str | Markup] = [name]
    cells += [option_name(report, choice, row[choice]) for choice in choices]
    for part in parts:
        fact = row[part]
        cells.append(words.number(fact, decimals, scale=scale, signed=True) if fact else "–")
    cells.append(words.p_value(row["p_value"]) if row["p_value"] else "–")
    cells.append(words.number(row["n_obs"]) if row["n_obs"] else "–")
    return tuple(cells)
