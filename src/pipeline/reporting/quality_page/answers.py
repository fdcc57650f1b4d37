"""Tables of what was answered: against the form, beside other answers, and not at all."""

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.quality import Quality, about
from pipeline.reporting.quality_page.lines import EVERYBODY, Line
from pipeline.reporting.quality_page.table import (
    Cell,
    Table,
    lines_of_check,
    measured,
    measures_of_line,
    percent,
    smallest_first,
)
from pipeline.reporting.quality_page.wording import Row, known, measure, variable_label
from pipeline.reporting.terms import term, wave_name
from pipeline.reporting.words import Words


def constraints(quality: Quality) -> list[Table]:
    """Each limit that the form sets, those that answers break first."""
    say = quality.report.words.say
    columns = (say("Question"), say("Wave and version"), say("Percent"), say("Out of"))
    return _form_rules(quality, "constraints", columns)


def skip_logic(quality: Quality) -> list[Table]:
    """Each question that the form asks of some only, or requires; those that go wrong first."""
    say = quality.report.words.say
    columns = (say("Question"), say("Wave and version"), say("Rule"), say("Percent"), say("Out of"))
    return _form_rules(quality, "skip_logic", columns)


def _form_rules(quality: Quality, check: str, columns: tuple[str, ...]) -> list[Table]:
    say, found = quality.report.words.say, []
    for line in lines_of_check(quality, check):
        if line.target.kind == "form_rules":
            found += [(row, line) for row in measures_of_line(quality, line)]
    found.sort(key=lambda pair: -smallest_first(pair[0]))
    broken, kept = [], []
    for row, line in found:
        cells = _rule_cells(quality, line, row)
        shown = kept if known(row["value"]) and row["value"].value == 0 else broken
        shown.append(cells if check == "skip_logic" else [*cells[:2], *cells[3:]])
    texts = frozenset({1, 2} if check == "skip_logic" else {1})
    return [
        Table(say("Rules of the form that answers break"), columns, broken, texts),
        Table(say("Rules of the form that no answer breaks"), columns, kept, texts, shut=True),
    ]


def _rule_cells(quality: Quality, line: Line, row: Row) -> list[Cell]:
    words = quality.report.words
    variable, _, version = row["group"].partition(" ")
    when = wave_name(words, line.target.wave) if line.target.wave else ""
    return [
        variable_label(quality.report, variable),
        _wave_and_version(words, when, version),
        term(words, "rule_broken", row["measure"]),
        percent(quality, row["value"], 2),
        measure(words, row["n"]),
    ]


def _wave_and_version(words: Words, wave: str, version: str) -> str:
    if wave and version:
        return words.say("%(wave)s, version %(version)s") % {"wave": wave, "version": version}
    return wave or version or "–"


def outliers(quality: Quality) -> list[Table]:
    """Between which bounds numbers were expected, and how many lie beyond."""
    words, say, rows = quality.report.words, quality.report.words.say, []
    for line in lines_of_check(quality, "outliers"):
        label = about(quality, line)
        for group in dict.fromkeys(row["group"] for row in measures_of_line(quality, line)):
            low, high = (
                measured(quality, line, group, name)
                for name in ("lowest_expected", "highest_expected")
            )
            beyond = [
                measure(words, measured(quality, line, group, name)["value"])
                for name in ("below", "above")
            ]
            if low["value"] is not None:
                name = label if group == EVERYBODY else f"{label}, {group}"
                bounds = [_bound(words, low["value"]), _bound(words, high["value"])]
                rows.append([name, *bounds, *beyond, measure(words, low["n"])])
    columns = (
        say("Variable"), say("Expected: lower end"), say("Expected: upper end"), say("Below"),
        say("Above"), say("Out of"),
    )  # fmt: skip
    return [Table(say("Numbers far from the rest"), columns, rows)]


def _bound(words: Words, fact: Fact | None) -> Markup:
    """A bound with a decimal where it is small enough for one to matter."""
    return measure(words, fact, 1 if known(fact) and abs(fact.value) < 100 else 0)


def other_specify(quality: Quality) -> list[Table]:
    """How often “other” was chosen, and which choices its texts name."""
    words, say, shares, named = quality.report.words, quality.report.words.say, [], []
    for line in lines_of_check(quality, "other_specify"):
        name = about(quality, line)
        if line.target.kind == "other" and line.judged:
            n = measured(quality, line, EVERYBODY, "other_share")["n"]
            allowed = percent(quality, line.row["threshold"], 0)
            shares.append([name, percent(quality, line.row["value"]), allowed, measure(words, n)])
        parent = line.target.variable.removesuffix("_other")
        for row in measures_of_line(quality, line):
            if row["measure"] == "names_this_choice":
                choice = quality.report.answer_label(parent, row["group"])
                named.append([f"{name}: {choice}", measure(words, row["value"])])
    percents = (say("Question"), say("Percent “other”"), say("Allowed"), say("Out of"))
    texts = say("“Other” texts that say what a choice says")
    return [
        Table(say("How often “other” was chosen"), percents, shares),
        Table(texts, (say("Question and choice"), say("Texts")), named),
    ]


def missing(quality: Quality) -> list[Table]:
    """The share missing of each variable, in all and by arm, and whether the arms differ."""
    words, say, rows = quality.report.words, quality.report.words.say, []
    lines = lines_of_check(quality, "missing")
    by_arm = {line.target.variable: line for line in lines if line.target.kind == "missing_by_arm"}
    arms = quality.report.plan.design.arms.named
    for line in lines:
        if line.target.kind != "missing":
            continue
        apart = by_arm.get(line.target.variable)
        p_value = apart.row["value"] if apart else None
        shares = [
            percent(quality, measured(quality, line, group, "share")["value"])
            for group in (EVERYBODY, *arms)
        ]
        shown = words.p_value(p_value) if known(p_value) else measure(words, p_value)
        rows.append([about(quality, line), *shares, shown])
    labels = [words.label(arm.label) for arm in arms.values()]
    columns = (say("Variable"), say("All"), *labels, say("p-value"))
    caption = say(
        "Percent missing among those of the study; p-value that both groups lack as much (Holm)"
    )
    return [Table(caption, columns, rows)]


def assignment(quality: Quality) -> list[Table]:
    """What share of those drawn is treated."""
    words, say, rows = quality.report.words, quality.report.words.say, []
    for line in lines_of_check(quality, "assignment"):
        drawn = measured(quality, line, EVERYBODY, "treated_share")
        if drawn["value"] is not None:
            share, p_value = percent(quality, drawn["value"]), line.row["value"]
            shown = words.p_value(p_value) if known(p_value) else measure(words, p_value)
            rows.append([about(quality, line), measure(words, drawn["n"]), share, shown])
    treated = words.label(quality.report.plan.design.arms.treated.label)
    columns = (
        say("Drawn"),
        say("How many"),
        say("Percent: {arm}").format(arm=treated),
        say("p-value"),
    )
    return [Table(say("How the lottery fell"), columns, rows)]
