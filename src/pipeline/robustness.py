"""Honest attempts to break the headline; each says beforehand what would make it fail."""

import pandas as pd

from pipeline.curves import CURVES, POINTS
from pipeline.plan import Draws, Plan
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows
from pipeline.published import published_checks
from pipeline.results import Check, as_table, read_table, write_table
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import settings_for
from pipeline.seeds import Seeds


def run(folder: Folder) -> str:
    """Write `results/robustness.csv`, `results/curves.csv` and `results/published.csv`."""
    plan = load_plan(folder)
    settings = load_settings(folder.root)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    estimates = read_table(folder, "estimates.csv")

    seeds = Seeds(settings.seed, folder.name)
    checks = all_checks(analysis, plan, estimates, settings.draws, seeds)
    curves = all_curves(analysis, plan, estimates, settings.draws, seeds)
    published = published_checks(estimates, plan)

    write_table(folder, "published.csv", published, plan.disclosure)
    write_table(folder, "robustness.csv", as_table(checks), plan.disclosure)
    write_table(folder, "curves.csv", curves, plan.disclosure)
    failed = sum(check.status == "failed" for check in checks)
    return f"{len(checks)} checks, {failed} failed"


def all_checks(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame, draws: Draws, seeds: Seeds
) -> list[Check]:
    """Every planned check of every headline; a check that crashes stops the run."""
    headlines = estimates[estimates["role"] != "robustness"]
    return [
        check
        for _, headline in headlines.iterrows()
        for name in plan.robustness_checks
        for check in ROBUSTNESS_CHECKS[name](
            analysis,
            plan.design,
            headline["outcome"],
            headline["estimator"],
            settings_for(plan, headline, name, draws, seeds),
        )
    ]


def all_curves(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame, draws: Draws, seeds: Seeds
) -> pd.DataFrame:
    """The points of every curve that the design calls for, of each headline."""
    headlines = estimates[estimates["role"] != "robustness"]
    found = [pd.DataFrame(columns=["curve", "outcome", *POINTS])]
    for _, headline in headlines.iterrows():
        for name in plan.curves:
            settings = settings_for(plan, headline, name, draws, seeds)
            points = CURVES[name](analysis, plan.design, headline["outcome"], settings)
            found.append(points.assign(curve=name, outcome=headline["outcome"]))
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
