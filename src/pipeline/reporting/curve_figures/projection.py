"""How the effect changes with each characteristic: a range on a line for each."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import value_label
from pipeline.reporting.canvas import BLUE, arrange, canvas, name_rows, number_ticks, rows_high

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """One range a characteristic, named at its side."""
    figure, axes = canvas(report.words)
    names = [report.variable_label(name) for name in rows["series"]]
    axes.axvline(0, color="#5b6472", linewidth=1)
    sides = [rows["value"] - rows["conf_low"], rows["conf_high"] - rows["value"]]
    axes.errorbar(rows["value"], range(len(names)), xerr=sides, fmt="o", color=BLUE, capsize=3)
    name_rows(axes, names, report.words)
    binary = report.plan.outcomes[outcome.partition(", ")[0]].kind == "binary"
    number_ticks(axes.xaxis, report.words, 100 if binary else 1)
    axes.set_xlabel(value_label(report, "best_linear_projection", outcome))
    return arrange(figure, report.words, rows_high(names))
