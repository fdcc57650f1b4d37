"""The pre-specified effects: every planned estimator on every outcome, headline first."""

from dataclasses import replace
from typing import Any

import pandas as pd

from pipeline.disclosure_rules.estimates import protected_estimates
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import settings_for
from pipeline.plan import Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows
from pipeline.results import Estimate, Role, as_table, write_json, write_table
from pipeline.seeds import Seeds
from pipeline.verdict import headline_of


def run(folder: Folder) -> str:
    """Write `results/estimates.csv` and `results/headline.json`."""
    plan = load_plan(folder)
    settings = load_settings(folder.root)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")

    estimates = with_adjusted_p(
        all_estimates(analysis, plan, Seeds(settings.seed, folder.name)), plan
    )

    table = protected_estimates(as_table(estimates), analysis, plan)
    write_table(folder, "estimates.csv", table, plan.disclosure)
    write_json(folder, "headline.json", headlines(estimates, plan), plan.disclosure)
    return headline_words(headlines(estimates, plan))


def all_estimates(analysis: pd.DataFrame, plan: Plan, seeds: Seeds) -> list[Estimate]:
    """Every outcome by every planned estimator and standard error, in the order of the plan.

    The first of an outcome that answers for the design's estimand is its headline and carries the
    outcome's role; the others try to break it, or answer for another estimand, and carry the role
    `robustness`.
    """
    estimates = []
    for outcome, planned in plan.outcomes.items():
        role: Role = planned.role
        for name in plan.estimators:
            for settings in settings_for(plan, name, outcome, seeds):
                told = replace(settings, role=role)
                found = ESTIMATORS[name](analysis, plan.design, outcome, told)
                answers = found.estimand == plan.design.target
                estimates.append(found if answers else replace(found, role="robustness"))
                role = "robustness" if answers else role
    return estimates


def with_adjusted_p(estimates: list[Estimate], plan: Plan) -> list[Estimate]:
    """Headlines of one declared family with Holm's p-values; the others keep theirs.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure.
    """
    from statsmodels.stats.multitest import multipletests

    adjusted: dict[str, float] = {}
    families: dict[str, list[Estimate]] = {}
    for estimate in estimates:
        family = plan.outcomes[estimate.outcome].family
        if estimate.role != "robustness" and family:
            families.setdefault(family, []).append(estimate)
    for members in families.values():
        values = multipletests([member.p_value for member in members], method="holm")[1]
        for member, value in zip(members, values, strict=True):
            adjusted[member.outcome] = float(value)
    return [
        replace(estimate, p_adjusted=adjusted.get(estimate.outcome, estimate.p_value))
        if estimate.role != "robustness"
        else estimate
        for estimate in estimates
    ]


def headlines(estimates: list[Estimate], plan: Plan) -> dict[str, Any]:
    """For each outcome what a reader needs first; DVC shows it as the evaluation's metrics."""
    return {
        estimate.outcome: headline_of(
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
