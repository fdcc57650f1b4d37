"""People who were lost: more of one group than of the other, or others than those who stayed."""

import numpy as np
import pandas as pd

from broken_studies import MEASURED, BrokenStudy

LOTTERY = {"kind": "randomised"}
N = 1000


def more_lost(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The programme does nothing but keep the worst-off away from the survey; or helps, and few
    are lost."""
    treated, y = rng.permutation(np.arange(N) % 2) * 1.0, rng.normal(size=N)
    lost = rng.random(N) < 0.05
    if broken:
        worst = (treated == 1) & (y < np.quantile(y, 0.35))
        lost |= worst & (rng.random(N) < 0.9)
    else:
        y = y + 0.5 * treated
    return pd.DataFrame({"treated": treated, "y": np.where(lost, np.nan, y)})


def yes_or_no(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """A fifth more say yes; a third of all, or one in fifty, could not be asked."""
    treated = rng.permutation(np.arange(N) % 2) * 1.0
    y = (rng.random(N) < 0.4 + 0.25 * treated).astype(float)
    lost = rng.random(N) < (0.3 if broken else 0.02)
    return pd.DataFrame({"treated": treated, "y": np.where(lost, np.nan, y)})


def poorest_lost(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Of those who have the programme the poorest move away; or as many of any kind do."""
    treated, x = rng.permutation(np.arange(N) % 2) * 1.0, rng.normal(size=N)
    y = x + 0.3 * treated + rng.normal(size=N)
    chance = np.where(treated == 1, 1 / (1 + np.exp(1 + 2 * x)), 0.1) if broken else 0.2
    return pd.DataFrame(
        {"treated": treated, "x": x, "y": np.where(rng.random(N) < chance, np.nan, y)}
    )


CASES = (
    BrokenStudy(
        "lee_bounds",
        "the programme loses a third more, those who are worst off",
        LOTTERY,
        "difference_in_means",
        more_lost,
    ),
    BrokenStudy(
        "manski_bounds",
        "a third of all were lost, nobody knows why",
        LOTTERY,
        "difference_in_means",
        yes_or_no,
        planned=MEASURED.model_copy(update={"kind": "binary"}),
    ),
    BrokenStudy(
        "attrition_weights",
        "the poorest of those who have the programme were lost",
        LOTTERY,
        "difference_in_means",
        poorest_lost,
        covariates=("x",),
    ),
)
