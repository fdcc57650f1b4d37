"""Who was lost, against the What Works Clearinghouse's boundaries: overall by differential."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.designs.comparisons import both
from pipeline.reporting.canvas import BAND, BLUE, SOFT, arrange, canvas, number_ticks
from pipeline.reporting.curve_figures.numbers import Numbers
from pipeline.reporting.curve_figures.styles import MARKERS, STYLES
from pipeline.reporting.facts import Fact
from pipeline.reporting.figure_findings import alternative_of, attrition
from pipeline.reporting.svg import svg
from pipeline.reporting.words import N_
from pipeline.results import CLUSTERS
from pipeline.sections.design import FIRST
from pipeline.wwc import HIGHEST, OVERALL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

LEAST_ACROSS, LEAST_UP, ROOM = 0.2, 0.12, 1.2
OF_CLUSTERS = N_("clusters, for each outcome")
TITLE = N_("Who was lost, against what may be lost")


@dataclass(frozen=True)
class Loss:
    """What was lost of one outcome in one arm, as shares; of people, or of clusters."""

    label: str
    overall: Fact
    differential: Fact
    boundary: Fact
    level: str
    of_clusters: bool


def losses(report: "Report") -> list[Loss]:
    """Every loss that has a boundary and is published, in the order of the plan."""
    rows = {(row["outcome"], row["arm"]): row for row in report.facts.rows("attrition.csv")}
    found = []
    for outcome in report.plan.outcomes:
        for arm in report.plan.design.arms.programmes:
            for prefix in ("", CLUSTERS):
                ending = "difference" if arm == FIRST else f"difference_{arm}"
                compared = rows.get((outcome, prefix + ending))
                overall = rows.get((outcome, prefix + both(arm)))
                if compared and overall and _known(compared, overall):
                    found.append(_loss(report, (outcome, arm), compared, overall, bool(prefix)))
    return found


def _known(compared: dict[str, Any], overall: dict[str, Any]) -> bool:
    parts = compared["boundary"], compared["attrition"], overall["attrition"]
    return all(isinstance(part, Fact) for part in parts)


def _loss(
    report: "Report",
    target: tuple[str, str],
    compared: dict[str, Any],
    overall: dict[str, Any],
    of_clusters: bool,
) -> Loss:
    outcome, arm = target
    label = report.variable_label(outcome)
    if arm != FIRST:
        label = f"{label}, {report.words.label(report.plan.design.arms.named[arm].label)}"
    if of_clusters:
        label = report.words.say(N_("{outcome}: clusters")).format(outcome=label)
    shares = overall["attrition"], compared["attrition"], compared["boundary"]
    return Loss(label, *shares, compared["level"], of_clusters)


def attrition_figure(report: "Report") -> Markup:
    """The losses of a report beside both boundaries, with what they say in words."""
    figure = draw(losses(report), report)
    title = report.words.say(TITLE)
    return svg(figure, "attrition", alternative_of(report, title, attrition(report)))


def numbers_of(report: "Report") -> Numbers:
    """Each loss in percent, beside the most that the cautious boundary allows."""
    say, number = report.words.say, report.words.number
    heads = (
        N_("Outcome"),
        N_("Lost of all (percent)"),
        N_("Difference (percentage points)"),
        N_("At most (percentage points)"),
    )
    rows = {}
    for one in losses(report):
        facts = one.overall, one.differential, one.boundary
        shown = tuple(number(fact, 1, scale=100) for fact in facts)
        # Where no outcome lost other clusters than another, one row says it.
        place = tuple(fact.value for fact in facts) if one.of_clusters else one.label
        rows.setdefault(place, (_named(report, one), *shown))
    return Numbers(tuple(say(head) for head in heads), tuple(rows.values()))


def _named(report: "Report", one: Loss) -> str:
    found = {(loss.overall.value, loss.differential.value) for loss in losses(report)
             if loss.of_clusters}  # fmt: skip
    alike = one.of_clusters and len(found) == 1
    return report.words.say(OF_CLUSTERS) if alike else one.label


def draw(found: list[Loss], report: "Report") -> "Figure":
    """A mark for each outcome, filled for people and hollow for clusters, and the boundaries."""
    words = report.words
    figure, axes = canvas(words)
    across = max(LEAST_ACROSS, *(ROOM * one.overall.value for one in found))
    up = max(LEAST_UP, *(ROOM * one.differential.value for one in found))
    _boundaries(axes, report)
    people = [one for one in found if not one.of_clusters]
    _clusters(axes, [one for one in found if one.of_clusters], report)
    for place, one in enumerate(people):
        colour = STYLES[place % len(STYLES)][0]
        axes.plot(
            one.overall.value,
            one.differential.value,
            MARKERS[place % len(MARKERS)],
            color=colour,
            ms=6,
            label=one.label,
            clip_on=False,
            zorder=4,
        )
    axes.set_xlim(0, min(across, 1))
    axes.set_ylim(0, up)
    number_ticks(axes.xaxis, words, 100, after="%")
    number_ticks(axes.yaxis, words, 100)
    axes.set_xlabel(words.say(N_("Lost of all (percent)")))
    axes.set_ylabel(
        words.say(N_("Difference between the groups in what was lost (percentage points)"))
    )
    return arrange(figure, words)


def _clusters(axes: "Axes", found: list[Loss], report: "Report") -> None:
    """Hollow marks for clusters, one series for all outcomes: they often lie on each other."""
    places = list(dict.fromkeys((one.overall.value, one.differential.value) for one in found))
    if not places:
        return
    label = report.words.say(OF_CLUSTERS)
    look = {"mfc": "white", "mec": SOFT, "ms": 8, "zorder": 3, "clip_on": False}
    axes.plot(*zip(*places, strict=True), "o", label=label, **look)


def _boundaries(axes: "Axes", report: "Report") -> None:
    """Both boundaries; nothing is tolerable beyond the last of the rule's points."""
    ends = [*OVERALL, OVERALL[-1], 1.0]
    say = report.words.say
    looks = {
        "cautious": (BLUE, "-", say(N_("cautious boundary"))),
        "optimistic": (SOFT, "--", say(N_("optimistic boundary"))),
    }
    axes.fill_between(OVERALL, HIGHEST["cautious"], color=BAND, linewidth=0, zorder=0)
    for name, (colour, dash, label) in looks.items():
        axes.plot(ends, [*HIGHEST[name], 0.0, 0.0], dash, color=colour, lw=1.4, label=label)
