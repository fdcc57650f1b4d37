"""Two histograms back to back: the treated above the line, the comparison group below."""

from typing import TYPE_CHECKING

import numpy as np

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas, isolated
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

COLOURS = {"treated": "#0b5a8a", "control": "#a23b3b"}


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Shares of each arm by their probability of treatment."""
    figure, axes = canvas(report.words)
    for series, sign in (("treated", 1), ("control", -1)):
        points = rows[rows["series"] == series].sort_values("x")
        width = float(np.diff(points["x"]).min())
        label = series_name(report.words, series)
        shares = sign * points["value"]
        axes.bar(points["x"], shares, 0.92 * width, color=COLOURS[series], label=label)
    reach = 1.1 * float(rows["value"].max())
    axes.set_ylim(-reach, reach)
    axes.set_xlim(0, 1)
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, "overlap", outcome)
    axes.yaxis.set_major_formatter(
        lambda share, _: isolated(report.words, f"{report.words.digits(100 * abs(share))}%")
    )
    return arrange(figure, report.words)
