"""Series over time with an upright line where the programme begins."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.styles import STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

BEGINS = "treatment_begins"
OBSERVED = "observed_series"


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Each series as a line, what was observed as points."""
    figure, axes = canvas(report.words)
    drawn = rows[rows["series"] != BEGINS]
    lines = 0
    for name in dict.fromkeys(drawn["series"]):
        line = drawn[drawn["series"] == name].sort_values("x")
        label = series_name(report.words, name)
        if name == OBSERVED:
            axes.plot(line["x"], line["value"], "o", color="#5b6472", ms=3, label=label)
            continue
        colour, dash = STYLES[lines % len(STYLES)]
        axes.plot(line["x"], line["value"], dash, color=colour, label=label)
        lines += 1
    mark_start(axes, rows, report)
    label_axes(axes, report, rows["curve"].iloc[0], outcome)
    return arrange(figure, report.words)


def mark_start(axes: "Axes", rows: "pd.DataFrame", report: "Report") -> None:
    """An upright line at the first period with the programme, named in the legend."""
    for start in rows.loc[rows["series"] == BEGINS, "x"]:
        label = series_name(report.words, BEGINS)
        axes.axvline(start, color="#1c2430", linewidth=0.9, linestyle=(0, (1, 2)), label=label)
