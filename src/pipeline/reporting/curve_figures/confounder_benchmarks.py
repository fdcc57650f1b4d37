"""The effect beside each confounder, those of one covariate side by side with the others'."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas, isolated
from pipeline.reporting.curve_figures.styles import MARKERS, STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

NONE = "no_confounder"
APART = 0.12  # times as strong, between covariates: their ranges would cover one another


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """Every estimate with its range."""
    figure, axes = canvas(report.words)
    named = [name for name in dict.fromkeys(rows["series"]) if name != NONE]
    for index, name in enumerate([NONE, *named]):
        points = rows[rows["series"] == name]
        aside = 0.0 if name == NONE else (index - (len(named) + 1) / 2) * APART
        sides = [points["value"] - points["conf_low"], points["conf_high"] - points["value"]]
        axes.errorbar(
            points["x"] + aside,
            points["value"],
            yerr=sides,
            fmt=MARKERS[index % len(MARKERS)],
            color=STYLES[index % len(STYLES)][0],
            capsize=3,
            label=series_name(report.words, report.variable_label(name)),
        )
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, "confounder_benchmarks", outcome)
    times = sorted(set(rows["x"]))
    axes.set_xticks(
        times, [isolated(report.words, f"{place:g}×" if place else "0") for place in times]
    )
    return arrange(figure, report.words)
