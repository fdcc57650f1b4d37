"""Sound lotteries, and estimators that are wrong whatever the data."""

from dataclasses import replace

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy
from pipeline.estimators import lin
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Estimate

N = 500


def lottery(rng: np.random.Generator, broken: bool) -> pd.DataFrame:  # noqa: ARG001
    """Half of 500 people are drawn: nothing is wrong with the study."""
    treated, x = rng.permutation(np.arange(N) % 2) * 1.0, rng.normal(size=N)
    return pd.DataFrame({"x": x, "treated": treated, "y": x + 0.3 * treated + rng.normal(size=N)})


def finds_effects_anywhere(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """Three standard errors too high."""
    found = lin.estimate(data, design, outcome, settings)
    return replace(found, estimate=found.estimate + 3 * found.std_error)


def moved_by_anything(
    data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """A quarter of a standard error higher for every covariate, whatever it says."""
    found = lin.estimate(data, design, outcome, settings)
    shift = 0.25 * found.std_error * len(settings.covariates)
    return replace(found, estimate=found.estimate + shift)


CASES = tuple(
    BrokenStudy(
        check, fault, {"kind": "randomised"}, "lin", lottery, covariates=("x",), defect=defect
    )
    for check, fault, defect in (
        ("placebo_treatment", "the estimator finds an effect in any data", finds_effects_anywhere),
        ("random_common_cause", "every covariate moves the estimator", moved_by_anything),
    )
)
