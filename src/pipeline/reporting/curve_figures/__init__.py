"""How each curve of `curves.csv` is drawn: `(rows, report, outcome) -> figure`; lines by default.

``rows`` are the curve's rows for one outcome.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.reporting.curve_figures import (
    balance_after,
    binned,
    compliers,
    confounder,
    confounder_benchmarks,
    donors,
    gaps,
    lines,
    overlap,
    paths,
    points,
    projection,
    two_by_twos,
)
from pipeline.reporting.curve_figures.numbers import numbers_of as numbers_of
from pipeline.reporting.figure_findings import alternative_of
from pipeline.reporting.figure_findings import curve_finding as curve_finding
from pipeline.reporting.svg import svg
from pipeline.reporting.terms import term

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

CurveFigure = Callable[["pd.DataFrame", "Report", str], "Figure"]

FIGURES: dict[str, CurveFigure] = {
    "best_linear_projection": projection.draw,
    "compliers": compliers.draw,
    "binned_outcome": binned.draw,
    "bandwidth": points.draw,
    "placebo_cutoffs": points.draw,
    "synthetic_path": paths.draw,
    "series_fit": paths.draw,
    "gap": gaps.draw,
    "donor_weights": donors.draw,
    "goodman_bacon": two_by_twos.draw,
    "overlap": overlap.draw,
    "balance_after": balance_after.draw,
    "confounder_contour": confounder.draw,
    "confounder_benchmarks": confounder_benchmarks.draw,
}


def curves_of(report: "Report") -> list[tuple[str, str]]:
    """Each curve of a report and the outcome it is of, in the order of the results."""
    table = report.facts.table("curves.csv")
    pairs = zip(table["curve"], table["outcome"], strict=True)
    return list(dict.fromkeys(pairs))


def primary(report: "Report", target: str) -> bool:
    """Whether a curve's outcome, whatever its arm, is one that the plan calls primary."""
    planned = report.plan.outcomes.get(target.partition(", ")[0])
    return planned is None or planned.role == "primary"


def curve_figure(report: "Report", curve: str, outcome: str) -> Markup:
    """One curve of one outcome as inline SVG, with what it finds as its alternative text."""
    from pipeline.reporting.evaluation import target_label

    table = report.facts.table("curves.csv")
    rows = table[(table["curve"] == curve) & (table["outcome"] == outcome)]
    if curve == "bandwidth":
        rows = rows.drop_duplicates(["series", "n"])  # a window of the same people says the same
    figure = FIGURES.get(curve, lines.draw)(rows.reset_index(drop=True), report, outcome)
    title = f"{term(report.words, 'curve', curve)}: {target_label(report, outcome)}"
    found = curve_finding(report, curve, outcome)
    return svg(figure, f"{curve}-{outcome}", alternative_of(report, title, found))
