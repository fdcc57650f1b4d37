"""Each line of `data_checks.csv` in words: its sentence, what it is about, how much it touches."""

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.reporting.facts import Fact
from pipeline.reporting.quality_page.sentences import COUNTED, MEASURED
from pipeline.reporting.quality_page.targets import TRAITS, Target, target_of
from pipeline.reporting.terms import term, wave_name
from pipeline.reporting.words import Words

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

EVERYBODY = "all"  # the group of `data_quality.csv` that is everybody
OTHER = "_other"  # ends the name of an "other, specify" text, after its question's
# Kinds whose lines of status informative say something; of others they say what was not judged.
TELLING = frozenset({"equal", "reasons", "form_rules", "too_few", "minutes", "reliability"})
Row = dict[str, Any]
Measures = dict[tuple[str, str], list[Row]]


@dataclass(frozen=True)
class Line:
    """A row of `data_checks.csv` with the sentence that says it.

    ``touched`` is about how many interviews it concerns: it ranks, and is not shown.
    """

    row: Row
    target: Target
    sentence: Markup
    touched: float

    @property
    def check(self) -> str:
        return self.row["check"]

    @property
    def status(self) -> str:
        return self.row["status"]

    @property
    def judged(self) -> bool:
        """Whether the question could be asked of the data."""
        telling = self.status == "informative" and self.target.kind in TELLING
        return self.status in ("passed", "failed") or telling

    @property
    def tells(self) -> bool:
        """Whether a reader should be told: not of what is in order, nor of nothing found."""
        value, all_read = self.row["value"], self.row["threshold"]
        if self.status != "informative" or not self.judged or not known(value):
            return self.status == "failed"
        read = self.target.kind == "form_rules" and known(all_read)
        return value.value != all_read.value if read else value.value != 0


def measures_of(report: "Report") -> Measures:
    """The rows of `data_quality.csv` by check and target."""
    found: Measures = {}
    for row in report.facts.rows("data_quality.csv"):
        found.setdefault((row["check"], row["target"]), []).append(row)
    return found


def lines_of(report: "Report", measures: Measures) -> list[Line]:
    """Every line of the data checks, in the order of the file."""
    made = []
    for row in report.facts.rows("data_checks.csv"):
        target = target_of(row, report.plan)
        weight = touched(report, row, target, measures)
        made.append(Line(row, target, sentence(report, row, target), weight))
    return made


def known(fact: Any) -> bool:
    """Whether a cell holds a number: it may be empty, or withheld because it is small."""
    return fact is not None and not math.isnan(fact.value)


def count(report: "Report", fact: Fact | None) -> Markup:
    """A count; one that is withheld is smaller than the plan's threshold."""
    if known(fact):
        return report.words.number(fact)
    fewer = Markup(report.words.say("fewer than %(limit)s"))
    limit = plain(report.words, report.plan.disclosure.threshold)
    return Markup('<span class="few">{}</span>').format(fewer % {"limit": limit})


def measure(words: Words, fact: Fact | None, decimals: int = 0, scale: float = 1) -> Markup:
    """A number that is no count, or a word where it is withheld."""
    if fact is None:
        return Markup("–")
    return words.number(fact, decimals, scale=scale) if known(fact) else Markup(
        words.say("withheld")
    )  # fmt: skip


def plain(words: Words, value: float | date) -> Markup:
    """A limit that the plan sets, and no result."""
    shown = (
        value.isoformat()
        if isinstance(value, date)
        else words.digits(value, 0 if float(value).is_integer() else 2)
    )
    return Markup('<bdi dir="ltr">{}</bdi>').format(shown)


def variable_label(report: "Report", name: str) -> str:
    """What a question is called; of an "other, specify" text, what its question is."""
    parent = name.removesuffix(OTHER)
    return report.variable_label(parent if parent in report.codebook else name)


def place(report: "Report", target: Target) -> str:
    """The wave that a line is about, in words; empty where it is about all of them."""
    return wave_name(report.words, target.wave) if target.wave else ""


def phrase(report: "Report", target: Target) -> Markup:
    """What kind of question a line asks, in a few words, with the limit that the plan sets."""
    limits = {name: plain(report.words, value) for name, value in _limits(report, target.kind)}
    return Markup(term(report.words, "data_check_kind", target.kind)) % limits


def sentence(report: "Report", row: Row, target: Target) -> Markup:
    """What a line found, in one sentence; empty where it found nothing, or could not be judged."""
    telling = row["status"] == "informative" and target.kind in TELLING
    if row["status"] != "failed" and not telling:
        return Markup("")
    values, words, fact = _values(report, row, target), report.words, row["value"]
    kind = _broken(row["detail"]) if target.kind == "skip_logic" else target.kind
    if kind in COUNTED:
        number = int(fact.value) if known(fact) else max(report.plan.disclosure.threshold, 2)
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
    return Markup(words.say(MEASURED[target.kind])) % values


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
    values |= {name: plain(report.words, value) for name, value in _limits(report, target.kind)}
    return values


def _limits(report: "Report", kind: str) -> list[tuple[str, Any]]:
    interviews, gps = report.plan.check.interviews, report.plan.check.gps
    enumerators = report.plan.check.enumerators
    limits: dict[str, Any] = {}
    if interviews:
        limits["too_short"], limits["too_long"] = interviews.shortest, interviews.longest
        limits["too_early"], limits["too_late"] = interviews.first_day, interviews.last_day
    if interviews and interviews.hours:
        limits["hours"] = interviews.hours[0]
    if gps:
        limits["far"] = gps.farthest_km
    if enumerators:
        limits["too_few"] = enumerators.fewest_interviews
    found = [("limit", limits[kind])] if limits.get(kind) is not None else []
    if kind == "hours" and interviews and interviews.hours:
        found.append(("last", interviews.hours[1]))
    return found


def touched(report: "Report", row: Row, target: Target, measures: Measures) -> float:
    """About how many interviews a line concerns."""
    mine = measures.get((row["check"], row["target"]), [])
    if target.kind in TRAITS:
        raised = flags(measures)
        return sum(of["n"].value for of in mine if of["group"] in raised and known(of["n"]))
    if target.kind == "progress":
        return sum(_wanting(of) for of in mine if of["measure"] == "share_reached")
    if target.kind in COUNTED:
        fact = row["value"]
        return fact.value if known(fact) else report.plan.disclosure.threshold / 2
    sizes = [of["n"].value for of in mine if of["group"] == EVERYBODY and known(of["n"])]
    share = row["value"].value if known(row["value"]) else 1.0
    return sizes[0] * share if sizes else 0.0


def _wanting(row: Row) -> float:
    """How many interviews a group lacks."""
    if not (known(row["value"]) and known(row["n"]) and 0 < row["value"].value < 1):
        return 0.0
    return row["n"].value / row["value"].value - row["n"].value


def flags(measures: Measures) -> dict[str, Fact]:
    """Interviewers with flags, by pseudonym; a number of flags that is withheld is not none."""
    rows = measures.get(("enumerators", "too few interviews"), [])
    return {
        row["group"]: row["value"]
        for row in rows
        if row["measure"] == "flags" and row["value"] is not None and row["value"].value != 0
    }
