"""A point and a range for each characteristic, everybody's average being zero."""

from typing import TYPE_CHECKING

from pipeline.reporting.curve_figures.lines import STYLES, canvas

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

LINE = 0.26  # inches to a characteristic


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """Compliers beside everybody, one characteristic a line, the plan's first on top."""
    figure, axes = canvas(height=1.0 + LINE * len(rows))
    places = range(len(rows))
    colour = STYLES[0][0]
    axes.hlines(places, rows["conf_low"], rows["conf_high"], color=colour, linewidth=1.4)
    axes.plot(rows["value"], places, "o", color=colour, ms=5)
    axes.axvline(0, color="#5b6472", linewidth=0.8)
    axes.set_yticks(places, [report.variable_label(name) for name in rows["series"]])
    axes.invert_yaxis()
    say = report.words.say
    axes.set_xlabel(say("Distance from everybody's average (standard deviations)"))
    return figure
