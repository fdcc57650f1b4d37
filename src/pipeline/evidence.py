"""What the evidence for each outcome is worth by the What Works Clearinghouse's rules."""

from typing import Any

import pandas as pd

from pipeline.designs import NEEDS_COVARIATES
from pipeline.plan import Plan
from pipeline.results import CLUSTERS
from pipeline.wwc import baseline_class, rating, worst_level

FEWEST_CLUSTERS = 6  # an arm with fewer is named on the report's first screen


def evidence(plan: Plan, attrition: pd.DataFrame, balance: pd.DataFrame) -> dict[str, Any]:
    """For each outcome what the evidence is worth by the WWC's rules, with the rules' inputs.

    Baseline equivalence is that of the units whom the outcome's headline analyses, in the
    covariates that they answered; whether as many answered in both arms is in the balance table.
    Where clusters were assigned, losing many of either units or clusters is losing many.
    """
    lost = attrition.set_index(["outcome", "arm"])["attrition"]
    levels = attrition.set_index(["outcome", "arm"])["level"].fillna("")
    found = {}
    for outcome in plan.outcomes:
        among = balance[(balance["sample"] == outcome) & balance["variable"].isin(plan.covariates)]
        worst = float(among["standardised_difference"].astype(float).abs().max())
        differences = [f"{prefix}difference" for prefix in ("", CLUSTERS)]
        level = worst_level([levels.get((outcome, name), "") for name in differences])
        alike = baseline_class(worst)
        adjusted = plan.estimators_of(outcome)[0] in NEEDS_COVARIATES
        found[outcome] = {
            "overall_attrition": lost[(outcome, "all")],
            "differential_attrition": lost[(outcome, "difference")],
            "attrition_level": level,
            "largest_standardised_difference": worst,
            "baseline_class": alike,
            "rating": rating(rated_as(plan), level, alike, adjusted=adjusted),
        }
        if plan.design.rule.assigns_clusters:
            found[outcome] |= cluster_evidence(attrition[attrition["outcome"] == outcome])
    return found


def rated_as(plan: Plan) -> str:
    """The kind of design by whose standards evidence is rated: without a lottery, a comparison.

    A place followed over time is not compared with a group, and is not rated.
    """
    rule = plan.design.rule
    return plan.design.kind if rule.lottery or rule.follows_places else "observational"


def cluster_evidence(attrition: pd.DataFrame) -> dict[str, Any]:
    """How many clusters carry an outcome's evidence, and whether they are too few to lean on.

    ``attrition`` holds the rows of one outcome. With fewer than six clusters in an arm even the
    corrected error rests on next to nothing, and luck of the draw is hard to tell from an effect.
    """
    kept = attrition.set_index("arm")["analysed"]
    fewest = int(min(kept[CLUSTERS + name] for name in ("treated", "control")))
    return {"fewest_clusters": fewest, "few_clusters": fewest < FEWEST_CLUSTERS}
