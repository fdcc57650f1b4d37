"""The lottery drawn again, thousands of times.

Fails when its p-value and the headline's fall on different sides of the planned error rate.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.sample import Sample, complete_cases
from pipeline.inference.randomization import randomization_test
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The p-value of no effect on anybody, by re-drawing the assignment.

    The outcome's residual on strata, and on the covariates that the headline adjusts for, is
    compared; it is fitted without treatment, which keeps the test exact (Rosenbaum 2002,
    Statistical Science 17(3)).
    """
    adjusted = (*settings.estimator.covariates, *settings.estimator.indicators)
    covariates = () if estimator == "difference_in_means" else adjusted
    sample = complete_cases(data, design, outcome, covariates)
    test = randomization_test(
        _residual(sample),
        sample.treatment,
        sample.strata,
        settings.draws.randomization_inference,
        settings.rng,
    )
    among = "units" if sample.strata is None else f"units within {design.strata}"
    agrees = (test.p_value < settings.alpha) == (settings.headline["p_value"] < settings.alpha)
    return [
        Check(
            "randomization_inference",
            outcome,
            "passed" if agrees else "failed",
            value=test.p_value,
            threshold=settings.alpha,
            detail=f"{test.draws} draws, complete randomisation of {among}, Welch t, "
            f"Monte Carlo error {test.monte_carlo_error:.2g}",
        )
    ]


def _residual(sample: Sample) -> np.ndarray:
    exog = np.column_stack([np.ones(len(sample.outcome)), sample.adjustment])
    coefficients = np.linalg.lstsq(exog, sample.outcome, rcond=None)[0]
    return sample.outcome - exog @ coefficients
