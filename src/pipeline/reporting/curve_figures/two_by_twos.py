"""Each two-by-two of a two-way fixed effects regression: its weight across, its estimate up."""

from typing import TYPE_CHECKING

from pipeline.reporting.axes import label_axes
from pipeline.reporting.canvas import arrange, canvas
from pipeline.reporting.curve_figures.styles import MARKERS, STYLES
from pipeline.reporting.terms import series_name

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report


def draw(rows: "pd.DataFrame", report: "Report", outcome: str) -> "Figure":
    """A point a comparison; kinds of comparison are told apart by shape as well as by colour."""
    figure, axes = canvas(report.words)
    for index, (name, points) in enumerate(rows.groupby("series", sort=False)):
        axes.plot(
            points["x"],
            points["value"],
            MARKERS[index % len(MARKERS)],
            color=STYLES[index % len(STYLES)][0],
            label=series_name(report.words, name),
        )
    axes.axhline(0, color="#5b6472", linewidth=0.8)
    label_axes(axes, report, "goodman_bacon", outcome)
    return arrange(figure, report.words)
