"""A love plot: how far apart the groups were, and what each way of adjusting leaves of it."""

from typing import TYPE_CHECKING

from pipeline.reporting.canvas import (
    BAND,
    SOFT,
    arrange,
    canvas,
    name_rows,
    number_ticks,
    rows_high,
)
from pipeline.reporting.curve_figures.styles import MARKERS, STYLES
from pipeline.reporting.terms import series_name
from pipeline.wwc import NEEDS_ADJUSTMENT, SATISFIED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

NEARLY = "#f1f3f5"


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """Standardised differences by covariate, a mark for each series; before is hollow."""
    names = covariates(report, int(rows["x"].max()))
    figure, axes = canvas(report.words)
    axes.axvspan(-NEEDS_ADJUSTMENT, NEEDS_ADJUSTMENT, color=NEARLY, zorder=0)
    axes.axvspan(-SATISFIED, SATISFIED, color=BAND, zorder=1)
    axes.axvline(0, color=SOFT, linewidth=1, zorder=2)
    for index, series in enumerate(dict.fromkeys(rows["series"])):
        points = rows[rows["series"] == series]
        colour = STYLES[index % len(STYLES)][0]
        fill = "none" if series == "before" else colour
        axes.plot(
            points["value"],
            points["x"] - 1,
            MARKERS[index % len(MARKERS)],
            color=colour,
            mfc=fill,
            label=series_name(report.words, series),
            zorder=3,
        )
    name_rows(axes, names, report.words)
    number_ticks(axes.xaxis, report.words)
    axes.set_xlabel(report.words.say("Difference, in standard deviations"))
    return arrange(figure, report.words, rows_high(names))


def covariates(report: "Report", number: int) -> list[str]:
    """Labels of the covariates in the order of the plan, with indicators of missing answers."""
    planned = [*report.plan.covariates, *report.plan.indicators]
    return [report.variable_label(name) for name in planned[:number]]
