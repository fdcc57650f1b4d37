"""How the effect changes with each characteristic: a range on a line for each."""

from typing import TYPE_CHECKING

from pipeline.reporting.curve_figures.lines import canvas

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

ROW = 0.34


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """One range a characteristic, named at its side."""
    figure, axes = canvas(1.2 + ROW * len(rows))
    axes.axvline(0, color="#5b6472", linewidth=1)
    sides = [rows["value"] - rows["conf_low"], rows["conf_high"] - rows["value"]]
    axes.errorbar(rows["value"], rows["x"], xerr=sides, fmt="o", color="#0b5a8a", capsize=3)
    axes.set_yticks(rows["x"], [report.variable_label(name) for name in rows["series"]])
    axes.set_ylim(len(rows) + 0.6, 0.4)
    axes.set_xlabel(report.variable_label(outcome))
    if report.words.direction == "rtl":
        axes.yaxis.tick_right()
    return figure
