"""What cleaning did, from `cleaning_log.csv`: rows left out, answers changed, reasons for none."""

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.reporting.quality_page.table import Table
from pipeline.reporting.quality_page.wording import count, variable_label
from pipeline.reporting.terms import TERMS, term, wave_name
from pipeline.reporting.words import SOURCE

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# Rows that a rule takes out of a wave, in the order in which they go.
LEFT_OUT = (
    "removed_by_correction", "no_consent", "dropped_exact", "dropped_unit", "dropped_near",
    "unmatched",
)  # fmt: skip
KEPT = "kept: "  # before the plan's rule, in the reason of a row left out


def exported(report: "Report") -> list[tuple[str, Any]]:
    """The rows of each wave's export, where they do not give away how few were left out."""
    rows = report.facts.rows("cleaning_log.csv")
    return [
        (wave_name(report.words, row["wave"]), row["rows"])
        for row in rows
        if row["rule"] == "export"
    ]


def left_out(report: "Report") -> Table:
    """Rows of each wave's export, and how many each rule took out."""
    say, words = report.words.say, report.words
    cells: dict[str, dict[str, Markup]] = {}
    reasons: dict[str, str] = {}
    for row in report.facts.rows("cleaning_log.csv"):
        if row["rule"] in ("export", *LEFT_OUT):
            cells.setdefault(row["wave"], {})[row["rule"]] = count(report, row["rows"])
            if row["reason"].startswith(KEPT):
                reasons[row["rule"]] = term(words, "kept", row["reason"].removeprefix(KEPT))
    rules = [rule for rule in LEFT_OUT if any(rule in mine for mine in cells.values())]
    names = {rule: term(words, "flow", rule) for rule in rules}
    heads = [
        f"{names[rule]} ({reasons[rule]})" if rule in reasons else names[rule] for rule in rules
    ]
    shown = [*(["export"] if any("export" in mine for mine in cells.values()) else []), *rules]
    came = [term(words, "flow", "export")] if "export" in shown else []
    return Table(
        say("What came in, and what was left out"),
        (say("Wave"), *came, *heads),
        [
            [wave_name(words, wave), *(mine.get(rule, "–") for rule in shown)]
            for wave, mine in cells.items()
        ],
    )


def changed(report: "Report") -> Table:
    """How many answers each rule changed, by question and wave."""
    say = report.words.say
    found: dict[str, list[Markup]] = {}
    for row in report.facts.rows("cleaning_log.csv"):
        if row["rule"] in TERMS["cleaning_rule"]:
            asked = report.in_wave(report.variable_label(row["variable"]), row["wave"])
            item = Markup("{}: {}").format(asked, count(report, row["rows"]))
            found.setdefault(row["rule"], []).append(item)
    return Table(
        say("Answers that were changed, by rule"),
        (say("Rule"), say("Question, wave and how many answers")),
        [[term(report.words, "cleaning_rule", rule), listed(found[rule])] for rule in found],
        frozenset({1}),
    )


def reasons(report: "Report") -> Table:
    """Why answers are missing, by question and wave."""
    say, found = report.words.say, {}
    waves: list[str] = []
    for row in report.facts.rows("cleaning_log.csv"):
        if row["rule"] != "missing_code":
            continue
        if row["wave"] not in waves:
            waves.append(row["wave"])
        reason = _reason(report, row["variable"], row["reason"])
        item = Markup("{}: {}").format(reason, count(report, row["rows"]))
        found.setdefault(row["variable"], {}).setdefault(row["wave"], []).append(item)
    order = [wave for wave in report.plan.clean.waves if wave in waves]
    return Table(
        say("Answers that are missing for a stated reason"),
        (say("Question"), *(wave_name(report.words, wave) for wave in order)),
        [
            [variable_label(report, name), *(listed(mine.get(wave, [])) for wave in order)]
            for name, mine in found.items()
        ],
        frozenset(range(1, len(order) + 1)),
    )


def _reason(report: "Report", name: str, english: str) -> str:
    """Why an answer is missing, in the language of the report where the codebook has it."""
    variable = report.codebook.get(name)
    for texts in variable.reasons.values() if variable else ():
        if texts.get(SOURCE) == english:
            return report.words.label(texts)
    return english


def listed(items: list[Markup]) -> Markup:
    """Items under one another; a dash where there are none."""
    if not items:
        return Markup("–")
    return Markup('<ul class="items">{}</ul>').format(
        Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    )
