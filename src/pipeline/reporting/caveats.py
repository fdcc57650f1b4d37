"""What weakens a headline: attempts that broke it, methods that disagree, what was taken up."""

from typing import TYPE_CHECKING

from pipeline.designs.comparisons import named
from pipeline.reporting.attempt_families import BESIDE, FAMILIES, family_of
from pipeline.reporting.facts import Fact
from pipeline.reporting.rehearsed import miscalibrated
from pipeline.sections.design import FIRST

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.reporting.evaluation import Report

# These leave the headline as sure as it was: the bounds assume the worst of everybody who was lost,
# the text says what a weak encouragement does to the range, and the rest are findings of their own.
LEAVES_HEADLINE = ("manski_bounds", "weak_instrument", "autocorrelation", "persistence")
# Without a lottery these adjust for nothing.
PLAIN_COMPARISONS = ("difference_in_means", "wald")


def broken(report: "Report", target: str) -> list[str]:
    """The attempts that broke the result of an outcome, or of its arm."""
    rows = report.facts.rows("robustness.csv")
    mine = [row for row in rows if row["target"] == target and row["status"] == "failed"]
    return list(dict.fromkeys(row["check"] for row in mine))


def tried(report: "Report", target: str) -> dict[str, dict[str, str]]:
    """What could have broken the result of an outcome, or of its arm: its statuses by family.

    What is beside the result, such as whether an effect lasts, cannot break it.
    """
    rows = report.facts.rows("robustness.csv")
    mine = [row for row in rows if row["target"] == target]
    said = {row["check"]: row["status"] for row in mine if row["status"] in ("passed", "failed")}
    families = [family for family in FAMILIES if family != BESIDE]
    found = {
        family: {check: status for check, status in said.items() if family_of(check) == family}
        for family in families
    }
    return {family: statuses for family, statuses in found.items() if statuses}


def in_doubt(report: "Report", target: str) -> bool:
    """Whether an attempt broke what the headline says, or a rehearsal showed it less sure."""
    if any(check not in LEAVES_HEADLINE for check in broken(report, target)):
        return True
    return target in miscalibrated(report.facts.table("rehearsal.csv"))


def doubted(robustness: "pd.DataFrame", rehearsal: "pd.DataFrame | None" = None) -> list[str]:
    """The outcomes, with their arm, whose headline an attempt of ``robustness`` broke.

    Or whose ``rehearsal`` showed it to be less sure than it says.
    """
    failed = robustness[robustness["status"] == "failed"]
    failed = failed[~failed["check"].isin(LEAVES_HEADLINE)]
    fell_short = [] if rehearsal is None else miscalibrated(rehearsal)
    return sorted({*failed["target"], *fell_short})


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
