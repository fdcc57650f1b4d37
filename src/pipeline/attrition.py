"""Who was lost, by arm, and how the loss stands to the What Works Clearinghouse's boundary."""

import pandas as pd

from pipeline.baseline import analysed
from pipeline.plan import Plan
from pipeline.results import CLUSTERS, TABLES
from pipeline.wwc import attrition_boundary, attrition_level


def attrition_by_arm(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Units assigned and units analysed by the headline, and how the loss stands to the WWC rule.

    The row `all` holds overall attrition, the row `difference` differential attrition, both as
    shares. Only a lottery whose attrition is known has a boundary. Where clusters were assigned,
    rows with `clusters_` before the arm count clusters; one is analysed if any unit of it is.

    The WWC counts lost units among the clusters that remain. Here they are counted among all, so
    that a lost cluster weighs twice.
    """
    rows = []
    treated = analysis[plan.design.treatment]
    for outcome in plan.outcomes:
        used = analysed(analysis, plan, outcome)
        rows += _attrition_rows(outcome, treated, used, plan)
        if plan.design.rule.assigns_clusters:
            clusters = analysis[plan.design.clusters]
            arms, kept = treated.groupby(clusters).first(), used.groupby(clusters).any()
            rows += _attrition_rows(outcome, arms, kept, plan, CLUSTERS)
    return pd.DataFrame(rows, columns=list(TABLES["attrition.csv"][0]))


def _attrition_rows(
    outcome: str, treated: pd.Series, used: pd.Series, plan: Plan, prefix: str = ""
) -> list[tuple[object, ...]]:
    """A row for each arm, for both, and for their difference, of whatever was counted."""
    rows: list[tuple[object, ...]] = []
    shares = {}
    for name, arm in (("treated", 1.0), ("control", 0.0)):
        assigned = int((treated == arm).sum())
        kept = int((used & (treated == arm)).sum())
        shares[name] = 1 - kept / assigned
        rows.append((outcome, prefix + name, assigned, kept, shares[name], None, None))
    overall = float(1 - used.mean())
    both = (outcome, f"{prefix}all", len(used), int(used.sum()), overall, None, None)
    differential = abs(shares["treated"] - shares["control"])
    verdict = attrition_verdict(plan, overall, differential)
    return [*rows, both, (outcome, f"{prefix}difference", None, None, differential, *verdict)]


def attrition_verdict(
    plan: Plan, overall: float, differential: float
) -> tuple[float | None, str | None]:
    """The cautious boundary at this overall attrition, and the level of the loss."""
    if plan.design.attrition == "unknown":
        return None, "unknown"
    if not plan.design.rule.lottery:
        return None, None
    return attrition_boundary(overall, "cautious"), attrition_level(overall, differential)
