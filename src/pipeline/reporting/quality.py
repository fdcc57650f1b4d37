"""What the field team should mend first, who is behind it, what is fine and what nobody can say."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.plan import Plan
from pipeline.reporting.quality_page.lines import Line, Measures, again_of, lines_of, measures_of
from pipeline.reporting.quality_page.targets import SECOND_VISIT, TRAITS, current_wave
from pipeline.reporting.quality_page.wording import phrase, place, variable_label
from pipeline.reporting.terms import TERMS, term
from pipeline.reporting.words import Words

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# The results that the page is made from; what comes after the checks does not change it.
FILES = ("cleaning_log.csv", "data_checks.csv", "data_quality.csv")
FIELD, OFFICE, ANALYST = REPAIRS = ("field", "office", "analyst")
# Where something is mended; what is not named here, in the field.
MENDED = {
    "duplicates": OFFICE,
    "other_specify": OFFICE,
    "missing": ANALYST,
    "assignment": ANALYST,
}
# Of these, no single interview is to be looked at, and the private list has none.
NOT_LISTED = {
    *TRAITS, "progress", "unplanned", "missing", "missing_by_arm", "other", "assignment",
    "type_1", "type_2", "type_3", SECOND_VISIT,
} - {"near_twin_share"}  # fmt: skip


@dataclass(frozen=True)
class Quality:
    """An evaluation's data checks and measures, read once, in words."""

    report: "Report"
    lines: tuple[Line, ...]
    again: tuple[Line, ...]  # interviewers whose back-checks differ, which is no check of its own
    measures: Measures


@dataclass(frozen=True)
class Task:
    """What is to be done about one check: its findings, and where they can be mended."""

    check: str
    repair: str
    lines: tuple[Line, ...]
    listed: bool
    wave: str  # of all lines, in words; empty where they are of several, or of none


def page_title(words: Words, plan: Plan) -> str:
    """What a browser calls the page, which stands beside the report of the same evaluation."""
    return words.say("What to fix in the data: %(title)s") % {
        "title": words.label(plan.evaluation.title)
    }


def quality_of(report: "Report") -> Quality:
    """The data checks of a report's evaluation.

    Raises
    ------
    KeyError
        Where a line of the checks is of a kind that has no words.
    """
    measures = measures_of(report)
    lines = lines_of(report, measures)
    return Quality(report, tuple(lines), tuple(again_of(report, lines, measures)), measures)


def tasks(quality: Quality, severity: str) -> list[Task]:
    """What failed with this severity, by check: first what can still be mended in the field, and
    of that first what concerns most interviews."""
    failed: dict[str, list[Line]] = {}
    for line in (*quality.lines, *quality.again):
        if line.status == "failed" and line.row["severity"] == severity:
            failed.setdefault(line.check, []).append(line)
    made = [_task(quality, check, mine) for check, mine in failed.items()]
    return sorted(made, key=lambda task: (REPAIRS.index(task.repair), -_weight(task.lines)))


def _task(quality: Quality, check: str, failed: list[Line]) -> Task:
    now = ("", current_wave(quality.report.plan))
    ordered = sorted(failed, key=lambda line: (line.target.wave not in now, -line.touched))
    reachable = ordered[0].target.wave in now
    repair = MENDED.get(check, FIELD) if reachable else OFFICE
    listed = any(line.target.kind not in NOT_LISTED for line in failed)
    waves = {place(quality.report, line.target) for line in failed}
    return Task(check, repair, tuple(ordered), listed, waves.pop() if len(waves) == 1 else "")


def _weight(lines: tuple[Line, ...]) -> float:
    return sum(line.touched for line in lines)


def told(quality: Quality) -> list[tuple[str, list[Line]]]:
    """By check, what failed and what else a reader of the report should know."""
    found: dict[str, list[Line]] = {}
    for line in quality.lines:
        if line.tells:
            found.setdefault(line.check, []).append(line)
    return [(check, found[check]) for check in TERMS["data_check"] if check in found]


def fine(quality: Quality) -> list[tuple[str, list[tuple[Markup, str]]]]:
    """By check, the kinds of fault that were looked for and not found, each with where."""
    found: dict[str, dict[Markup, list[str]]] = {}
    for line in quality.lines:
        if line.status == "passed":
            kind = phrase(quality.report, line.target)
            named = line.target.variable or line.target.kind == "logic"
            names = found.setdefault(line.check, {}).setdefault(kind, [])
            names.append(about(quality, line) if named else "")
    return [
        (check, [(kind, _joined(quality, names)) for kind, names in found[check].items()])
        for check in TERMS["data_check"]
        if check in found
    ]


def about(quality: Quality, line: Line) -> str:
    """What a line is about: its question and its wave, or nothing."""
    report, target = quality.report, line.target
    if target.kind == "logic":
        rules = {rule.rule: rule.reason for rule in report.plan.check.logic}
        return report.words.label(rules.get(line.row["target"]))
    if not target.variable or target.kind == "form_versions":
        return place(report, target)
    label, wave = variable_label(report, target.variable), place(report, target)
    return f"{label}, {wave}" if wave else label


def _joined(quality: Quality, names: list[str]) -> str:
    separator = quality.report.words.say("; ")
    return separator.join(dict.fromkeys(name for name in names if name))


def not_judged(quality: Quality) -> list[tuple[str, str, str]]:
    """What could not be checked: the check, what about, and why."""
    words = quality.report.words
    reasons = TERMS["data_check_not_applicable"]
    found = []
    for line in quality.lines:
        unread = line.target.kind == "form_rules" and line.tells
        if not line.judged or unread:
            kind = "trait" if line.target.kind in TRAITS else line.target.kind
            why = words.say(reasons[kind])
            found.append((line.check, about(quality, line), why))
    asked = {line.check for line in quality.lines}
    found += [
        (check, "", term(words, "data_check_not_asked", check))
        for check in TERMS["data_check"]
        if check not in asked
    ]
    return found
