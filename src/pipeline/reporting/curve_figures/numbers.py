"""The numbers beside a curve's picture: those that a reader may want, as readers write them."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pipeline.reporting.attempts import few_headlines
from pipeline.reporting.axes import along, unit_of
from pipeline.reporting.curve_figures.balance_after import covariates
from pipeline.reporting.curve_figures.confounder import LINES, OF_OUTCOME
from pipeline.reporting.facts import Fact
from pipeline.reporting.terms import series_name
from pipeline.reporting.words import N_

if TYPE_CHECKING:
    from pipeline.reporting.evaluation import Report

# Series that only draw the picture: lines between numbers that are told, and pretended programmes.
DRAWN_ONLY = {
    "binned_outcome": ("fit_control", "fit_treated"),
    "series_fit": ("fitted_series",),
    "confounder_contour": LINES,
}
TOLD_ONLY = {"gap": ("gap_of_treated",)}
# Rows that somebody reads, by whether the page has few headlines; of more, so many are picked.
LONGEST = {True: 24, False: 3}
# Curves over shares, and what their values are where the axis does not say it.
OVER_SHARES = ("confounder_contour",)
VALUE_HEADS = {"confounder_contour": {"value": OF_OUTCOME}}
PARTS = ("value", "conf_low", "conf_high")
HEADS = {"value": N_("Value"), "conf_low": N_("Lower end"), "conf_high": N_("Upper end")}


@dataclass(frozen=True)
class Numbers:
    """A table: its heads and its rows of cells, the first of each a name.

    It may hold a few of many rows.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]
    few_of_many: bool = False


def numbers_of(report: "Report", curve: str, outcome: str) -> Numbers:
    """The numbers of one curve of one outcome: all, or evenly picked where they are many."""
    every = _told(report, curve, outcome)
    rows = picked(every, LONGEST[few_headlines(report)])
    where = along(report, curve)
    parts = [part for part in PARTS if any(row[part] for row in rows)]
    counted = any(row["n"] for row in rows)
    several = not where or len({row["series"] for row in rows}) > 1
    heads = [report.words.say(N_("Series"))] if several else []
    heads += [where] if where else []
    named = HEADS | VALUE_HEADS.get(curve, {})
    heads += [report.words.say(named[part]) for part in parts]
    heads += [report.words.say(N_("Speaks of so many"))] if counted else []
    decimals = _decimals_along(rows)
    made = []
    for row in rows:
        cells: list[str | Markup] = [_name(report, curve, row)] if several else []
        if where:
            cells.append(_place(report, row["x"], curve, decimals))
        cells += [_value(report, row[part], curve, outcome) for part in parts]
        if counted:
            cells.append(report.words.number(row["n"]) if row["n"] else "–")
        made.append(tuple(cells))
    return Numbers(tuple(heads), tuple(made), few_of_many=len(rows) < len(every))


def picked(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Rows that are not too many: of each series its first, its last and others evenly."""
    if len(rows) <= most:
        return rows
    series: dict[Any, list[dict[str, Any]]] = {}
    for row in rows:
        series.setdefault(row.get("series"), []).append(row)
    kept = []
    for part in series.values():
        number = max(2, round(most * len(part) / len(rows)))
        step = (len(part) - 1) / (number - 1)
        kept += [part[place] for place in sorted({round(step * one) for one in range(number)})]
    return kept


def _told(report: "Report", curve: str, outcome: str) -> list[dict[str, Any]]:
    found = report.facts.rows("curves.csv")
    rows = [row for row in found if row["curve"] == curve and row["outcome"] == outcome]
    drawn, told = DRAWN_ONLY.get(curve, ()), TOLD_ONLY.get(curve)
    rows = [row for row in rows if row["series"] not in drawn]
    rows = [row for row in rows if told is None or row["series"] in told]
    if curve != "bandwidth":
        return rows
    seen = {(row["series"], row["n"] and row["n"].value): row for row in reversed(rows)}
    return list(reversed(seen.values()))


def _name(report: "Report", curve: str, row: dict[str, Any]) -> str:
    series = series_name(report.words, report.variable_label(row["series"]))
    if curve != "balance_after":
        return series
    number = int(row["x"].value)
    return report.words.say("{covariate}: {series}").format(
        covariate=covariates(report, number)[number - 1], series=series
    )


def _decimals_along(rows: list[dict[str, Any]]) -> int:
    """As many decimals as tell neighbours apart: none for whole numbers, such as years."""
    places = [row["x"].value for row in rows if isinstance(row["x"], Fact)]
    span = max(places, default=0.0) - min(places, default=0.0)
    if all(place == round(place) for place in places) or span == 0:
        return 0
    return max(0, 2 - math.floor(math.log10(span)))


def _place(report: "Report", fact: Any, curve: str, decimals: int) -> Markup:
    if curve in OVER_SHARES:
        return Markup("{}%").format(report.words.number(fact, 2, scale=100))
    return report.words.number(fact, decimals, grouped=False)


def _value(report: "Report", fact: Any, curve: str, outcome: str) -> str | Markup:
    if not fact:
        return "–"
    planned = report.plan.outcomes[outcome.partition(", ")[0]]
    unit = unit_of(curve)
    if unit == "deviations":
        return report.words.number(fact, 2, signed=True)
    if unit == "share":
        return Markup("{}%").format(report.words.number(fact, 1, scale=100))
    scale = 100 if planned.kind == "binary" else 1
    return report.words.number(fact, planned.decimals, scale=scale, signed=unit == "effect")
