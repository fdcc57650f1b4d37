"""The pre-specified effects: every planned estimator on every outcome, headline first."""

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.designs.comparisons import named, two_arms
from pipeline.disclosure_rules.estimates import protected_estimates
from pipeline.disclosure_rules.groups import protected_by_group
from pipeline.effects.arms import between_arms
from pipeline.effects.contrasts import as_rows
from pipeline.effects.factors import of_factors
from pipeline.effects.families import adjustment_of, with_adjusted_p
from pipeline.effects.subgroups import in_subgroups
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import settings_for
from pipeline.plan import Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows
from pipeline.results import Estimate, Role, as_table, write_json, write_table
from pipeline.seeds import Seeds
from pipeline.verdict import headline_of


def run(folder: Folder) -> str:
    """Write `results/estimates.csv`, `results/differences.csv` and `results/headline.json`."""
    plan = load_plan(folder)
    settings = load_settings(folder.root)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")

    seeds = Seeds(settings.seed, folder.name)
    adjust = adjustment_of(plan, analysis, settings.draws.multiple_testing, seeds, settings.compute)
    found = with_adjusted_p(all_estimates(analysis, plan, seeds), plan, adjust)
    groups, contrasts = in_subgroups(analysis, plan, seeds)
    contrasts += between_arms(analysis, plan, found, seeds)
    contrasts += of_factors(analysis, plan)

    table = as_table([*found, *groups])
    tables = protected_by_group(
        protected_estimates(table, analysis, plan), as_rows(contrasts), analysis, plan
    )
    write_table(folder, "estimates.csv", tables[0], plan.disclosure)
    write_table(folder, "differences.csv", tables[1], plan.disclosure)
    write_json(folder, "headline.json", headlines(found, plan), plan.disclosure)
    return headline_words(headlines(found, plan))


def all_estimates(analysis: pd.DataFrame, plan: Plan, seeds: Seeds) -> list[Estimate]:
    """Every outcome by every planned estimator and standard error, in the order of the plan.

    The first of an outcome that answers for the design's estimand is its headline and carries the
    outcome's role; the others try to break it, or answer for another estimand, and carry the role
    `robustness`.
    """
    estimates = []
    for outcome in plan.outcomes:
        for arm in plan.design.arms.programmes:
            rows, pair = two_arms(analysis, plan, arm)
            found = _of_two_arms(rows, pair, named(outcome, arm), seeds)
            estimates += [replace(estimate, arm=arm) for estimate in found]
    return estimates


def _of_two_arms(rows: pd.DataFrame, plan: Plan, task: str, seeds: Seeds) -> list[Estimate]:
    """Every planned estimator of the outcome that a task is named after, headline first."""
    outcome, estimates = task.partition(", ")[0], []
    role: Role = plan.outcomes[outcome].role
    for name in plan.estimators_of(outcome):
        for settings in settings_for(plan, name, task, seeds):
            told = replace(settings, role=role)
            found = ESTIMATORS[name](rows, plan.design, outcome, told)
            answers = found.estimand == plan.design.target
            estimates.append(found if answers else replace(found, role="robustness"))
            role = "robustness" if answers else role
    return estimates


def headlines(estimates: list[Estimate], plan: Plan) -> dict[str, Any]:
    """For each outcome, and each further arm, what a reader needs first.

    DVC shows it as the evaluation's metrics. An arm beside the first is named after its outcome.
    """
    return {
        named(estimate.outcome, estimate.arm): headline_of(
            estimate, plan.outcomes[estimate.outcome], plan.estimate.confidence
        )
        for estimate in estimates
        if estimate.role != "robustness"
    }


def headline_words(headline: dict[str, Any]) -> str:
    """The first headline in one line, for the terminal."""
    outcome, row = next(iter(headline.items()))
    low, high = row["conf_low"], row["conf_high"]
    return f"{outcome} {row['estimate']:+.4g} (from {low:.4g} to {high:.4g})"
