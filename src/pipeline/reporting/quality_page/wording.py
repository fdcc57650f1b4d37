"""Words and numbers of the data-quality page: a line's sentence, its variable, wave and limits."""

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.quality_page.sentences import COUNTED, MEASURED, UNMEASURED
from pipeline.reporting.quality_page.targets import Target
from pipeline.reporting.terms import term, wave_name
from pipeline.reporting.words import Words

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

CHOICE = "__"  # between a question of several choices and each choice's code
OTHER = "_other"  # ends the name of an "other, specify" text, after its question's
# Kinds whose lines of status informative say something; of others they say what was not judged.
TELLING = frozenset({"equal", "reasons", "form_rules", "too_few", "minutes", "reliability"})
FEW = 3  # a number whose plural form names it in no language, as a dual would
Row = dict[str, Any]


def known(fact: Any) -> bool:
    """Whether a cell holds a number: it may be empty, or withheld because it is small."""
    return fact is not None and not math.isnan(fact.value)


def count(report: "Report", fact: Fact | None) -> Markup:
    """A count; one that is withheld is smaller than the plan's threshold."""
    if known(fact):
        return report.words.number(fact)
    fewer = Markup(report.words.say("fewer than %(limit)s"))
    return Markup('<span class="few">{}</span>').format(fewer % {"limit": fewest(report)})


def measure(words: Words, fact: Fact | None, decimals: int = 0, scale: float = 1) -> Markup:
    """A number that is no count, or a word where it is withheld."""
    if fact is None:
        return Markup("–")
    return words.number(fact, decimals, scale=scale) if known(fact) else Markup(
        words.say("withheld")
    )  # fmt: skip


def limit(words: Words, value: float | date, key: str) -> Markup:
    """A limit that the plan sets, which is no result; ``key`` is its place in the plan."""
    if isinstance(value, date):
        return words.day(value)
    return words.planned(value, key, 0 if float(value).is_integer() else 2)


def fewest(report: "Report") -> Markup:
    """The smallest number of people that a count may speak of."""
    return limit(report.words, report.plan.disclosure.threshold, "disclosure/threshold")


def clock(hour: int, minutes: str) -> Markup:
    """A time of the day, which keeps its order in any text."""
    return Markup('<bdi dir="ltr">{}:{}</bdi>').format(hour, minutes)


def variable_label(report: "Report", name: str) -> str:
    """What a question is called; an "other, specify" text is called as its question is."""
    parent = name.removesuffix(OTHER)
    label = report.variable_label(parent if parent in report.codebook else name)
    choices = [other for other in report.codebook if other.startswith(f"{name}{CHOICE}")]
    if label == name and choices:
        return report.variable_label(choices[0]).partition(": ")[0]
    return label


def place(report: "Report", target: Target) -> str:
    """The wave that a line is about, in words; empty where it is about all of them."""
    return wave_name(report.words, target.wave) if target.wave else ""


def phrase(report: "Report", target: Target) -> Markup:
    """What kind of question a line asks, in a few words, with the limit that the plan sets."""
    text = Markup(term(report.words, "data_check_kind", target.kind))
    return text % _limits(report, target.kind)


def sentence(report: "Report", row: Row, target: Target) -> Markup:
    """What a line found, in one sentence; empty where it found nothing, or could not be judged."""
    telling = row["status"] == "informative" and target.kind in TELLING
    if row["status"] != "failed" and not telling:
        return Markup("")
    values, words, fact = _values(report, row, target), report.words, row["value"]
    kind = _broken(row["detail"]) if target.kind == "skip_logic" else target.kind
    if kind in COUNTED:
        number = int(fact.value) if known(fact) else max(report.plan.disclosure.threshold, FEW)
        text = COUNTED[kind](words.translations.ngettext, number)
        return Markup(text) % (values | {"n": count(report, fact)})
    threshold = row["threshold"]
    values |= {
        "value": measure(words, fact, 1, scale=100),
        "threshold": measure(words, threshold, 0, scale=100),
        "p": words.p_value(fact) if known(fact) else measure(words, fact),
        "n": count(report, fact),
        "of": measure(words, threshold),
        "decimal": measure(words, fact, 1),
        "ratio": measure(words, fact, 2),
    }
    texts = MEASURED if known(fact) else MEASURED | UNMEASURED
    return Markup(words.say(texts[target.kind])) % values


def _broken(detail: str) -> str:
    """Which rule of the form is broken: its skips, what it requires, or both."""
    answered, required = detail.startswith("answered"), "required" in detail
    return {
        (True, False): "answered_not_asked",
        (False, True): "required_unanswered",
    }.get((answered, required), "skip_logic")


def _values(report: "Report", row: Row, target: Target) -> dict[str, Any]:
    """What the sentence names beside the count: the question, the plan's reason and its limits."""
    values: dict[str, Any] = {"variable": variable_label(report, target.variable)}
    if target.kind == "logic":
        rules = {rule.rule: rule.reason for rule in report.plan.check.logic}
        values["reason"] = report.words.label(rules.get(row["target"])) or row["target"]
    return values | _limits(report, target.kind)


# Where the plan says what a kind of line is held to, below `check/`; of hours, there are two.
LIMITS = {
    "too_short": ("interviews", "shortest"),
    "too_long": ("interviews", "longest"),
    "too_early": ("interviews", "first_day"),
    "too_late": ("interviews", "last_day"),
    "hours": ("interviews", "hours"),
    "far": ("gps", "farthest_km"),
    "too_few": ("enumerators", "fewest_interviews"),
}


def _limits(report: "Report", kind: str) -> dict[str, Markup]:
    """The limit of a kind of line, and the `last` of two, as far as the plan sets any."""
    section, name = LIMITS.get(kind, ("", ""))
    value = getattr(getattr(report.plan.check, section, None), name, None)
    if value is None:
        return {}
    key = f"check/{section}/{name}"
    if kind != "hours":
        return {"limit": limit(report.words, value, key)}
    return {"limit": clock(value[0], "00"), "last": clock(value[1], "59")}
