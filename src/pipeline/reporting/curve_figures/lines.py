"""A line through the points of each series, with a band for its intervals."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.fonts import use_report_font
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

# Told apart without colour too: each series has a dash of its own.
STYLES = (("#0b5a8a", "-"), ("#a23b3b", "--"), ("#5b6472", ":"), ("#7a5c00", "-."))


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Every series of a curve over its x, in the units of the results."""
    figure, axes = canvas()
    names = list(dict.fromkeys(rows["series"]))
    for index, name in enumerate(names):
        points = rows[rows["series"] == name].sort_values("x")
        colour, dash = STYLES[index % len(STYLES)]
        label = series_name(report.words, name)
        axes.plot(points["x"], points["value"], dash, color=colour, marker="o", ms=4, label=label)
        if points["conf_low"].notna().any():
            band = points["conf_low"], points["conf_high"]
            axes.fill_between(points["x"], *band, color=colour, alpha=0.15, linewidth=0)
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, rows["curve"].iloc[0], outcome)
    if len(names) > 1:
        axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return figure


def canvas(height: float = 3.2) -> "tuple[Figure, object]":
    """An empty figure in the report's font, without a frame."""
    from matplotlib.figure import Figure

    use_report_font()
    figure = Figure(figsize=(7.0, height), layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes
