"""The lottery drawn again, thousands of times.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.designs import NEEDS_COVARIATES
from pipeline.estimators.sample import Sample, complete_cases
from pipeline.estimators.time_to_event import watched
from pipeline.inference.cluster_randomization import (
    Lottery,
    cluster_randomization_test,
    lottery_of,
)
from pipeline.inference.randomization import RandomizationTest, randomization_test
from pipeline.inference.survival import restricted_mean_time
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect on anybody, by re-drawing the assignment of units or of clusters.

    The outcome's residual on strata, and on the covariates that the headline adjusts for, is
    compared; it is fitted without treatment, which keeps the test exact (Rosenbaum 2002,
    Statistical Science 17(3)).
    """
    adjusted = (*settings.estimator.covariates, *settings.estimator.indicators)
    covariates = adjusted if estimator in NEEDS_COVARIATES else ()
    thin_strata = estimator == "strata_fixed_effects"
    sample = complete_cases(data, design, outcome, covariates, thin_strata=thin_strata)
    if settings.outcome.event is not None:
        sample = _time_as_influence(data, design, outcome, settings)
    assigned, statistic = "units", "Welch t"
    if design.rule.assigns_clusters:
        test, lottery = _among_clusters(sample, settings)
        assigned = f"{sample.n_clusters} clusters"
        statistic = "difference in means" if lottery.thin else "CR2 t"
    else:
        test = _among_units(sample, settings)
    among = assigned if sample.strata is None else f"{assigned} within {design.strata}"
    agrees = (test.p_value < settings.alpha) == (settings.headline["p_value"] < settings.alpha)
    return [
        Check(
            "randomization_inference",
            outcome,
            "passed" if agrees else "failed",
            value=test.p_value,
            threshold=settings.alpha,
            detail=_words(test, among, statistic),
        )
    ]


def _time_as_influence(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> Sample:
    """Each unit's influence on the mean time of all, in place of times that were cut short.

    Under no effect on anybody it does not depend on who was drawn, so that the test stays exact.
    """
    units = watched(data, design, outcome, settings.outcome)
    found = restricted_mean_time(units.sample.outcome, units.event, units.horizon)
    return replace(units.sample, outcome=found.influence * len(units.event))


def _among_units(sample: Sample, settings: RobustnessSettings) -> RandomizationTest:
    draws = settings.draws.randomization_inference
    return randomization_test(
        _residual(sample), sample.treatment, sample.strata, draws, settings.rng
    )


def _among_clusters(
    sample: Sample, settings: RobustnessSettings
) -> tuple[RandomizationTest, Lottery]:
    draws = settings.draws.randomization_inference
    lottery = lottery_of(sample.treatment, sample.clusters, sample.strata)
    return cluster_randomization_test(_residual(sample), lottery, draws, settings.rng), lottery


def _words(test: RandomizationTest, among: str, statistic: str) -> str:
    if test.exact:
        return f"all {test.draws} possible assignments of {among}, {statistic}"
    return (
        f"{test.draws} draws, complete randomisation of {among}, {statistic}, "
        f"Monte Carlo error {test.monte_carlo_error:.2g}"
    )


def _residual(sample: Sample) -> np.ndarray:
    """What covariates and strata leave of the outcome (n,), times each row's weight."""
    exog = np.column_stack([np.ones(len(sample.outcome)), sample.adjustment])
    root = np.sqrt(sample.weights)
    coefficients = np.linalg.lstsq(exog * root[:, None], sample.outcome * root, rcond=None)[0]
    return sample.weights * (sample.outcome - exog @ coefficients)
