"""Who was reached, who was lost, and whether the groups were alike before it all began."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.baseline import analysed, baseline_balance
from pipeline.continuity import cutoff_evidence
from pipeline.designs import NEEDS_COVARIATES
from pipeline.designs.comparisons import both, named, of_arm, two_arms
from pipeline.disclosure import without_rates
from pipeline.disclosure_rules.means import protected_means
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, read_rows
from pipeline.results import CLUSTERS, TABLES, read_table, write_json, write_tables
from pipeline.sections.design import FIRST
from pipeline.wwc import (
    attrition_boundary,
    attrition_level,
    baseline_class,
    rating,
    worst_level,
)

FEWEST_CLUSTERS = 6  # an arm with fewer is named on the report's first screen


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


def evidence_by_arm(arms: list[OneArm]) -> dict[str, Any]:
    """What the evidence is worth for each outcome and each further arm, under its own name."""
    return {
        named(outcome, one.arm): entry
        for one in arms
        for outcome, entry in evidence(one.plan, one.attrition, one.balance).items()
    }


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
