"""What speaks against a headline, and what was taken up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.designs.comparisons import named
from pipeline.reporting.facts import Fact
from pipeline.reporting.rehearsed import rehearsed
from pipeline.sections.design import FIRST

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# Without a lottery these adjust for nothing.
PLAIN_COMPARISONS = ("difference_in_means", "wald")
# A weak lever has a caveat of its own; whether an effect lasts is a finding of its own.
TOLD_OTHERWISE = ("weak_instrument", "persistence")


@dataclass(frozen=True)
class Caveat:
    """One thing that speaks against a result: its code, and the check where one broke it."""

    code: str
    check: str = ""


def caveats(report: "Report", outcome: str, arm: str = FIRST) -> list[Caveat]:
    """All that speaks against the headline of an outcome in an arm, in the order it is told."""
    target, design = named(outcome, arm), report.plan.design
    broken_by = report.facts.entry("conclusions.json", "outcomes", target, "broken_by")
    held = rehearsed(report, target)
    late, evidence = design.target == "LATE", report.facts.entry("evidence.json", target)
    estimator = report.facts.entry("headline.json", target, "estimator")
    told = {
        "less_sure": bool(held and held.failed),
        "not_alike": evidence["baseline_class"] == "not_satisfied",
        "weak": late and "weak_instrument" in broken_by,
        "few_clusters": bool(design.rule.assigns_clusters and evidence.get("few_clusters")),
        "one_place": design.adoption == "one_place",
        "staggered": design.adoption == "staggered" and estimator == "two_way_fixed_effects",
        "dissent": bool(dissent(report, outcome, arm)),
        "cannot_tell": late or (not design.rule.lottery and design.kind != "encouragement"),
    }
    attacks = [Caveat("attack", check) for check in broken_by if check not in TOLD_OTHERWISE]
    return [*attacks, *(Caveat(code) for code, holds in told.items() if holds)]


def dissent(report: "Report", outcome: str, arm: str = FIRST) -> list[dict[str, object]]:
    """Other planned estimates of the same effect that do not bear the headline's direction out.

    A comparison that adjusts for nothing is no second opinion where no lottery decided.
    """
    mine = [
        row
        for row in report.facts.rows("estimates.csv")
        if (row["outcome"], row["arm"], row["subgroup"]) == (outcome, arm, "")
    ]
    headline = next(row for row in mine if row["role"] != "robustness")
    verdict = report.facts.entry("headline.json", named(outcome, arm), "verdict")
    if verdict not in ("increase", "decrease"):
        return []
    plain = () if report.plan.design.rule.lottery else PLAIN_COMPARISONS
    found: dict[str, dict[str, object]] = {}
    for row in mine:
        near, far = ("conf_low", 1) if verdict == "increase" else ("conf_high", -1)
        same = row["estimand"] == headline["estimand"]
        other = row["estimator"] not in (*plain, headline["estimator"])
        if same and other and isinstance(row[near], Fact) and row[near].value * far <= 0:
            found.setdefault(row["estimator"], row)
    return list(found.values())


def take_up_is_share(report: "Report") -> bool:
    """Whether what was taken up is a share, so that one more of it is from none to all."""
    column = report.plan.design.take_up
    return column in report.codebook and report.codebook[column].unit == "share"


def takes_part_or_not(report: "Report") -> bool:
    """Whether what was taken up is a yes or no, so that people can be counted by it."""
    rows = report.facts.rows("robustness.csv")
    return any(row["check"] == "take_up" and row["target"].endswith(", always") for row in rows)
