"""A confounder that nobody measured makes the effect, or a programme that works without one."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

OBSERVATIONAL = {"kind": "observational"}
LOTTERY = {"kind": "randomised"}
N = 1000


def confounded(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """No effect, but something unmeasured two thirds as strong as `x`; or an effect alone.

    Without an effect, what was measured is as strong as what was not; with one it is weaker.
    """
    x, unseen = rng.normal(size=(2, 2 * N))
    index = 0.6 * x + (0.4 * unseen if broken else 0.0)
    treated = (rng.random(2 * N) < 1 / (1 + np.exp(-index))).astype(float)
    y = 0.7 * (x + unseen) if broken else 0.5 * x + 1.0 * treated
    y = y + rng.normal(size=2 * N)
    other = rng.normal(size=2 * N)
    return pd.DataFrame({"x": x, "other": other, "treated": treated, "y": y})


def selected(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """No effect, but something unmeasured that selects half as strongly as `x` for what it
    explains; or an effect, and no such thing.

    Selection is the covariance with treatment over the variance of its part in the outcome.
    """
    x, unseen = rng.normal(size=(2, 3 * N))
    index = 0.6 * x + (0.18 * unseen if broken else 0.0)
    treated = (rng.random(3 * N) < 1 / (1 + np.exp(-index))).astype(float)
    y = x + 0.1 * rng.normal(size=3 * N)
    y += 0.55 * unseen if broken else 0.5 * treated
    return pd.DataFrame({"x": x, "treated": treated, "y": y})


def lost_make_it(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The programme does nothing and those worst off leave it; or it helps, and some of any kind
    are lost."""
    treated, x = rng.permutation(np.arange(N) % 2) * 1.0, rng.normal(size=N)
    y = x + 0.7 * rng.normal(size=N) + (0.0 if broken else 0.5 * treated)
    chance = np.full(N, 0.15)
    if broken:
        chance = np.where(treated == 1, 1 / (1 + np.exp(1.0 + 2.5 * x)), 0.1)
    return pd.DataFrame(
        {"treated": treated, "x": x, "y": np.where(rng.random(N) < chance, np.nan, y)}
    )


CASES = (
    *(
        BrokenStudy(
            check,
            "something unmeasured makes the whole effect",
            OBSERVATIONAL,
            "aipw",
            confounded,
            covariates=("x", "other"),
        )
        for check in ("benchmark_confounder", "unobserved_common_cause")
    ),
    BrokenStudy(
        "oster_delta",
        "what was not measured selects people as what was",
        OBSERVATIONAL,
        "outcome_regression",
        selected,
        covariates=("x",),
    ),
    BrokenStudy(
        "attrition_to_reverse",
        "those worst off leave the programme, and nothing else makes the effect",
        LOTTERY,
        "difference_in_means",
        lost_make_it,
        covariates=("x",),
    ),
)
