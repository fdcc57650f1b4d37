"""A love plot: how far apart the groups were, and what each way of adjusting leaves of it."""

from typing import TYPE_CHECKING

from pipeline.reporting.curve_figures.lines import STYLES, canvas
from pipeline.reporting.terms import series_name
from pipeline.wwc import NEEDS_ADJUSTMENT, SATISFIED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

ROW = 0.34
MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """Standardised differences by covariate, a mark for each series; before is hollow."""
    names = covariates(report, int(rows["x"].max()))
    figure, axes = canvas(1.2 + ROW * len(names))
    axes.axvspan(-NEEDS_ADJUSTMENT, NEEDS_ADJUSTMENT, color="#f1f3f5", zorder=0)
    axes.axvspan(-SATISFIED, SATISFIED, color="#dceaf3", zorder=1)
    axes.axvline(0, color="#5b6472", linewidth=1, zorder=2)
    for index, series in enumerate(dict.fromkeys(rows["series"])):
        points = rows[rows["series"] == series]
        colour = STYLES[index % len(STYLES)][0]
        fill = "none" if series == "before" else colour
        axes.plot(
            points["value"],
            points["x"],
            MARKERS[index % len(MARKERS)],
            color=colour,
            mfc=fill,
            label=series_name(report.words, series),
            zorder=3,
        )
    axes.set_yticks(range(1, len(names) + 1), names)
    axes.set_ylim(len(names) + 0.6, 0.4)
    axes.set_xlabel(report.words.say("Difference, in standard deviations"))
    axes.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2)
    if report.words.direction == "rtl":
        axes.yaxis.tick_right()
    return figure


def covariates(report: "Report", number: int) -> list[str]:
    """Labels of the covariates in the order of the plan, with indicators of missing answers."""
    planned = [*report.plan.covariates, *report.plan.indicators]
    return [report.variable_label(name) for name in planned[:number]]
