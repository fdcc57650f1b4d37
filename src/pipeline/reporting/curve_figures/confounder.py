"""Lines of what a confounder would leave of the effect, and covariates to compare it with."""

from typing import TYPE_CHECKING

from pipeline.curves.confounder_contour import RANGE, REMAINING, TIMES
from pipeline.reporting.axes import label_axes
from pipeline.reporting.curve_figures.lines import canvas
from pipeline.reporting.terms import series_name
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

MARKS = "osD"
INK, SOFT, BLUE, RED = "#1b1f2a", "#8a919e", "#0b5a8a", "#a23b3b"
LINES = (*REMAINING, RANGE)
# Told apart without colour too.
LOOKS = {"none_left": (RED, "-", 1.8), RANGE: (BLUE, "--", 1.8), "turned_around": (SOFT, ":", 1.0)}
USUAL = (SOFT, "-", 0.8)


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """The contours, and the confounders one, two and three times as strong as each covariate."""
    figure, axes = canvas(4.4)
    drawn = [name for name in LINES if (rows["series"] == name).any()]
    for name in drawn:
        line = rows[rows["series"] == name].sort_values("x")
        colour, dash, width = LOOKS.get(name, USUAL)
        label = series_name(report.words, name) if name in LOOKS else None
        axes.plot(line["x"], line["value"], dash, color=colour, linewidth=width, label=label)
        if name in REMAINING and name not in ("none_left", "turned_around"):
            _name_line(axes, line, f"{REMAINING[name]:.0%}")
    _mark(axes, rows[~rows["series"].isin(LINES)], report)
    axes.set_xlim(0, float(rows["x"].max()) * 1.04)
    axes.set_ylim(0, float(rows["value"].max()) * 1.06)
    label_axes(axes, report, "confounder_contour", outcome)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:g}%")
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:g}%")
    axes.set_ylabel(report.words.say(N_("Share of the outcome it explains")))
    axes.legend(frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=9)
    return figure


def _name_line(axes: "Axes", line: "pd.DataFrame", text: str) -> None:
    """What is left along a line, written on it."""
    middle = line.iloc[int(0.6 * len(line))]
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    place = (middle["x"], middle["value"])
    axes.annotate(text, place, ha="center", va="center", fontsize=8, color=SOFT, bbox=box)


def _mark(axes: "Axes", rows: "pd.DataFrame", report: "Report") -> None:
    """Each covariate has a mark of its own; a number says how many times as strong."""
    for index, name in enumerate(dict.fromkeys(rows["series"])):
        points = rows[rows["series"] == name].sort_values("x")
        mark = MARKS[index % len(MARKS)]
        label = report.words.say(N_("as strong as: {covariate}")).format(
            covariate=report.variable_label(name)
        )
        axes.plot(points["x"], points["value"], mark, color=INK, markersize=5, label=label)
        for times, (_, point) in zip(TIMES, points.iterrows(), strict=False):
            place = (point["x"], point["value"])
            offset = {"xytext": (5, 3), "textcoords": "offset points"}
            axes.annotate(f"{times}×", place, fontsize=8, color=INK, **offset)
