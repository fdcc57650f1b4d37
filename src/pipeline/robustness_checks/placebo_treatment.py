"""A programme that nobody took part in must have no effect.

Fails when the effects found for reshuffled treatments do not centre on zero (p below the planned
error rate). It finds an estimator that sees effects anywhere; it cannot find confounding.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.designs import NEEDS_COVARIATES
from pipeline.estimators import ESTIMATORS
from pipeline.inference.lotteries import drawn_again, lottery_of
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """Treatment permuted among what was assigned, the headline estimated again each time.

    Units are permuted by DoWhy's placebo refuter. It cannot keep clusters together, so where
    clusters were assigned we permute them, within strata, and judge by the same p-value.
    """
    question = (design, outcome, estimator)
    if design.rule.assigns_clusters:
        effects = _effects_of_permuted_clusters(data, question, settings)
        mean, p_value = float(effects.mean()), placebo_p(effects)
        how = f"Athar, {len(effects)} permutations of whole clusters"
    else:
        mean, p_value = _by_dowhy(data, question, settings)
        how = f"DoWhy, {settings.draws.refuters} permutations"
    status = "passed" if p_value >= settings.alpha else "failed"
    detail = f"{how}, mean effect {mean:.4g}"
    return [Check("placebo_treatment", outcome, status, p_value, settings.alpha, detail=detail)]


def placebo_p(effects: NDArray[np.float64]) -> float:
    """Twice the smaller share of effects on one side of zero: DoWhy's p-value of this refuter."""
    above = float((effects > 0).mean() + 0.5 * (effects == 0).mean())
    return 2 * min(above, 1 - above)


def _effects_of_permuted_clusters(
    data: pd.DataFrame, question: tuple[Design, str, str], settings: RobustnessSettings
) -> NDArray[np.float64]:
    """The headline's estimator on the headline's rows, for each permutation of the clusters."""
    design, outcome, estimator = question
    covariates = settings.estimator.covariates if estimator in NEEDS_COVARIATES else ()
    rows = data.dropna(subset=[outcome, *covariates])
    strata = rows[design.strata].to_numpy() if design.strata else None
    treatment, clusters = rows[design.treatment].to_numpy(), rows[design.clusters].to_numpy()
    lottery = lottery_of(treatment, clusters, strata)
    effects = []
    for assignment in drawn_again(lottery, settings.draws.refuters, settings.rng):
        placebo = rows.assign(**{design.treatment: assignment[lottery.cluster_of] * 1.0})
        effects.append(ESTIMATORS[estimator](placebo, design, outcome, settings.estimator).estimate)
    return np.array(effects)


def _by_dowhy(
    data: pd.DataFrame, question: tuple[Design, str, str], settings: RobustnessSettings
) -> tuple[float, float]:
    """The mean effect of the permutations among units, and DoWhy's p-value."""
    from dowhy.causal_refuters.placebo_treatment_refuter import (
        PlaceboType,
        refute_placebo_treatment,
    )

    from pipeline.robustness_checks.through_dowhy import complete_rows, refute

    design, outcome, _ = question
    rows = complete_rows(data, design, outcome, settings)
    result = refute(
        refute_placebo_treatment,
        rows,
        question,
        settings,
        treatment_names=[design.treatment],
        placebo_type=PlaceboType.PERMUTE,
    )
    return result.new_effect, result.p_value
