"""One heavy line among many thin ones, and where the programme begins."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.paths import BEGINS, mark_start
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

TREATED = "gap_of_treated"


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """The gap of the treated over those of the placebos."""
    figure, axes = canvas(report.words)
    drawn = rows[rows["series"] != BEGINS]
    for name, line in drawn[drawn["series"] != TREATED].groupby("series", sort=False):
        del name
        axes.plot(line["x"], line["value"], color="#b4bac4", linewidth=0.7)
    line = drawn[drawn["series"] == TREATED].sort_values("x")
    label = series_name(report.words, TREATED)
    axes.plot(line["x"], line["value"], color="#0b5a8a", linewidth=2.2, label=label)
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    mark_start(axes, rows, report)
    label_axes(axes, report, "gap", outcome)
    return arrange(figure, report.words)
