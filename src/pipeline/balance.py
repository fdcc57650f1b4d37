"""Who was reached, who was lost, and whether the groups were alike before it all began."""

from typing import Any

import numpy as np
import pandas as pd

from pipeline.baseline import baseline_balance
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.results import JOINT, TABLES, write_json, write_table
from pipeline.wwc import attrition_boundary, attrition_level, baseline_class, rating

ARMS = {1.0: "treated", 0.0: "control"}


def run(folder: Folder) -> str:
    """Write `results/sample_flow.csv`, `attrition.csv`, `balance.csv` and `evidence.json`."""
    plan = load_plan(folder)
    analysis = pd.read_parquet(folder.analysis / "analysis.parquet")
    exclusions = pd.read_csv(folder.analysis / "exclusions.csv")

    flow = sample_flow(analysis, plan, exclusions)
    attrition = attrition_by_arm(analysis, plan)
    balance = baseline_balance(analysis, plan)

    write_table(folder, "sample_flow.csv", flow)
    write_table(folder, "attrition.csv", attrition)
    write_table(folder, "balance.csv", balance)
    write_json(folder, "evidence.json", evidence(plan, attrition, balance))
    lost = attrition.loc[attrition["arm"] == "all", "missing_share"].max()
    return f"{len(analysis):,} units, {lost:.1%} lost, {len(plan.covariates)} covariates"


def sample_flow(analysis: pd.DataFrame, plan: Plan, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Rows left after each step; from assignment on, units by arm (CONSORT).

    `observed:<outcome>` are units whose outcome is known, `complete:<outcome>` those that also
    have every covariate.
    """
    steps = [{**row, "arm": "all"} for row in exclusions.to_dict("records")]
    complete = analysis[list(plan.covariates)].notna().all(axis=1)
    stages = {"assigned": pd.Series(True, index=analysis.index)}
    for outcome in plan.outcomes:
        observed = analysis[outcome].notna()
        stages[f"observed:{outcome}"] = observed
        stages[f"complete:{outcome}"] = observed & complete
    for arm, name in ARMS.items():
        members = analysis[plan.design.treatment] == arm
        before = len(analysis[members])
        for step, kept in stages.items():
            count = int((members & kept).sum())
            if step.startswith(("assigned", "observed")):
                before = int(members.sum())
            row = {"step": step, "arm": name, "n": count, "excluded": before - count}
            steps.append(row)
            before = count
    return pd.DataFrame(steps)


def attrition_by_arm(analysis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Units assigned and units with an outcome, and how the loss stands to the WWC boundaries.

    The row `all` holds overall attrition, the row `difference` differential attrition, both as
    shares. Only a randomised design has a boundary.
    """
    rows = []
    treatment = analysis[plan.design.treatment]
    for outcome in plan.outcomes:
        observed = analysis[outcome].notna()
        shares = {}
        for arm, name in ARMS.items():
            members = treatment == arm
            assigned, seen = int(members.sum()), int((members & observed).sum())
            shares[name] = 1 - seen / assigned
            rows.append(_row(outcome, name, assigned, seen, shares[name]))
        overall = float(1 - observed.mean())
        differential = abs(shares["treated"] - shares["control"])
        rows.append(_row(outcome, "all", len(analysis), int(observed.sum()), overall))
        rows.append({"outcome": outcome, "arm": "difference", "missing_share": differential})
        if plan.design.kind == "randomised":
            rows[-1]["boundary"] = attrition_boundary(overall, "cautious")
            rows[-1]["level"] = attrition_level(overall, differential)
    return pd.DataFrame(rows, columns=list(TABLES["attrition.csv"][0]))


def _row(outcome: str, arm: str, assigned: int, observed: int, share: float) -> dict[str, object]:
    return {
        "outcome": outcome,
        "arm": arm,
        "assigned": assigned,
        "observed": observed,
        "missing_share": share,
    }


def evidence(plan: Plan, attrition: pd.DataFrame, balance: pd.DataFrame) -> dict[str, Any]:
    """For each outcome what the evidence is worth by the WWC's rules, with the rules' inputs."""
    covariates = balance[balance["variable"] != JOINT] if len(balance) else balance
    worst = covariates["standardised_difference"].abs().max() if len(covariates) else np.nan
    alike = baseline_class(float(worst))
    rows = attrition.set_index(["outcome", "arm"])
    levels = attrition.set_index(["outcome", "arm"])["level"].fillna("")
    return {
        outcome: {
            "overall_attrition": rows.loc[(outcome, "all"), "missing_share"],
            "differential_attrition": rows.loc[(outcome, "difference"), "missing_share"],
            "attrition_level": levels[(outcome, "difference")],
            "largest_standardised_difference": worst,
            "baseline_class": alike,
            "rating": rating(plan.design.kind, levels[(outcome, "difference")], alike),
        }
        for outcome in plan.outcomes
    }
