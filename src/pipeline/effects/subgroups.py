"""The headline's effect in declared groups, and whether it differs between them.

An effect that is significant in one group and not in another need not differ between them: what
counts is the difference, with its own error.
"""

from dataclasses import replace

import pandas as pd

from pipeline.designs.comparisons import two_arms
from pipeline.effects.contrasts import Contrast, Part, adjusted_among, compared
from pipeline.errors import EstimationError, Fault
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings, settings_for
from pipeline.plan import Plan
from pipeline.results import Estimate
from pipeline.sections.construct import Subgroup
from pipeline.seeds import Seeds


def in_subgroups(
    analysis: pd.DataFrame, plan: Plan, seeds: Seeds
) -> tuple[list[Estimate], list[Contrast]]:
    """The headline's effect in every group of every outcome and arm, and the interaction tests.

    P-values of groups are adjusted among all groups of an outcome and arm, those of differences
    among its columns of groups: by the plan's rule where it needs no draws, else by Holm's.
    """
    estimates: list[Estimate] = []
    contrasts: list[Contrast] = []
    for outcome in plan.outcomes if plan.construct_.subgroups else ():
        for arm in plan.design.arms.programmes:
            rows, pair = two_arms(analysis, plan, arm)
            found, tests = [], []
            for subgroup in plan.construct_.subgroups:
                parts = _parts(rows, pair, outcome, subgroup, seeds)
                found += [replace(part.estimate, arm=arm) for part in parts]
                tests += compared(parts, (outcome, arm, subgroup.column), plan)
            estimates += adjusted_among(found, plan)
            contrasts += adjusted_among(tests, plan)
    return estimates, contrasts


def _parts(
    rows: pd.DataFrame, plan: Plan, outcome: str, subgroup: Subgroup, seeds: Seeds
) -> list[Part]:
    """The headline in each group, values of the column in their order."""
    column, name = subgroup.column, plan.estimators_of(outcome)[0]
    settings = settings_for(plan, name, outcome, seeds)[0]
    parts = []
    for value in sorted(rows[column].dropna().unique()):
        group = rows[rows[column] == value]
        here = _varying(settings, group)
        label = f"{value:g}" if isinstance(value, float) else str(value)
        told = replace(here, role=subgroup.role)
        try:
            found = ESTIMATORS[name](group, plan.design, outcome, told)
        except EstimationError as error:
            raise _in_group(error, subgroup) from None
        found = replace(found, subgroup=f"{column}={label}")
        parts.append(Part(label, found, group, plan.design, here))
    return parts


def _varying(settings: EstimatorSettings, group: pd.DataFrame) -> EstimatorSettings:
    """The settings without covariates that are the same for everybody of the group."""
    kept = [
        tuple(name for name in names if group[name].min() < group[name].max())
        for names in (settings.covariates, settings.indicators)
    ]
    return replace(settings, covariates=kept[0], indicators=kept[1])


def _in_group(error: EstimationError, subgroup: Subgroup) -> EstimationError:
    faults = [
        Fault(
            fault.code,
            f"in a group of `{subgroup.column}`: {fault.message}",
            key="construct.subgroups",
            help="make its groups coarser, or take it off the list",
        )
        for fault in error.faults
    ]
    return EstimationError(faults)
