"""What the checks of an unobserved confounder share: a regression, and covariates to compare with.

They speak of the linear regression of the outcome on treatment and the plan's covariates, for
which what a confounder does follows from what it explains.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.estimators.linear import refuse_collinear, treatment_first
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import adjusted_sample
from pipeline.inference.confounder_strength import times_to_reach_zero
from pipeline.inference.omitted_variable import Benchmark, Regression, benchmarks, regression
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings

Array = NDArray[np.float64]
FIRST_COVARIATE = 2  # after the intercept and treatment


@dataclass(frozen=True)
class Compared:
    """A covariate to compare a confounder with, and how many times as strong it would have to be.

    ``times`` is what takes the interval of the regression's effect to zero.
    """

    name: str
    benchmark: Benchmark
    times: float


@dataclass(frozen=True)
class Regressed:
    """The regression that the checks speak of, with its rows."""

    sample: Sample
    exog: Array
    known: Regression


def without_a_regression(design: Design, settings: RobustnessSettings) -> str:
    """Why no such regression can be made, or nothing."""
    if design.sampling is not None:
        return "weights of a sample survey are not carried by this check"
    if design.fixed_effects:
        return "fixed effects are not carried by this check; make them covariates"
    if not settings.estimator.covariates:
        return "no covariate is adjusted for"
    return ""


def regressed(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> Regressed:
    """The regression of the outcome on treatment and covariates, clustered where clusters are.

    Raises
    ------
    EstimationError
        Where a covariate follows from the others.
    """
    sample = adjusted_sample(data, design, outcome, settings.estimator)
    exog = treatment_first(sample, sample.covariates)
    refuse_collinear(exog)
    known = regression(sample.outcome, exog, 1 - settings.alpha, sample.clusters)
    return Regressed(sample, exog, known)


def compared(made: Regressed, settings: RobustnessSettings) -> list[Compared]:
    """The plan's benchmarks, or every covariate where it names none, the strongest first.

    That is the one of which the fewest times take the interval to zero; where none is needed, the
    estimate. Indicators of missing answers are nobody's idea of a confounder, and no benchmarks.
    """
    names = settings.benchmarks or settings.estimator.covariates
    columns = [FIRST_COVARIATE + made.sample.names.index(name) for name in names]
    found = benchmarks(made.sample.outcome, made.exog, columns)
    strengths = [
        (
            times_to_reach_zero(made.known, benchmark, of_interval=True),
            times_to_reach_zero(made.known, benchmark, of_interval=False),
            Compared(name, benchmark, 0.0),
        )
        for name, benchmark in zip(names, found, strict=True)
    ]
    ordered = sorted(strengths, key=lambda strength: strength[:2])
    return [Compared(each.name, each.benchmark, times) for times, _, each in ordered]


def undecided(settings: RobustnessSettings) -> bool:
    """Whether the headline's range holds zero, so that no confounder has anything to explain."""
    return bool(settings.headline["conf_low"] <= 0 <= settings.headline["conf_high"])
