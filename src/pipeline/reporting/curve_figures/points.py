"""Points with their intervals, unconnected: what stands at each x is an answer of its own."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.curve_figures.lines import STYLES, canvas
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

MARKERS = "os^D"


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Every point of a curve with its interval, in the units of the results."""
    figure, axes = canvas()
    for index, name in enumerate(dict.fromkeys(rows["series"])):
        points = rows[rows["series"] == name]
        colour, _ = STYLES[index % len(STYLES)]
        below = points["value"] - points["conf_low"]
        above = points["conf_high"] - points["value"]
        axes.errorbar(
            points["x"],
            points["value"],
            yerr=[below, above],
            fmt=MARKERS[index % len(MARKERS)],
            color=colour,
            capsize=3,
            label=series_name(report.words, name),
        )
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, rows["curve"].iloc[0], outcome)
    axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure
