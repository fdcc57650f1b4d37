"""The weights of donors as bars, heaviest on top."""

from typing import TYPE_CHECKING

from pipeline.reporting.canvas import BLUE, arrange, canvas, name_rows, number_ticks, rows_high

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """One bar a donor, named beside it."""
    figure, axes = canvas(report.words)
    ordered = rows.sort_values("x")
    names = list(ordered["series"])
    axes.barh(range(len(names)), ordered["value"], color=BLUE, height=0.7)
    name_rows(axes, names, report.words)
    axes.set_xlim(left=0)
    number_ticks(axes.xaxis, report.words, 100, after="%")
    axes.set_xlabel(report.words.say("Share in the mix"))
    return arrange(figure, report.words, rows_high(names))
