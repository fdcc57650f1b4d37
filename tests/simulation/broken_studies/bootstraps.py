"""Studies for the checks that draw the data again, or leave some of them out."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from . import BrokenStudy

VILLAGES = 30
CLUSTERED = {"kind": "cluster_randomised", "clusters": "village"}
UNITS = {"kind": "randomised"}


def _villages(rng: np.random.Generator, sizes: np.ndarray) -> pd.DataFrame:
    """Households of villages, every second one treated; villages differ a little by themselves."""
    village = np.repeat(np.arange(len(sizes)), sizes)
    luck = 0.2 * rng.normal(size=len(sizes))[village]
    y = luck + rng.normal(size=len(village))
    treated = (village % 2).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "village": village})


def one_village(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """An effect everywhere; or, in a town of more people than any village, all of it and more."""
    sizes = rng.integers(20, 61, size=VILLAGES)
    sizes[1] = 110
    rows = _villages(rng, sizes)
    town = rows["village"] == 1
    effect = 4.0 * town if broken else 0.6 * rows["treated"]
    return rows.assign(y=rows["y"] + effect)


def one_village_hides(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """An effect everywhere; or in all villages of one size but one, which lost all it had."""
    rows = _villages(rng, np.full(VILLAGES, 40))
    rows["y"] += 0.6 * rows["treated"]
    return rows.assign(y=rows["y"] - 8.0 * (rows["village"] == 1)) if broken else rows


def _shifted_to(t: float, y: np.ndarray, treated: np.ndarray) -> np.ndarray:
    """The outcome, the treated moved so that the difference of means has this t statistic."""
    arms = y[treated], y[~treated]
    error = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
    return y + treated * (t * error - (arms[0].mean() - arms[1].mean()))


def a_long_tail(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """A loss found at t = -2.6; of bell-shaped answers, or of the treated's incomes with a tail."""
    treated = rng.permutation(600) < 60
    y = rng.normal(size=600)
    if broken:
        y = np.where(treated, np.exp(2.5 * rng.normal(size=600)), 0.2 * y)
    return pd.DataFrame({"y": _shifted_to(-2.6, y, treated), "treated": treated.astype(float)})


def alike_by_district(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Twelve districts of five villages, each of one arm; their luck is shared, or there is none.

    The difference is moved to what villages alone would call an effect.
    """
    village = np.repeat(np.arange(60), rng.integers(15, 31, size=60))
    district = village // 5
    treated = district % 2 == 1
    luck = rng.normal(size=12)[district] if broken else 0.1 * rng.normal(size=60)[village]
    y = luck + rng.normal(size=len(village))
    means = pd.Series(y).groupby(village).mean().to_numpy()
    arms = means[(np.arange(60) // 5) % 2 == 1], means[(np.arange(60) // 5) % 2 == 0]
    error = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
    wanted = 2.6 * error if broken else 0.6
    y = y + treated * (wanted - (y[treated].mean() - y[~treated].mean()))
    columns = {"y": y, "treated": treated.astype(float), "village": village, "district": district}
    return pd.DataFrame(columns)


def _case(check: str, fault: str, design: dict, draw: Callable, **more: Any) -> BrokenStudy:
    return BrokenStudy(check, fault, design, "difference_in_means", draw, **more)


CASES: tuple[BrokenStudy, ...] = (
    _case("leave_one_cluster_out", "one town drives everything", CLUSTERED, one_village),
    _case("leave_one_cluster_out", "one village hides the effect", CLUSTERED, one_village_hides),
    _case("bootstrap", "the treated's outcome has a long tail", UNITS, a_long_tail),
    _case("alternative_clustering", "villages of a district share their luck", CLUSTERED,
          alike_by_district, settings={"levels": ("district",)}),
)  # fmt: skip
