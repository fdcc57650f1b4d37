"""Lotteries between units within many strata, or in pairs."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS, strata="stratum")
ALONE = EstimatorSettings((), "HC2")


def many_strata(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Forty strata of six, two or three of each treated; all gain 0.5."""
    stratum = np.repeat(np.arange(40), 6)
    order = np.argsort(rng.random((40, 6)), axis=1)
    treated = (order < rng.integers(2, 4, size=40)[:, None]).ravel().astype(float)
    y = rng.normal(size=40)[stratum] + 0.5 * treated + rng.normal(size=240)
    return pd.DataFrame({"y": y, "treated": treated, "stratum": stratum}), 0.5


def unlike_gains(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Strata of 20, 40 and 80, half, half and nine tenths treated, gains 0, 1 and 2."""
    stratum = np.repeat([0, 1, 2], [20, 40, 80])
    treated = np.concatenate(
        [rng.permutation(np.arange(n) < n * share) for n, share in ((20, 0.5), (40, 0.5),
                                                                    (80, 0.9))]
    ).astype(float)  # fmt: skip
    y = stratum * (1 + treated) + rng.normal(size=140) * (1 + treated)
    truth = float((20 * 0 + 40 * 1 + 80 * 2) / 140)
    return pd.DataFrame({"y": y, "treated": treated, "stratum": stratum}), truth


def pairs(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Twenty-five pairs of skewed incomes; nothing happened."""
    stratum = np.repeat(np.arange(25), 2)
    treated = np.column_stack([first := rng.integers(0, 2, size=25), 1 - first]).ravel()
    y = np.exp(rng.normal(size=25)[stratum] + 0.7 * rng.normal(size=50))
    return pd.DataFrame({"y": y, "treated": treated.astype(float), "stratum": stratum}), 0.0


SCENARIOS = [
    Scenario(LOTTERY, "many_strata", "strata_fixed_effects", ALONE, many_strata),
    Scenario(LOTTERY, "many_strata", "difference_in_means", ALONE, many_strata),
    Scenario(LOTTERY, "unlike_gains", "difference_in_means", ALONE, unlike_gains),
    Scenario(LOTTERY, "pairs", "strata_fixed_effects", ALONE, pairs, over=0.03),
    # Strata fixed effects average by what each stratum tells: not the average effect.
    Scenario(LOTTERY, "unlike_gains", "strata_fixed_effects", ALONE, unlike_gains, promised=False),
]
