"""Figures for reports and notebooks alike: each takes results, returns a matplotlib figure."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.reporting import canvas
from pipeline.reporting.axes import value_label
from pipeline.reporting.canvas import BAND, BLUE, SOFT
from pipeline.reporting.figure_findings import alternative_of, balance, estimates
from pipeline.reporting.svg import svg
from pipeline.reporting.terms import TERMS, term
from pipeline.reporting.words import N_, SOURCE, Words, words_in
from pipeline.results import JOINT
from pipeline.sections.design import FIRST
from pipeline.wwc import NEEDS_ADJUSTMENT, SATISFIED

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Report

NEARLY = "#f1f3f5"


def _estimator(words: Words, estimator: str, se_type: str) -> str:
    error = term(words, "error", se_type) if se_type in TERMS["error"] else se_type
    short = "" if se_type in ("influence", "abadie_imbens") else f" ({error})"
    return term(words, "estimator", estimator) + short


def love_plot(
    balance: "pd.DataFrame", labels: dict[str, str] | None = None, words: Words | None = None
) -> "Figure":
    """Standardised differences of the covariates at the start, with the WWC's two limits.

    ``balance`` is `balance.csv`; ``labels`` name its variables.
    """
    words = words or words_in(SOURCE)
    rows = balance[(balance["variable"] != JOINT) & (balance["sample"] == "assigned")]
    figure, axes = canvas.canvas(words)
    axes.axvspan(-NEEDS_ADJUSTMENT, NEEDS_ADJUSTMENT, color=NEARLY, zorder=0)
    axes.axvspan(-SATISFIED, SATISFIED, color=BAND, zorder=1)
    axes.axvline(0, color=SOFT, linewidth=1, zorder=2)
    axes.plot(rows["standardised_difference"], range(len(rows)), "o", ms=5, color=BLUE, zorder=3)
    reach = max(0.3, 1.1 * rows["standardised_difference"].abs().max())
    axes.set_xlim(-reach, reach)
    names = [(labels or {}).get(name, name) for name in rows["variable"]]
    canvas.name_rows(axes, names, words)
    canvas.number_ticks(axes.xaxis, words)
    axes.set_xlabel(words.say(N_("Difference at the start, in standard deviations")))
    return canvas.arrange(figure, words, canvas.rows_high(names))


def estimates_plot(
    estimates: "pd.DataFrame",
    outcome: str,
    label: str = "",
    words: Words | None = None,
    scale: float = 1,
) -> "Figure":
    """Every estimate of one outcome with its interval; the headline is drawn heavier.

    Numbers of the axis are ``scale`` times those of the results: 100 for percent.
    """
    words = words or words_in(SOURCE)
    rows = estimates[estimates["outcome"] == outcome].reset_index(drop=True)
    figure, axes = canvas.canvas(words)
    axes.axvline(0, color=SOFT, linewidth=1, linestyle=(0, (2, 2)))
    for index, row in rows.iterrows():
        headline = row["role"] != "robustness"
        colour, width = (BLUE, 3) if headline else (SOFT, 1.5)
        axes.plot([row["conf_low"], row["conf_high"]], [index, index], color=colour, lw=width)
        axes.plot(row["estimate"], index, "o", color=colour, markersize=7 if headline else 5)
    target = rows.loc[rows["role"] != "robustness", "estimand"].iloc[0]
    names = [
        _estimator(words, row.estimator, row.se_type)
        + ("" if row.estimand == target else f", {row.estimand}")
        for row in rows.itertuples()
    ]
    canvas.name_rows(axes, names, words)
    canvas.number_ticks(axes.xaxis, words, scale)
    axes.set_xlabel(label or outcome)
    return canvas.arrange(figure, words, canvas.rows_high(names))


def balance_figure(report: "Report") -> Markup:
    """The love plot of a report, with what it finds as its alternative text."""
    table = report.facts.table("balance.csv")
    labels = {name: report.variable_label(name) for name in table["variable"]}
    title = report.words.say(N_("Were the groups alike at the start?"))
    alternative = alternative_of(report, title, balance(report))
    return svg(love_plot(table, labels, report.words), "balance", alternative)


def estimates_figure(report: "Report", outcome: str, arm: str = FIRST) -> Markup:
    """All estimates of an outcome in one arm in a report, with what they say in words."""
    table = report.facts.table("estimates.csv")
    table = table[(table["arm"] == arm) & (table["subgroup"] == "")]
    scale = 100 if report.plan.outcomes[outcome].kind == "binary" else 1
    label = value_label(report, "estimates", outcome)
    figure = estimates_plot(table, outcome, label, report.words, scale)
    title = f"{report.words.say(N_('Every estimate'))}: {report.variable_label(outcome)}"
    found = estimates(report, named(outcome, arm))
    name = f"estimates-{outcome}" if arm == FIRST else f"estimates-{outcome}-{arm}"
    return svg(figure, name, alternative_of(report, title, found))
