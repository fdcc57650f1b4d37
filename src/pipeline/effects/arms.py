"""Do two arms differ? Each arm is compared with the controls; here the arms with one another."""

from itertools import combinations

import pandas as pd

from pipeline.designs.comparisons import named, two_arms
from pipeline.effects.contrasts import ARM, Contrast, Part, adjusted_among, compared
from pipeline.estimators.settings import settings_for
from pipeline.plan import Plan
from pipeline.results import Estimate
from pipeline.seeds import Seeds


def between_arms(
    analysis: pd.DataFrame, plan: Plan, estimates: list[Estimate], seeds: Seeds
) -> list[Contrast]:
    """Every two arms' headlines against each other, and the test that no arm differs.

    Both effects were found with the same controls; what these share of their errors cancels, and
    the stacked regressions know. P-values are adjusted among the pairs of an outcome.
    """
    programmes = plan.design.arms.programmes
    contrasts: list[Contrast] = []
    for outcome in plan.outcomes if len(programmes) > 1 else ():
        parts = {
            estimate.arm: _part(analysis, plan, estimate, seeds)
            for estimate in estimates
            if estimate.outcome == outcome and estimate.role != "robustness"
        }
        found = []
        for one, other in combinations(programmes, 2):
            found += compared([parts[one], parts[other]], (outcome, "", ARM), plan)
        if len(programmes) > 2:
            every = compared([parts[name] for name in programmes], (outcome, "", ARM), plan)
            contrasts.append(every[-1])
        contrasts += adjusted_among(found, plan)
    return contrasts


def _part(analysis: pd.DataFrame, plan: Plan, estimate: Estimate, seeds: Seeds) -> Part:
    rows, pair = two_arms(analysis, plan, estimate.arm)
    task = named(estimate.outcome, estimate.arm)
    settings = settings_for(pair, estimate.estimator, task, seeds)[0]
    return Part(estimate.arm, estimate, rows, pair.design, settings)
