"""Lotteries between clusters, and within strata or pairs of them."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

LOTTERY = Design(kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village")
IN_STRATA = LOTTERY.model_copy(update={"strata": "stratum"})
WITH_X = EstimatorSettings(("x",), "CR2")
# With few and unequal clusters Satterthwaite's degrees of freedom err towards too wide intervals.
FEW = 0.035
# Means of units are ratios where the lottery decides how many units an arm has.
RATIO = 0.1


def villages(rng: np.random.Generator, treated: np.ndarray, sizes: np.ndarray) -> pd.DataFrame:
    """Rows of villages of given sizes and arms, with a covariate; correlation 0.1."""
    number = len(sizes)
    village = np.repeat(np.arange(number), sizes)
    x = np.sqrt(0.1) * rng.normal(size=number)[village] + rng.normal(size=len(village))
    luck = np.sqrt(0.1) * rng.normal(size=number)[village]
    y = luck + np.sqrt(0.9) * rng.normal(size=len(village)) + 0.5 * x
    return pd.DataFrame({"y": y, "treated": treated[village], "x": x, "village": village})


def drawn(rng: np.random.Generator, number: int, chosen: int) -> np.ndarray:
    return rng.permutation(np.repeat([0.0, 1.0], [number - chosen, chosen]))


def few_unequal(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Six of sixteen villages, of 5 to 60 people; nothing happened."""
    return villages(rng, drawn(rng, 16, 6), rng.integers(5, 61, size=16)), 0.0


def eight(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Four of eight villages, of 10 to 40 people; nothing happened."""
    return villages(rng, drawn(rng, 8, 4), rng.integers(10, 41, size=8)), 0.0


def skewed(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Incomes, log-normal, whose villages' luck is exponential; 20 of 40 gain 0.3."""
    rows = villages(rng, drawn(rng, 40, 20), rng.integers(10, 41, size=40))
    shared = 0.5 * rng.exponential(size=40)[rows["village"]]
    return rows.assign(y=np.exp(0.8 * rows["y"]) + shared + 0.3 * rows["treated"]), 0.3


def large_gain_more(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Thirty villages of 10 people gain nothing, thirty of 30 gain 2: 1.5 a person."""
    rows = villages(rng, drawn(rng, 60, 30), np.tile([10, 30], 30))
    return rows.assign(y=rows["y"] + 2.0 * rows["treated"] * (rows["village"] % 2)), 1.5


def per_village(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """The same villages: a gain of 1 a village."""
    return large_gain_more(rng)[0], 1.0


def districts(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Thirty villages in three districts of unlike levels and chances; all gain 0.3."""
    stratum, treated = np.arange(30) % 3, np.zeros(30)
    for level, chosen in enumerate((5, 4, 3)):
        treated[rng.choice(np.flatnonzero(stratum == level), chosen, replace=False)] = 1
    rows = villages(rng, treated, rng.integers(5, 61, size=30))
    rows["stratum"] = stratum[rows["village"]]
    return rows.assign(y=rows["y"] + rows["stratum"] + 0.3 * rows["treated"]), 0.3


def pairs(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Ten pairs of villages alike in level, one of each treated; nothing happened."""
    first = rng.integers(0, 2, size=10)
    treated = (np.arange(20) % 2 == np.repeat(first, 2)).astype(float)
    rows = villages(rng, treated, rng.integers(5, 41, size=20))
    rows["stratum"] = rows["village"] // 2
    return rows.assign(y=rows["y"] + rng.normal(size=10)[rows["stratum"]]), 0.0


ALONE = ("difference_in_means", "ancova", "lin", "cluster_means_by_size")
BLOCKED = ("difference_in_means", "lin", "strata_fixed_effects", "cluster_means_by_size")
STATA = EstimatorSettings((), "stata")

SCENARIOS = [
    *[Scenario(LOTTERY, draw.__name__, name, WITH_X, draw, bias=RATIO, over=FEW)
      for draw in (few_unequal, skewed) for name in (*ALONE, "cluster_means")],
    *[Scenario(LOTTERY, "eight", name, WITH_X, eight, bias=RATIO, over=FEW)
      for name in ("difference_in_means", "cluster_means", "cluster_means_by_size")],
    *[Scenario(LOTTERY, "large_gain_more", name, WITH_X, large_gain_more, bias=RATIO, over=FEW)
      for name in ALONE if name != "ancova"],
    Scenario(LOTTERY, "large_gain_more", "cluster_means", WITH_X, per_village, over=FEW),
    *[Scenario(IN_STRATA, "districts", name, WITH_X, districts, bias=RATIO, over=FEW)
      for name in BLOCKED],
    Scenario(IN_STRATA, "pairs", "strata_fixed_effects", WITH_X, pairs, bias=RATIO, over=FEW),
    # What the plan may ask for to compare with a published number, and what it is worth.
    Scenario(LOTTERY, "eight", "difference_in_means", STATA, eight, promised=False),
    Scenario(IN_STRATA, "pairs", "strata_fixed_effects", STATA, pairs, promised=False),
]  # fmt: skip
