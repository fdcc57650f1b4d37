"""A line through the points of each series, with a band for its intervals."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.styles import STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Every series of a curve over its x, in the units of the results."""
    figure, axes = canvas(report.words)
    names = list(dict.fromkeys(rows["series"]))
    for index, name in enumerate(names):
        points = rows[rows["series"] == name].sort_values("x")
        colour, dash = STYLES[index % len(STYLES)]
        label = series_name(report.words, name) if len(names) > 1 else None
        axes.plot(points["x"], points["value"], dash, color=colour, marker="o", ms=4, label=label)
        if points["conf_low"].notna().any():
            band = points["conf_low"], points["conf_high"]
            axes.fill_between(points["x"], *band, color=colour, alpha=0.15, linewidth=0)
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, rows["curve"].iloc[0], outcome)
    return arrange(figure, report.words)
