"""Lines of what a confounder would leave of the effect, and covariates to compare it with."""

from typing import TYPE_CHECKING

import numpy as np

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import BLUE, INK, LETTER, RED, arrange, canvas, isolated, tick
from pipeline.reporting.terms import series_name
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

MARKS = "osD"
FAINT = "#6b7380"
# What is left of the estimate along each line; those without a number have a name in the legend.
REMAINING = {
    "three_quarters_left": 0.75,
    "half_left": 0.5,
    "quarter_left": 0.25,
    "none_left": None,
    "turned_around": None,
}
RANGE = "range_reaches_zero"
LINES = (*REMAINING, RANGE)
# Told apart without colour too.
LOOKS = {"none_left": (RED, "-", 1.8), RANGE: (BLUE, "--", 1.8), "turned_around": (FAINT, ":", 1.0)}
# Of an axis: bias follows from the roots of shares, and most confounders explain little.
TICKS = (0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1)
FEWEST_BETWEEN = 0.13  # of an axis, between ticks
ROOM = 1.08
HIGH = 3.0  # inches
OF_OUTCOME = N_("Share of the outcome that it explains")
USUAL = (FAINT, "-", 0.8)


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """The contours, and the confounders one, two and three times as strong as each covariate."""
    figure, axes = canvas(report.words)
    drawn = [name for name in LINES if (rows["series"] == name).any()]
    label_axes(axes, report, "confounder_contour", outcome)
    axes.set_ylabel(report.words.say(OF_OUTCOME))
    _draw_out(axes.xaxis, float(rows["x"].max()), report)
    _draw_out(axes.yaxis, float(rows["value"].max()), report)
    for name in drawn:
        line = rows[rows["series"] == name].sort_values("x")
        colour, dash, width = LOOKS.get(name, USUAL)
        label = series_name(report.words, name) if name in LOOKS else None
        axes.plot(line["x"], line["value"], dash, color=colour, linewidth=width, label=label)
        left = REMAINING.get(name)
        if left is not None:
            _name_line(axes, line, isolated(report.words, f"{left:.0%}"), steep=8 * (left - 0.5))
    _mark(axes, rows[~rows["series"].isin(LINES)], report)
    return arrange(figure, report.words, HIGH)


def _draw_out(axis: "Axis", most: float, report: "Report") -> None:
    """Shares up to ``most`` along an axis of their roots, so that small ones can be told apart."""
    most = min(1.0, most * ROOM)
    ends = axis.axes.set_xlim if axis.axis_name == "x" else axis.axes.set_ylim
    scale = axis.axes.set_xscale if axis.axis_name == "x" else axis.axes.set_yscale
    scale("function", functions=(lambda share: np.sqrt(np.clip(share, 0, None)), np.square))
    ends(0, most)
    shown: list[float] = []
    for share in TICKS:
        far = not shown or np.sqrt(share) - np.sqrt(shown[-1]) >= FEWEST_BETWEEN * np.sqrt(most)
        if share <= most and far:
            shown.append(share)
    written = tick(report.words, 100, after="%")
    axis.set_ticks(shown, [written(share) for share in shown])


def _name_line(axes: "Axes", line: "pd.DataFrame", text: str, steep: float) -> None:
    """What is left along a line, written on it; ``steep`` keeps names from one another."""
    # Near the diagonal of the picture, where the lines are furthest apart.
    across, up = line["x"] / axes.get_xlim()[1], line["value"] / axes.get_ylim()[1]
    aside = np.log(across) - np.log(np.clip(up, 1e-9, None)) - steep
    middle = line.loc[aside.abs().idxmin()]
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
    place = (middle["x"], middle["value"])
    axes.annotate(text, place, ha="center", va="center", fontsize=LETTER, color=FAINT, bbox=box)


def _mark(axes: "Axes", rows: "pd.DataFrame", report: "Report") -> None:
    """Each covariate has a mark of its own; a number says how many times as strong."""
    for index, name in enumerate(dict.fromkeys(rows["series"])):
        points = rows[rows["series"] == name].sort_values("x")
        mark = MARKS[index % len(MARKS)]
        label = report.words.say(N_("as strong as: {covariate}")).format(
            covariate=report.variable_label(name)
        )
        axes.plot(points["x"], points["value"], mark, color=INK, markersize=5, label=label)
        for times, (_, point) in zip((1, 2, 3), points.iterrows(), strict=False):
            place = (point["x"], point["value"])
            offset = {"xytext": (5, 3), "textcoords": "offset points"}
            axes.annotate(
                isolated(report.words, f"{times}×"), place, fontsize=LETTER, color=INK, **offset
            )
