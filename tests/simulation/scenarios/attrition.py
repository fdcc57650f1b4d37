"""Lotteries that lost people, and weights that stand for those who were lost."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)
STRATA = Design(kind="randomised", treatment="treated", arms=ARMS, strata="district")
VILLAGES = Design(
    kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village"
)  # fmt: skip
WITH_X = EstimatorSettings(("x",), "influence")


def _lost(rng: np.random.Generator, y: np.ndarray, index: np.ndarray) -> np.ndarray:
    return np.where(rng.random(len(y)) < 1 / (1 + np.exp(-index)), y, np.nan)


def one_sided(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Of the treated those with low x are lost, and x decides how much they gain."""
    treated, x = rng.permutation(np.repeat([0.0, 1.0], 200)), rng.normal(size=400)
    y = x + treated * (1 + x) + rng.normal(size=400)
    y = _lost(rng, y, np.where(treated == 1, 0.5 + x, 9.0))
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 1.0


def skewed_incomes(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Log-normal outcomes; the better off are lost, more of them without the programme."""
    treated, x = rng.permutation(np.repeat([0.0, 1.0], 300)), rng.normal(size=600)
    y = np.exp(0.4 * x + 0.5 * rng.normal(size=600)) + 0.2 * treated
    y = _lost(rng, y, 1.0 - 0.5 * x + 0.5 * treated)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), 0.2


def uneven_strata(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Two districts of unlike chances, levels, effects and losses."""
    district = np.repeat([0, 1], 250)
    treated = np.concatenate(
        [rng.permutation(np.repeat([1.0, 0.0], [n, 250 - n])) for n in (80, 150)]
    )
    x = rng.normal(size=500)
    y = 2 * district + x + treated * (0.5 + district) + rng.normal(size=500)
    y = _lost(rng, y, 0.7 + 0.6 * x - 0.4 * treated + 0.3 * district)
    rows = {"y": y, "treated": treated, "x": x, "district": district}
    return pd.DataFrame(rows), 1.0


def villages(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """60 villages of 5 to 29 people, half of them treated; x decides who is lost."""
    village = np.repeat(np.arange(60), rng.integers(5, 30, 60))
    treated = rng.permutation(np.repeat([0.0, 1.0], 30))[village]
    x = rng.normal(size=len(village)) + 0.5 * rng.normal(size=60)[village]
    y = x + 0.5 * treated + 0.4 * rng.normal(size=60)[village] + rng.normal(size=len(village))
    y = _lost(rng, y, 0.8 + 0.7 * x - 0.4 * treated)
    rows = {"y": y, "treated": treated, "x": x, "village": village}
    return pd.DataFrame(rows), 0.5


SCENARIOS = [
    Scenario(LOTTERY, "one_sided_loss", "attrition_weights", WITH_X, one_sided),
    Scenario(LOTTERY, "skewed_loss", "attrition_weights", WITH_X, skewed_incomes),
    Scenario(STRATA, "strata_loss", "attrition_weights", WITH_X, uneven_strata),
    Scenario(VILLAGES, "village_loss", "attrition_weights", WITH_X, villages),
]
