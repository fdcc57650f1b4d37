"""Averages of bins on both sides of a cutoff, and the lines fitted to what lies behind them."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.styles import STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

SIDES = (("control", STYLES[1][0], "s"), ("treated", STYLES[0][0], "o"))


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Bins as points, fits as lines, the cutoff as a vertical line."""
    figure, axes = canvas(report.words)
    for side, colour, marker in SIDES:
        bins = rows[rows["series"] == f"bins_{side}"]
        fit = rows[rows["series"] == f"fit_{side}"].sort_values("x")
        label = series_name(report.words, f"bins_{side}")
        axes.plot(bins["x"], bins["value"], marker, color=colour, ms=5, alpha=0.8, label=label)
        axes.plot(fit["x"], fit["value"], "-", color=colour, linewidth=2)
    axes.axvline(report.plan.design.cutoff, color="#5b6472", linewidth=0.8, linestyle=":")
    label_axes(axes, report, "binned_outcome", outcome)
    return arrange(figure, report.words)
