"""Groups that were unlike before anybody did anything, and people nobody is like."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

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
)
