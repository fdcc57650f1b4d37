"""Several questions of one family: p-values that allow for how many there are.

A family is what the plan declares as one, each outcome in each arm being a question; an outcome
outside any family is a family of its arms.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs.comparisons import two_arms
from pipeline.estimators.linear import CONTROL, EFFECT, comparison_columns
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.joint_draws import romano_wolf, totals_of, westfall_young
from pipeline.inference.multiple_testing import benjamini_hochberg, holm, sharpened_q
from pipeline.inference.resampling import HERE
from pipeline.lottery import lottery_held
from pipeline.plan import Plan
from pipeline.results import Estimate
from pipeline.sections.compute import Compute
from pipeline.seeds import Seeds

Array = NDArray[np.float64]
Adjust = Callable[[list[Estimate]], Array]

FROM_P_VALUES = {
    "holm": holm,
    "benjamini_hochberg": benjamini_hochberg,
    "sharpened_q": sharpened_q,
}
BY_DRAWS = {"westfall_young": westfall_young, "romano_wolf": romano_wolf}


def adjustment_of(
    plan: Plan, analysis: pd.DataFrame, draws: int, seeds: Seeds, compute: Compute = HERE
) -> Adjust:
    """The plan's way to adjust the p-values of a family's headlines."""
    name = plan.estimate.adjustment
    if name in FROM_P_VALUES:
        return lambda members: from_p_values(members, name)
    return lambda members: _by_draws(members, (plan, analysis), draws, seeds, compute)


def from_p_values(members: list[Estimate], adjustment: str) -> Array:
    """Adjusted p-values (m,) of some estimates, from their p-values alone.

    What draws would adjust is adjusted by Holm's rule, which needs none: groups are exploratory.
    """
    return FROM_P_VALUES.get(adjustment, holm)([member.p_value for member in members])


def with_adjusted_p(
    estimates: list[Estimate], plan: Plan, adjust: Adjust | None = None
) -> list[Estimate]:
    """Headlines with the adjusted p-values of their family; a question of its own keeps its p.

    Estimates in the role `robustness` try to break a headline, and those of subgroups are adjusted
    among themselves; both keep what they have.
    """
    adjust = adjust or (lambda members: from_p_values(members, "holm"))
    families: dict[str, list[int]] = {}
    for number, estimate in enumerate(estimates):
        if estimate.role != "robustness" and not estimate.subgroup:
            own = plan.outcomes[estimate.outcome].family or f"outcome {estimate.outcome}"
            families.setdefault(own, []).append(number)
    adjusted = list(estimates)
    for numbers in families.values():
        members = [estimates[number] for number in numbers]
        several = len(members) > 1
        values = adjust(members) if several else [member.p_value for member in members]
        for number, value in zip(numbers, values, strict=True):
            adjusted[number] = replace(estimates[number], p_adjusted=float(value))
    return adjusted


def _by_draws(
    members: list[Estimate],
    study: tuple[Plan, pd.DataFrame],
    draws: int,
    seeds: Seeds,
    compute: Compute,
) -> Array:
    """Adjusted p-values (m,) from one joint pass over a family's outcomes and arms."""
    plan, analysis = study
    design, name = plan.design, plan.estimate.adjustment
    lottery = lottery_held(analysis, design)
    held_again = name == "westfall_young"
    values = _without_treatment if held_again else _at_average_covariates
    columns = np.column_stack([values(member, plan, analysis) for member in members])
    arms = np.array([float(design.arms.number(member.arm)) for member in members])
    totals = totals_of(columns, lottery.cluster_of, arms)
    rng = seeds.generator("estimate", name, *(f"{one.outcome}:{one.arm}" for one in members))
    return BY_DRAWS[name](totals, lottery, draws, rng, compute).p_values


def _without_treatment(member: Estimate, plan: Plan, analysis: pd.DataFrame) -> Array:
    """The outcome's residual (n,) on covariates and strata, fitted without treatment.

    Under the sharp null it is the same whoever is drawn (Rosenbaum 2002, Statistical Science
    17(3)).
    """
    sample, rows = _sample(member, plan, analysis)
    exog = np.column_stack([np.ones(len(sample.outcome)), sample.adjustment])
    coefficients = np.linalg.lstsq(exog, sample.outcome, rcond=None)[0]
    return _placed(sample.outcome - exog @ coefficients, rows)


def _at_average_covariates(member: Estimate, plan: Plan, analysis: pd.DataFrame) -> Array:
    """The outcome (n,) as the headline's regression moves it to average covariates and strata.

    The difference of the arms' means of it is the headline; missing outside the two arms.
    """
    pair, two = two_arms(analysis, plan, member.arm)
    sample, rows = _sample(member, two, pair)
    exog = comparison_columns(sample, member.estimator)
    coefficients = np.linalg.lstsq(exog, sample.outcome, rcond=None)[0]
    moved = sample.outcome - exog @ coefficients
    moved = moved + coefficients[CONTROL] + coefficients[EFFECT] * sample.treatment
    found = pd.Series(_placed(moved, rows), index=pair.index)
    return found.reindex(analysis.index).to_numpy()


def _sample(member: Estimate, plan: Plan, data: pd.DataFrame) -> tuple[Sample, NDArray[np.bool_]]:
    """What the headline's regression uses, and which rows (n,) these are."""
    adjusts = member.estimator != "difference_in_means"
    covariates = plan.covariates_of(member.outcome) if adjusts else ()
    indicators = plan.indicators if adjusts else ()
    sample = complete_cases(data, plan.design, member.outcome, covariates, indicators)
    wanted = [member.outcome, plan.design.treatment, *covariates]
    return sample, data[wanted].notna().all(axis=1).to_numpy()


def _placed(values: Array, rows: NDArray[np.bool_]) -> Array:
    """Values of some rows among all (n,), missing for the others."""
    found = np.full(len(rows), np.nan)
    found[rows] = values
    return found
