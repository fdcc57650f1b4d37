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
from pipeline.reporting.figures import svg
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

FEW = 3  # headlines; of more, the numbers of every picture would make a page of a megabyte


def curves_of(report: "Report") -> list[tuple[str, str]]:
    """Each curve of a report and the outcome it is of, in the order of the results."""
    table = report.facts.table("curves.csv")
    pairs = zip(table["curve"], table["outcome"], strict=True)
    return list(dict.fromkeys(pairs))


def tells_numbers(report: "Report", curve: str = "") -> bool:
    """Whether a page has room for the numbers beside its pictures: not with many headlines.

    Only pictures that each primary outcome has of its own count: other curves are few.
    """
    primary_outcomes = [one for one in report.plan.outcomes.values() if one.role == "primary"]
    headlines = len(primary_outcomes) * len(list(report.plan.design.arms.programmes))
    return headlines <= FEW or curve not in ("", "influence")


def primary(report: "Report", target: str) -> bool:
    """Whether a curve's outcome, whatever its arm, is one that the plan calls primary."""
    planned = report.plan.outcomes.get(target.partition(", ")[0])
    return planned is None or planned.role == "primary"


def curve_figure(report: "Report", curve: str, outcome: str) -> Markup:
    """One curve of one outcome as inline SVG, with its alternative text."""
    table = report.facts.table("curves.csv")
    rows = table[(table["curve"] == curve) & (table["outcome"] == outcome)]
    if curve == "bandwidth":
        rows = rows.drop_duplicates(["series", "n"])  # a window of the same people says the same
    figure = FIGURES.get(curve, lines.draw)(rows.reset_index(drop=True), report, outcome)
    title = term(report.words, "curve", curve)
    alternative = report.words.say("{title}: {outcome}; see the table.").format(
        title=title, outcome=report.variable_label(outcome.partition(", ")[0])
    )
    return svg(figure, f"{curve}-{outcome}", alternative)
