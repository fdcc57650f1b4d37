"""What the axes of the curves show, in words: for their pictures and for their tables."""

from typing import TYPE_CHECKING, Literal

from pipeline.reporting.canvas import number_ticks
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pipeline.reporting.evaluation import Report

Unit = Literal["outcome", "effect", "share", "deviations"]

# What a value of each curve is; that of any other is an effect on its outcome.
UNITS: dict[str, Unit] = {
    "binned_outcome": "outcome",
    "synthetic_path": "outcome",
    "series_fit": "outcome",
    "event_curve": "share",
    "overlap": "share",
    "confounder_contour": "share",
    "donor_weights": "share",
    "compliers": "deviations",
    "balance_after": "deviations",
}
# Curves over categories have nothing along their other axis.
ALONG = {
    "event_study": N_("Times since the programme began (0 is the first with it)"),
    "honest_did": N_("Allowed difference in trends, in multiples of the largest seen before"),
    "persistence": N_("Months since assignment"),
    "event_curve": N_("Time since assignment"),
    "influence": N_("Which cluster is left out, or the percentage of people"),
    "bandwidth": N_("Distance from the cutoff up to which people count"),
    "goodman_bacon": N_("Weight in the average"),
    "confounder_contour": N_("Share of who takes part that the confounder explains"),
    "confounder_benchmarks": N_("Times as strong as the characteristic"),
    "overlap": N_("Probability of taking part, given what was measured"),
}
OVER_TIME = ("calendar_effects", "group_effects", "synthetic_path", "gap", "series_fit")
OVER_SCORE = ("binned_outcome", "placebo_cutoffs")


def unit_of(curve: str) -> Unit:
    """What the values of a curve are."""
    return UNITS.get(curve, "effect")


def along(report: "Report", curve: str) -> str:
    """What the horizontal axis of a curve shows; nothing where it is one of categories."""
    if curve in OVER_TIME and report.plan.design.time:
        return report.variable_label(report.plan.design.time)
    if curve in OVER_SCORE and report.plan.design.running:
        return report.variable_label(report.plan.design.running)
    return report.words.say(ALONG[curve]) if curve in ALONG else ""


def value_label(report: "Report", curve: str, outcome: str) -> str:
    """What the values of a curve are, with their unit; ``outcome`` may name an arm after it."""
    say, name = report.words.say, outcome.partition(", ")[0]
    planned = report.plan.outcomes[name]
    if unit_of(curve) == "share":
        return say(N_("Share of the group"))
    if unit_of(curve) == "deviations":
        return say(N_("Difference, in standard deviations"))
    effect = unit_of(curve) == "effect"
    unit = report.words.label(planned.unit)
    if planned.kind == "binary":
        unit = say(N_("percentage points")) if effect else say(N_("percent"))
    sentence = N_("Effect on: {outcome} ({unit})") if effect else N_("{outcome} ({unit})")
    if curve == "gap":
        sentence = N_("Gap in: {outcome} ({unit})")
    label = report.variable_label(name)
    return say(sentence).format(outcome=label, unit=unit) if unit else label


def label_axes(axes: "Axes", report: "Report", curve: str, outcome: str) -> None:
    """Name both directions and write their numbers; a binary outcome is shown in percent."""
    words, unit = report.words, unit_of(curve)
    axes.set_xlabel(along(report, curve))
    axes.set_ylabel(value_label(report, curve, outcome))
    binary = report.plan.outcomes[outcome.partition(", ")[0]].kind == "binary"
    percent = unit == "share" or (binary and unit != "deviations")
    after = "%" if unit == "share" else ""
    number_ticks(axes.yaxis, words, 100 if percent else 1, after=after)
    number_ticks(axes.xaxis, words, grouped=curve not in OVER_TIME)
