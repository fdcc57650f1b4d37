"""Lotteries between units."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)
WITH_X = EstimatorSettings(("x",), "HC2")


def heteroskedastic(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """30 of 120 are treated; their effect grows with x, and they vary three times as much."""
    treated = rng.permutation(np.repeat([0.0, 1.0], [90, 30]))
    x = rng.normal(size=120)
    y = x + treated * (1 + x) + rng.normal(size=120) * (1 + 2 * treated)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 1.0


def skewed(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Incomes: log-normal, the treated a tenth higher; 150 in each arm."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 150))
    x = rng.normal(size=300)
    base = np.exp(0.5 * x + 0.8 * rng.normal(size=300))
    return pd.DataFrame({"y": base * (1 + 0.1 * treated), "treated": treated, "x": x}), float(
        0.1 * np.exp((0.25 + 0.64) / 2)
    )


def small(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """12 in each arm, and nothing happened."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 12))
    x = rng.normal(size=24)
    return pd.DataFrame({"y": x + rng.normal(size=24), "treated": treated, "x": x}), 0.0


def rare(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """A yes-or-no outcome of 8 percent, 14 in the treated; 250 in each arm."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 250))
    y = (rng.random(500) < 0.08 + 0.06 * treated).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": rng.normal(size=500)}), 0.06


SCENARIOS = [
    Scenario(LOTTERY, draw.__name__, estimator, WITH_X, draw)
    for draw in (heteroskedastic, skewed, small, rare)
    for estimator in ("difference_in_means", "lin", "ancova")
]
