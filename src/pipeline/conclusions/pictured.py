"""What each figure of a report finds, counted: how many of its ranges say what."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from pipeline.designs.comparisons import named
from pipeline.results import CLUSTERS, JOINT
from pipeline.wwc import LEVELS, baseline_class

# Curves of ranges, and the series whose ranges are counted: all, where none is named.
RANGES: dict[str, tuple[str, ...]] = {
    "bandwidth": ("headline_estimator",),
    "placebo_cutoffs": ("placebo_cutoffs",),
    "persistence": ("each_wave",),
    "group_effects": (),
    "calendar_effects": (),
    "influence": (),
    "compliers": (),
    "best_linear_projection": (),
    "honest_did": (),
}
NO_CONFOUNDER = "no_confounder"
Counts = dict[str, Any]


def pictured(headline: dict[str, Any], tables: dict[str, pd.DataFrame]) -> Counts:
    """Counts for the captions of figures, by figure and outcome.

    ``headline`` is `headline.json`, ``tables`` the published tables by name; a value that is
    withheld counts nowhere. `drawn` is how many ranges there are, `clear` how many leave zero out,
    `same_side` how many estimates lie on the headline's side of zero.
    """
    found: Counts = {
        "attrition": lost(tables["attrition.csv"]),
        "balance": alike(tables["balance.csv"]),
        "estimates": {},
        "specifications": {},
        "curves": {},
    }
    for target, row in headline.items():
        side = float(np.sign(row["estimate"]))
        estimates = _of(tables["estimates.csv"], target)
        others = estimates[(estimates["role"] == "robustness") & (estimates["subgroup"] == "")]
        found["estimates"][target] = counted(others, side, "estimate")
        analyses = _of(tables["specifications.csv"], target)
        if len(analyses):
            found["specifications"][target] = counted(analyses, side, "estimate")
    curves = tables["curves.csv"]
    for (curve, target), rows in curves.groupby(["curve", "outcome"], sort=False):
        side = float(np.sign(headline.get(target, {}).get("estimate", 0.0)))
        told = of_curve(curve, rows, side)
        if told:
            found["curves"].setdefault(curve, {})[target] = told
    return found


def _of(table: pd.DataFrame, target: str) -> pd.DataFrame:
    names = [named(*pair) for pair in zip(table["outcome"], table["arm"], strict=True)]
    return table[[name == target for name in names]]


def counted(rows: pd.DataFrame, side: float, value: str = "value") -> Counts:
    """How many estimates there are, on the headline's ``side`` of zero, and without zero.

    An estimate without a range, or of no width such as a time that others are relative to, is left
    out of all three.
    """
    known = rows[rows[value].notna() & (rows["conf_low"] < rows["conf_high"])]
    clear = (known["conf_low"] > 0) | (known["conf_high"] < 0)
    agrees = np.sign(known[value]) == side
    return {
        "drawn": len(known),
        "same_side": int(agrees.sum()),
        "clear": int(clear.sum()),
        "clear_same_side": int((clear & agrees).sum()),
    }


def alike(balance: pd.DataFrame) -> Counts:
    """How many characteristics were alike at the start, by the What Works Clearinghouse's rule."""
    rows = balance[(balance["sample"] == "assigned") & (balance["variable"] != JOINT)]
    return classes(rows["standardised_difference"])


def classes(differences: pd.Series) -> Counts:
    """Differences in standard deviations, by what the rule says of them."""
    told = [baseline_class(one) for one in differences.dropna()]
    return {
        "characteristics": len(told),
        "alike": told.count("satisfied"),
        "near": told.count("needs_adjustment"),
        "apart": told.count("not_satisfied"),
    }


def lost(attrition: pd.DataFrame) -> Counts:
    """How many outcomes lost few enough people, and how many too many; clusters not counted."""
    compared = attrition["arm"].str.startswith("difference")
    clusters = attrition["arm"].str.startswith(CLUSTERS)
    levels = list(attrition.loc[compared & ~clusters & attrition["boundary"].notna(), "level"])
    return {"outcomes": len(levels)} | {
        level: levels.count(level) for level in LEVELS if level not in ("", "unknown")
    }


def of_curve(curve: str, rows: pd.DataFrame, side: float) -> Counts:
    """What is counted of one curve of one outcome; nothing of a curve that needs no count."""
    if curve in RANGES:
        series = RANGES[curve]
        return counted(rows[rows["series"].isin(series)] if series else rows, side)
    if curve == "event_study":
        after = rows["x"] >= 0
        return {"before": counted(rows[~after], side), "after": counted(rows[after], side)}
    if curve == "confounder_benchmarks":
        return counted(rows[rows["series"] != NO_CONFOUNDER], side)
    return OTHERS[curve](rows) if curve in OTHERS else {}


def _balance_after(rows: pd.DataFrame) -> Counts:
    groups = rows.groupby("series", sort=False)["value"]
    return {str(series): classes(values) for series, values in groups}


def _donor_weights(rows: pd.DataFrame) -> Counts:
    return {"places": len(rows)}


def _goodman_bacon(rows: pd.DataFrame) -> Counts:
    """The weight of comparisons with places that are in the programme already."""
    return {"misleading": float(rows.loc[rows["series"] == "later_vs_earlier", "x"].sum())}


def _overlap(rows: pd.DataFrame) -> Counts:
    """The share of participants in bins of the probability that hold nobody to compare with."""
    sides = {series: part.set_index("x")["value"] for series, part in rows.groupby("series")}
    others = sides["control"].reindex(sides["treated"].index).fillna(0.0)
    return {"alone": float(sides["treated"][others == 0].sum())}


def _gaps(rows: pd.DataFrame) -> Counts:
    """How many pretended programmes part from their mix, on average, as far as the treated do."""
    begins = rows.loc[rows["series"] == "treatment_begins", "x"].min()
    after = rows[(rows["series"] != "treatment_begins") & (rows["x"] >= begins)]
    far = after.groupby("series")["value"].mean().abs()
    others = far.drop("gap_of_treated")
    return {"pretended": len(others), "as_far": int((others >= far["gap_of_treated"]).sum())}


OTHERS: dict[str, Callable[[pd.DataFrame], Counts]] = {
    "balance_after": _balance_after,
    "donor_weights": _donor_weights,
    "goodman_bacon": _goodman_bacon,
    "overlap": _overlap,
    "gap": _gaps,
}
