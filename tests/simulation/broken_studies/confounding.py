"""Groups that were unlike before anybody did anything, and methods that chance can move."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy
from pipeline.estimators import aipw

OBSERVATIONAL = {"kind": "observational"}
N = 1000


def unlike_groups(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Something unmeasured decides who takes part, and moves `before` as it moves `y`."""
    x, unseen = rng.normal(size=(2, N))
    index = 0.5 * x + (0.8 * unseen if broken else 0.0)
    treated = (rng.random(N) < 1 / (1 + np.exp(-index))).astype(float)
    before, after = x + unseen + rng.normal(size=(2, N))
    return pd.DataFrame({"x": x, "treated": treated, "before": before, "y": after + 0.3 * treated})


def nobody_alike(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """What is measured decides almost alone who takes part, or has a small say in it."""
    x = rng.normal(size=N)
    index = (3.0 if broken else 0.5) * x - 0.5
    treated = (rng.random(N) < 1 / (1 + np.exp(-index))).astype(float)
    return pd.DataFrame({"x": x, "treated": treated, "y": x + treated + rng.normal(size=N)})


def fair(rng: np.random.Generator, broken: bool) -> pd.DataFrame:  # noqa: ARG001
    """A study without a fault: what is wrong with the broken one is its estimator."""
    return nobody_alike(rng, False).iloc[:400]


def finds_effects_anywhere(*arguments: Any) -> Any:
    """An estimator that is three standard errors too high, whatever the data."""
    found = aipw.estimate(*arguments)
    return replace(found, estimate=found.estimate + 3 * found.std_error)


def moved_by_chance(data: pd.DataFrame, design: Any, outcome: str, settings: Any) -> Any:
    """An estimator that every covariate, whatever it says, moves by half a standard error."""
    found = aipw.estimate(data, design, outcome, settings)
    return replace(found, estimate=found.estimate + 0.5 * found.std_error * len(data.columns))


CASES = (
    BrokenStudy(
        "negative_control_outcome",
        "something unmeasured decides who takes part",
        OBSERVATIONAL,
        "aipw",
        unlike_groups,
        covariates=("x",),
        settings={"negative_controls": ("before",)},
    ),
    BrokenStudy(
        "overlap",
        "hardly anybody like those who take part stays away",
        OBSERVATIONAL,
        "aipw",
        nobody_alike,
        covariates=("x",),
    ),
    BrokenStudy(
        "placebo_treatment",
        "the estimator finds an effect in any data",
        OBSERVATIONAL,
        "aipw",
        fair,
        covariates=("x",),
        defect=finds_effects_anywhere,
    ),
    BrokenStudy(
        "random_common_cause",
        "the estimator moves with every covariate, whatever it is",
        OBSERVATIONAL,
        "aipw",
        fair,
        covariates=("x",),
        defect=moved_by_chance,
    ),
)
