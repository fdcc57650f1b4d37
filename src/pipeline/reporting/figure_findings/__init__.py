"""What each figure finds, in a sentence made by rule: `(report, curve, target) -> sentence`.

A figure's caption begins with it, and whoever hears the page is told it instead of the figure.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.figure_findings import agreement, groups, over_time, places
from pipeline.reporting.figure_findings.agreement import estimates as estimates
from pipeline.reporting.figure_findings.agreement import specifications as specifications
from pipeline.reporting.figure_findings.graph import causes as causes
from pipeline.reporting.figure_findings.groups import attrition as attrition
from pipeline.reporting.figure_findings.groups import balance as balance
from pipeline.reporting.figure_findings.told import counts as counts
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

FINDINGS: "dict[str, Callable[[Report, str, str], Markup]]" = {
    "best_linear_projection": groups.stand_out,
    "event_curve": over_time.event_curve,
    "persistence": agreement.of_curve,
    "compliers": groups.stand_out,
    "binned_outcome": places.difference,
    "bandwidth": agreement.of_curve,
    "placebo_cutoffs": places.placebo_cutoffs,
    "synthetic_path": places.difference,
    "gap": places.gap,
    "donor_weights": places.donor_weights,
    "series_fit": places.difference,
    "event_study": over_time.event_study,
    "group_effects": agreement.of_curve,
    "calendar_effects": agreement.of_curve,
    "goodman_bacon": over_time.goodman_bacon,
    "honest_did": over_time.honest_did,
    "overlap": groups.overlap,
    "balance_after": groups.balance_after,
    "confounder_contour": groups.contour,
    "confounder_benchmarks": agreement.of_curve,
    "influence": agreement.of_curve,
}


def curve_finding(report: "Report", curve: str, target: str) -> Markup:
    """What one curve of one outcome finds."""
    return FINDINGS[curve](report, curve, target)


def alternative_of(report: "Report", title: str, found: Markup) -> str:
    """A figure for those who hear the page: what it is, and what it finds."""
    sentence = report.words.say(N_("{title}. {finding}"))
    return sentence.format(title=title, finding=found.striptags())
