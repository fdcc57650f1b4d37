"""Who was reached, who was lost, and whether the groups were alike before it all began."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.attrition import attrition_by_arm
from pipeline.baseline import baseline_balance
from pipeline.continuity import cutoff_evidence
from pipeline.designs.comparisons import both, named, of_arm, two_arms
from pipeline.disclosure import without_rates
from pipeline.disclosure_rules.means import protected_means
from pipeline.evidence import evidence
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, read_rows
from pipeline.results import CLUSTERS, read_table, write_json, write_tables
from pipeline.sections.design import FIRST


def run(folder: Folder) -> str:
    """Write `results/sample_flow.csv`, `attrition.csv`, `balance.csv` and `evidence.json`."""
    plan = load_plan(folder)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    exclusions = read_rows(folder, folder.analysis / "exclusions.csv")

    flow = sample_flow(analysis, plan, exclusions)
    arms = one_by_one(analysis, plan)
    attrition = attrition_of_arms(arms)

    tables = {
        "sample_flow.csv": flow,
        "attrition.csv": attrition,
        "balance.csv": balance_by_arm(arms),
    }
    write_tables(folder, tables, plan.disclosure)
    published = [read_table(folder, name) for name in ("attrition.csv", "balance.csv")]
    found = without_rates(evidence_by_arm(arms), *published)
    if plan.design.rule.identified_by == "continuity":
        found = {name: row | cutoff_evidence(analysis, plan, name) for name, row in found.items()}
    write_json(folder, "evidence.json", found, plan.disclosure)
    lost = attrition.loc[attrition["arm"] == "all", "attrition"].max()
    return f"{len(analysis):,} units, {lost:.1%} lost, {len(plan.covariates)} covariates"


def sample_flow(analysis: pd.DataFrame, plan: Plan, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Rows left after each step; from where on arms are known, units by arm (CONSORT).

    ``exclusions`` has the steps up to the study's sample (see `construction.exclusions`);
    `observed:<outcome>` are units whose outcome is known, `complete:<outcome>` those that also
    have every covariate.
    """
    steps = exclusions[exclusions["arm"] == "all"].to_dict("records")
    stages = {"assigned": pd.Series(True, index=analysis.index)}
    for outcome in plan.outcomes:
        observed = analysis[outcome].notna()
        stages[f"observed:{outcome}"] = observed
        complete = analysis[list(plan.covariates_of(outcome))].notna().all(axis=1)
        stages[f"complete:{outcome}"] = observed & complete
    for name in (*plan.design.arms.programmes, "control"):
        steps += exclusions[exclusions["arm"] == name].to_dict("records")
        members = analysis[plan.design.treatment] == plan.design.arms.number(name)
        before = len(analysis[members])
        for step, kept in stages.items():
            count = int((members & kept).sum())
            if step.startswith(("assigned", "observed")):
                before = int(members.sum())
            row = {"step": step, "arm": name, "n": count, "excluded": before - count}
            steps.append(row)
            before = count
    return pd.DataFrame(steps)


@dataclass(frozen=True)
class OneArm:
    """An arm beside the controls: its rows, its plan of two arms, and what its rows show."""

    arm: str
    rows: pd.DataFrame
    plan: Plan
    attrition: pd.DataFrame
    balance: pd.DataFrame


def one_by_one(analysis: pd.DataFrame, plan: Plan) -> list[OneArm]:
    """Every arm beside the controls."""
    found = []
    for arm in plan.design.arms.programmes:
        rows, pair = two_arms(analysis, plan, arm)
        balance = baseline_balance(rows, pair)
        found.append(OneArm(arm, rows, pair, attrition_by_arm(rows, pair), balance))
    return found


def balance_by_arm(arms: list[OneArm]) -> pd.DataFrame:
    """`balance.csv` as it may be published: each arm beside the controls; see `of_arm`."""
    tables = []
    for one in arms:
        table = protected_means(one.balance, one.rows, one.plan)
        tables.append(table.assign(sample=[of_arm(name, one.arm) for name in table["sample"]]))
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def attrition_of_arms(arms: list[OneArm]) -> pd.DataFrame:
    """Who was lost from each arm, and from arms and controls together; see `attrition_by_arm`.

    Rows of an arm beside the first are named `<arm>`, `all_<arm>` and `difference_<arm>`; controls
    are counted once.
    """
    tables = []
    for one in arms:
        table = one.attrition
        if one.arm != FIRST:
            table = table[~table["arm"].str.endswith("control")]
            renamed = {"treated": one.arm, "all": both(one.arm)}
            renamed |= {"difference": f"difference_{one.arm}"}
            renamed |= {CLUSTERS + name: CLUSTERS + new for name, new in renamed.items()}
            table = table.assign(arm=table["arm"].replace(renamed))
        tables.append(table)
    return tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)


def evidence_by_arm(arms: list[OneArm]) -> dict[str, Any]:
    """What the evidence is worth for each outcome and each further arm, under its own name."""
    return {
        named(outcome, one.arm): entry
        for one in arms
        for outcome, entry in evidence(one.plan, one.attrition, one.balance).items()
    }
