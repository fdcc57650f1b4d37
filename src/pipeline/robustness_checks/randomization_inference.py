"""The lottery drawn again, thousands of times.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.cluster_randomization import cluster_randomization_test, lottery_of
from pipeline.inference.randomization import RandomizationTest, randomization_test
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
    covariates = () if estimator in ("difference_in_means", "wald") else adjusted
    sample = complete_cases(data, design, outcome, covariates)
    assigned, statistic = "units", "Welch t"
    if design.rule.assigns_clusters:
        assigned, statistic = f"{sample.n_clusters} clusters", "CR2 t"
        test = _among_clusters(sample, settings)
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


def _among_units(sample: Sample, settings: RobustnessSettings) -> RandomizationTest:
    draws = settings.draws.randomization_inference
    return randomization_test(
        _residual(sample), sample.treatment, sample.strata, draws, settings.rng
    )


def _among_clusters(sample: Sample, settings: RobustnessSettings) -> RandomizationTest:
    draws = settings.draws.randomization_inference
    lottery = lottery_of(sample.treatment, sample.clusters, sample.strata)
    return cluster_randomization_test(_residual(sample), lottery, draws, settings.rng)


def _words(test: RandomizationTest, among: str, statistic: str) -> str:
    if test.exact:
        return f"all {test.draws} possible assignments of {among}, {statistic}"
    return (
        f"{test.draws} draws, complete randomisation of {among}, {statistic}, "
        f"Monte Carlo error {test.monte_carlo_error:.2g}"
    )


def _residual(sample: Sample) -> np.ndarray:
    exog = np.column_stack([np.ones(len(sample.outcome)), sample.adjustment])
    coefficients = np.linalg.lstsq(exog, sample.outcome, rcond=None)[0]
    return sample.outcome - exog @ coefficients
