"""Honest attempts to break the headline; each says beforehand what would make it fail."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from pipeline.curves import CURVES, POINTS
from pipeline.designs.comparisons import named as in_arm
from pipeline.designs.comparisons import two_arms
from pipeline.designs.specified import CURVE
from pipeline.disclosure_rules.specifications import protected_specifications
from pipeline.plan import Plan, Settings
from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, read_rows
from pipeline.published import published_checks
from pipeline.results import TABLES, Check, as_table, read_table, write_table
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import settings_for
from pipeline.seeds import Seeds
from pipeline.specifications.curve import SpecificationCurve, curve_of

Curves = dict[tuple[str, str], SpecificationCurve]


def run(folder: Folder) -> str:
    """Write `results/robustness.csv`, `curves.csv`, `specifications.csv` and `published.csv`."""
    plan = load_plan(folder)
    settings = load_settings(folder.root)
    analysis = read_rows(folder, folder.analysis / "analysis.parquet")
    estimates = read_table(folder, "estimates.csv")

    seeds = Seeds(settings.seed, folder.name)
    specified = all_specifications(analysis, plan, estimates, settings, seeds)
    checks = all_checks(analysis, plan, estimates, settings, seeds, specified)
    curves = all_curves(analysis, plan, estimates, settings, seeds)
    published = published_checks(estimates, plan)

    write_table(folder, "published.csv", published, plan.disclosure)
    write_table(folder, "robustness.csv", as_table(checks), plan.disclosure)
    write_table(folder, "curves.csv", curves, plan.disclosure)
    write_table(folder, "specifications.csv", as_one(specified, plan), plan.disclosure)
    failed = sum(check.status == "failed" for check in checks)
    return f"{len(checks)} checks, {failed} failed"


def all_checks(
    analysis: pd.DataFrame,
    plan: Plan,
    estimates: pd.DataFrame,
    params: Settings,
    seeds: Seeds,
    specified: Curves | None = None,
) -> list[Check]:
    """Every planned check of every headline; a check that crashes stops the run.

    ``specified`` are specification curves that were computed already, by outcome and arm.
    """
    curves = specified or {}
    return [
        replace(check, target=in_arm(check.target, headline["arm"]))
        for headline, rows, pair in headlines(analysis, plan, estimates)
        for name in plan.robustness_checks
        for check in ROBUSTNESS_CHECKS[name](
            rows,
            pair.design,
            headline["outcome"],
            headline["estimator"],
            replace(
                settings_for(pair, headline, name, params, seeds),
                curve=curves.get((headline["outcome"], headline["arm"])),
            ),
        )
    ]


def all_specifications(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame, params: Settings, seeds: Seeds
) -> Curves:
    """The specification curve of every headline that has one, where the plan asks for any."""
    found: Curves = {}
    if CURVE not in plan.robustness_checks:
        return found
    for headline, rows, pair in headlines(analysis, plan, estimates):
        settings = settings_for(pair, headline, CURVE, params, seeds)
        asked = headline["outcome"], headline["estimator"]
        curve = curve_of(rows, pair.design, *asked, settings)
        if curve is not None:
            found[headline["outcome"], headline["arm"]] = curve
    return found


def as_one(specified: Curves, plan: Plan) -> pd.DataFrame:
    """All curves as one table, without what would tell of too few people."""
    tables = [pd.DataFrame(columns=list(TABLES["specifications.csv"][0]))]
    for (_, arm), curve in specified.items():
        told = protected_specifications(curve.table, curve.people, plan)
        tables.append(told.assign(arm=arm))
    return pd.concat(tables[1:], ignore_index=True) if len(tables) > 1 else tables[0]


def headlines(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame
) -> Iterator[tuple[pd.Series, pd.DataFrame, Plan]]:
    """Each outcome's headline in each arm, with the rows and the plan of its two arms."""
    rows = estimates[(estimates["role"] != "robustness") & (estimates["subgroup"] == "")]
    for _, headline in rows.iterrows():
        yield headline, *two_arms(analysis, plan, headline["arm"])


def all_curves(
    analysis: pd.DataFrame, plan: Plan, estimates: pd.DataFrame, params: Settings, seeds: Seeds
) -> pd.DataFrame:
    """The points of every curve that the design calls for, of each headline."""
    found = [pd.DataFrame(columns=["curve", "outcome", *POINTS])]
    for headline, rows, pair in headlines(analysis, plan, estimates):
        for name in plan.curves:
            settings = settings_for(pair, headline, name, params, seeds)
            points = CURVES[name](rows, pair.design, headline["outcome"], settings)
            outcome = in_arm(headline["outcome"], headline["arm"])
            found.append(points.assign(curve=name, outcome=outcome))
    return pd.concat(found, ignore_index=True) if len(found) > 1 else found[0]
