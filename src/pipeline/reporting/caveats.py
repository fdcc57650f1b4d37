"""What weakens a headline: methods that disagree, and what was taken up."""

from typing import TYPE_CHECKING

from pipeline.designs.comparisons import named
from pipeline.reporting.facts import Fact
from pipeline.sections.design import FIRST

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# Without a lottery these adjust for nothing.
PLAIN_COMPARISONS = ("difference_in_means", "wald")


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
