"""What findings are made of: counts of `conclusions.json`, rows of tables, whole sentences."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

DOCUMENT = "conclusions.json"


def counts(report: "Report", *path: str) -> dict[str, Fact]:
    """The counts that `conclude` made for a figure; empty where it made none."""
    found: Any = report.facts.document(DOCUMENT).get("figures", {})
    for step in path:
        found = found.get(step, {})
    entry = report.facts.entry
    return {name: entry(DOCUMENT, "figures", *path, name) for name in found}


def tell(report: "Report", sentence: str, **told: object) -> Markup:
    """A sentence of the catalogue, already in the report's language, with what stands in it.

    A count among ``told`` becomes a number with its source; a text is escaped.
    """
    shown = {
        name: report.words.number(value) if isinstance(value, Fact) else value
        for name, value in told.items()
    }
    return Markup(sentence).format(**shown)


def joined(*sentences: Markup | str) -> Markup:
    """Sentences after one another, without those that say nothing."""
    return Markup(" ").join(sentence for sentence in sentences if sentence)


def clear_ranges(report: "Report", found: dict[str, Fact]) -> Markup:
    """How many ranges leave zero out on the headline's side; ``found`` is of `counted`."""
    say, clear, drawn = report.words.say, found["clear_same_side"], found["drawn"]
    one = drawn.value == 1
    if found["clear"].value == 0:
        none = N_("Its range holds zero.") if one else N_("None of these ranges leaves zero out.")
        return Markup(say(none))
    if clear.value == drawn.value:
        every = N_("Its range leaves zero out.") if one else N_("These ranges all leave zero out.")
        return Markup(say(every))
    if clear.value == 0:
        sentence = say(N_("Ranges that leave zero out, all on the other side: {clear} of {drawn}."))
        return tell(report, sentence, clear=found["clear"], drawn=drawn)
    sentence = say(N_("Ranges that leave zero out on that side: {clear} of {drawn}."))
    return tell(report, sentence, clear=clear, drawn=drawn)


def rows_of_curve(report: "Report", curve: str, target: str) -> list[dict[str, Any]]:
    """One curve's rows of `curves.csv`, their numbers as facts."""
    rows = report.facts.rows("curves.csv")
    return [row for row in rows if (row["curve"], row["outcome"]) == (curve, target)]


def headline_of(report: "Report", target: str) -> dict[str, Any]:
    """One headline's entries, their numbers as facts."""
    entries = report.facts.document("headline.json")[target]
    return {name: report.facts.entry("headline.json", target, name) for name in entries}


def in_units(report: "Report", target: str, fact: Any) -> Markup:
    """An effect as readers see it: of a binary outcome in percentage points, without the words."""
    planned = report.plan.outcomes[target.partition(", ")[0]]
    scale = 100 if planned.kind == "binary" else 1
    return report.words.number(fact, planned.decimals, scale=scale, signed=True)


def unit_of_effect(report: "Report", target: str) -> str:
    """The unit of an effect on an outcome, in words."""
    planned = report.plan.outcomes[target.partition(", ")[0]]
    if planned.kind == "binary":
        return report.words.say(N_("percentage points"))
    return report.words.label(planned.unit)
