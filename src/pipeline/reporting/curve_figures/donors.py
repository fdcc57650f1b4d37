"""The weights of donors as bars, heaviest on top."""

from typing import TYPE_CHECKING

from pipeline.reporting.curve_figures.lines import canvas

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

PER_BAR = 0.26  # inches


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":  # noqa: ARG001
    """One bar a donor, named beside it."""
    figure, axes = canvas(0.9 + PER_BAR * len(rows))
    ordered = rows.sort_values("x", ascending=False)
    axes.barh(ordered["series"], ordered["value"], color="#0b5a8a", height=0.7)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel(report.words.say("Share in the mix"))
    return figure
