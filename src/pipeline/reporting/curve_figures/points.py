"""Points with their intervals, unconnected: what stands at each x is an answer of its own."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.styles import MARKERS, STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Every point of a curve with its interval, in the units of the results."""
    figure, axes = canvas(report.words)
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
    return arrange(figure, report.words)
