"""A point and a range for each characteristic, everybody's average being zero."""

from typing import TYPE_CHECKING

from pipeline.reporting.canvas import BLUE, arrange, canvas, name_rows, number_ticks, rows_high

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """Compliers beside everybody, one characteristic a line, the plan's first on top."""
    figure, axes = canvas(report.words)
    names = [report.variable_label(name) for name in rows["series"]]
    places = range(len(rows))
    axes.hlines(places, rows["conf_low"], rows["conf_high"], color=BLUE, linewidth=1.4)
    axes.plot(rows["value"], places, "o", color=BLUE, ms=5)
    axes.axvline(0, color="#5b6472", linewidth=0.8)
    name_rows(axes, names, report.words)
    number_ticks(axes.xaxis, report.words)
    say = report.words.say
    axes.set_xlabel(say("Distance from everybody's average (standard deviations)"))
    return arrange(figure, report.words, rows_high(names))
