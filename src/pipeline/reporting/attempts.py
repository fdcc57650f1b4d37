"""The attempts to break a result, one entry an attempt, as the annex shows them."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from pipeline.reporting.terms import TERMS, term
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

FEW = 3  # headlines
Measure = Literal[
    "p_value",
    "outcome",
    "share",
    "standard_errors",
    "risk_ratio",
    "statistic",
    "count",
    "plain",
    "times",
]
# What an attempt finds; that of any other is a p-value.
MEASURES: dict[str, Measure] = {
    "random_common_cause": "standard_errors",
    "attrition_weights": "standard_errors",
    "leave_one_out": "standard_errors",
    "bootstrap": "standard_errors",
    "leave_one_cluster_out": "standard_errors",
    "influential_units": "outcome",
    "intra_cluster_correlation": "plain",
    "winsorised": "outcome",
    "without_top_percent": "outcome",
    "median_effect": "outcome",
    "rank_effect": "outcome",
    "logit_margin": "outcome",
    "poisson_ratio": "outcome",
    "log_one_plus": "plain",
    "interviewer_effects": "outcome",
    "interview_timing": "outcome",
    "leave_one_enumerator_out": "outcome",
    "leave_one_stratum_out": "outcome",
    "honest_did": "plain",
    "take_up": "plain",
    "e_value": "risk_ratio",
    "robustness_value": "share",
    "benchmark_confounder": "times",
    "unobserved_common_cause": "outcome",
    "oster_delta": "times",
    "rosenbaum_bounds": "times",
    "attrition_to_reverse": "outcome",
    "bandwidth": "share",
    "pre_fit": "share",
    "goodman_bacon": "share",
    "overlap": "share",
    "placebo_in_space": "share",
    "event_by_horizon": "share",
    "any_amount": "share",
    "direct_effect": "outcome",
    "average_over_waves": "outcome",
    "amount_if_any": "outcome",
    "donut": "outcome",
    "exclusion_restriction": "outcome",
    "weak_instrument": "statistic",
    "take_up_at_cutoff": "statistic",
    "effective_sample_size": "count",
    "few_treated_clusters": "count",
}
DECIMALS: dict[Measure, int] = {
    "share": 1, "standard_errors": 2, "risk_ratio": 2, "statistic": 1, "count": 0, "plain": 2,
    "times": 2,
}  # fmt: skip
# Parts of an answer that are something else than the answer itself.
EFFECTS = ("lower", "upper", "estimate", "from", "to", "median", "smallest", "largest")
SHARES = ("always", "never", "both", "between", "in_direction", "differential")
PARTS: dict[str, Measure] = {
    **dict.fromkeys((*EFFECTS, "fully_estimate"), "outcome"),
    **dict.fromkeys(SHARES, "share"),
    **dict.fromkeys(("p_in_direction", "p_stouffer"), "p_value"),
    **dict.fromkeys(("standardised_median", "stouffer", "ratio"), "plain"),
}
PART = N_("%(part)s: %(value)s")
RANGE = N_("range from %(low)s to %(high)s")
FROM, TO = "from", "to"  # the parts that are the two ends of a range, in this order


@dataclass(frozen=True)
class Answer:
    """What an attempt found for one outcome: its parts in words, and what it is held to."""

    label: str
    status: str
    found: tuple[Markup, ...] = ()
    low: Markup | str = ""  # where its range begins, until the row comes that says where it ends
    held_to: Markup | str = "–"
    shown: bool = True  # False where a page with many outcomes leaves it to the results


@dataclass(frozen=True)
class Attempt:
    """One attempt and its answers, an outcome each."""

    check: str
    answers: tuple[Answer, ...]

    @property
    def failed(self) -> bool:
        return any(answer.status == "failed" for answer in self.answers)

    @property
    def decides(self) -> bool:
        """Whether it could fail: others inform, and have no threshold."""
        return any(answer.status in ("failed", "passed") for answer in self.answers)


def attempts(report: "Report") -> list[Attempt]:
    """Every attempt that says anything, in the order of the plan, its answers by outcome."""
    made: dict[str, dict[str, Answer]] = {}
    for row in report.facts.rows("robustness.csv"):
        if row["status"] == "not_applicable":
            continue
        target, part = split(row["target"])
        answers = made.setdefault(row["check"], {})
        answers[target] = _answer(report, row, target, part, answers.get(target))
    return [Attempt(check, tuple(answers.values())) for check, answers in made.items()]


def said_nothing(report: "Report") -> list[str]:
    """The attempts that do not apply to any outcome, by name."""
    told = {attempt.check for attempt in attempts(report)}
    rows = report.facts.rows("robustness.csv")
    return [check for check in dict.fromkeys(row["check"] for row in rows) if check not in told]


def split(target: str) -> tuple[str, str]:
    """A row's outcome, with its arm, and the part of an answer that it is."""
    names = target.split(", ")
    for place in range(len(names) - 1, 0, -1):  # an arm may stand after it
        if names[place] in TERMS["part"]:
            return ", ".join(names[:place] + names[place + 1 :]), names[place]
    return target, ""


def few_headlines(report: "Report") -> bool:
    """Whether a page has room for the answers of secondary outcomes too."""
    primary_outcomes = [one for one in report.plan.outcomes.values() if one.role == "primary"]
    return len(primary_outcomes) * len(list(report.plan.design.arms.programmes)) <= FEW


def _answer(
    report: "Report", row: dict[str, Any], target: str, part: str, before: Answer | None
) -> Answer:
    """An outcome's answer with one more part of it; the first row gives status and threshold."""
    value = _value(report, row, target, part)
    found, low = _named(report, part, value), value if part == FROM else ""
    if before is not None and part == TO and value and before.low:
        whole = Markup(report.words.say(RANGE)) % {"low": before.low, "high": value}
        return replace(before, found=(*before.found[:-1], whole), low="")
    if before is not None:
        return replace(before, found=before.found + found, low=low)
    from pipeline.reporting.curve_figures import primary
    from pipeline.reporting.evaluation import target_label

    threshold = row["threshold"]
    held_to = _shown(report, threshold, MEASURES.get(row["check"], "p_value"), target)
    label = target_label(report, target)
    told = row["status"] == "failed" or (row["status"] == "passed" and primary(report, target))
    shown = told or few_headlines(report)
    return Answer(label, row["status"], found, low, held_to if threshold else "–", shown)


def _value(report: "Report", row: dict[str, Any], target: str, part: str) -> Markup | str:
    """What a row measures, in words; empty where it has no number."""
    if not row["value"]:
        return ""
    measure = PARTS.get(part, MEASURES.get(row["check"], "p_value"))
    shown = _shown(report, row["value"], measure, target)
    return Markup(term(report.words, "measure", measure)) % {"value": shown}


def _named(report: "Report", part: str, value: Markup | str) -> tuple[Markup | str, ...]:
    """A value behind the name of the part of the answer that it is, if it is one."""
    if not value or not part:
        return (value,) if value else ()
    name = term(report.words, "part", part)
    return (Markup(report.words.say(PART)) % {"part": name, "value": value},)


def _shown(report: "Report", fact: Any, measure: Measure, target: str) -> Markup | str:
    if not fact:
        return "–"
    words = report.words
    if measure == "p_value":
        return words.p_value(fact)
    if measure == "outcome":
        outcome = report.plan.outcomes[target.partition(", ")[0]]
        scale = 100 if outcome.kind == "binary" else 1
        return words.number(fact, outcome.decimals, scale=scale, signed=True)
    return words.number(fact, DECIMALS[measure], scale=100 if measure == "share" else 1)
