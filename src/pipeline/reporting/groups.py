"""Effects by group and differences between effects, as the results section shows them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.plan import Outcome, Plan
from pipeline.reporting.words import N_, Words

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

DIFFERENCE = N_("%(group)s: difference between groups")
AGAINST = N_("%(group)s: difference, %(one)s less %(other)s")
PLANNED = N_("%(group)s (planned)")


@dataclass(frozen=True)
class Line:
    """A row of the table of groups: a group's effect, or the difference between groups."""

    row: dict[str, Any]
    label: str
    is_difference: bool


def several_questions(plan: Plan) -> bool:
    """Whether any p-value allows for other questions."""
    families = [outcome.family for outcome in plan.outcomes.values() if outcome.family]
    return bool(plan.design.arms.further) or len(families) > len(set(families))


def group_rows(report: "Report") -> list[Line]:
    """Every group's effect followed by the differences between the groups of its column."""
    if not report.plan.construct_.subgroups:
        return []
    effects, gaps = (report.facts.rows(name) for name in ("estimates.csv", "differences.csv"))
    lines = []
    for outcome in report.plan.outcomes:
        for arm in report.plan.design.arms.programmes:
            for subgroup in report.plan.construct_.subgroups:
                about = outcome, arm, subgroup.column
                lines += _effects(report, effects, about, planned=subgroup.role == "secondary")
                lines += _gaps(report, gaps, about)
    return lines


def _effects(
    report: "Report", rows: list[dict[str, Any]], about: tuple[str, str, str], *, planned: bool
) -> list[Line]:
    outcome, arm, column = about
    found = []
    for row in rows:
        name, _, value = row["subgroup"].partition("=")
        if (row["outcome"], row["arm"], name) == (outcome, arm, column):
            label = _group(report, column, value)
            marked = report.words.say(PLANNED) % {"group": label} if planned else label
            found.append(Line(row, marked, is_difference=False))
    return found


def _gaps(report: "Report", rows: list[dict[str, Any]], about: tuple[str, str, str]) -> list[Line]:
    column, found = about[2], []
    for row in rows:
        if (row["outcome"], row["arm"], row["between"]) != about:
            continue
        words = {"group": report.variable_label(column)}
        sentence = DIFFERENCE if row["one"] == "all" else AGAINST
        words |= {key: report.answer_label(column, row[key]) for key in ("one", "other")}
        as_effect = row | {"estimate": row["difference"], "n_obs": None}
        found.append(Line(as_effect, report.words.say(sentence) % words, is_difference=True))
    return found


def _group(report: "Report", column: str, value: str) -> str:
    return report.words.say("{variable}: {value}").format(
        variable=report.variable_label(column), value=report.answer_label(column, value)
    )


def cells(words: Words, row: dict[str, Any], outcome: Outcome) -> Markup:
    """Effect or difference, its range and both its p-values as cells of a table."""
    scale = 100 if outcome.kind == "binary" else 1
    effect = row.get("estimate", row.get("difference"))
    shown = [
        words.number(fact, outcome.decimals, scale=scale, signed=True) if fact else "–"
        for fact in (effect, row["conf_low"], row["conf_high"])
    ]
    shown += [words.p_value(row[name]) if row[name] else "–" for name in ("p_value", "p_adjusted")]
    return Markup("").join(Markup('<td class="n">{}</td>').format(cell) for cell in shown)
