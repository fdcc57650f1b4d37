"""Encouragements whose take-up is up to people, who know more of their gain than we do."""

from dataclasses import replace

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario
from scipy.stats import norm

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

LETTERS = Design(
    kind="encouragement", treatment="letter", arms=ARMS, take_up="took", estimand="LATE",
    exclusion="a letter changes nothing by itself",
)  # fmt: skip
VILLAGES = LETTERS.model_copy(update={"encouraged_by": "cluster_lottery", "clusters": "village"})
WITH_X = EstimatorSettings(("x",), "HC2")
BY_VILLAGE = replace(WITH_X, se_type="CR2")
# Whoever is keener than the first takes part in any case; than the second, if encouraged.
ALWAYS, IF_ENCOURAGED = 1.0, -0.3
# A ratio leans towards the naive comparison while samples are small: in standard errors.
LEANS = 0.15
# Its interval holds too often where the denominator is itself unsure.
CAUTIOUS = 0.03


def _taken(letter: np.ndarray, keen: np.ndarray) -> np.ndarray:
    return (keen > np.where(letter == 1, IF_ENCOURAGED, ALWAYS)).astype(float)


def _mean_keenness() -> float:
    """Of compliers: a normal variable between the two limits."""
    density = norm.pdf(IF_ENCOURAGED) - norm.pdf(ALWAYS)
    return float(density / (norm.cdf(ALWAYS) - norm.cdf(IF_ENCOURAGED)))


def keen_gain_more(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """400 people; gains grow with keenness, so that compliers' are not everybody's."""
    letter = rng.permutation(np.repeat([0.0, 1.0], 200))
    keen, x = rng.normal(size=400), rng.normal(size=400)
    took = _taken(letter, keen)
    y = x + 2 * keen + took * (1 + keen) + rng.normal(size=400)
    return pd.DataFrame({"y": y, "letter": letter, "took": took, "x": x}), 1 + _mean_keenness()


def few_people(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """30 in each arm, and the programme does nothing."""
    letter = rng.permutation(np.repeat([0.0, 1.0], 30))
    keen, x = rng.normal(size=60), rng.normal(size=60)
    y = x + keen + rng.normal(size=60)
    return pd.DataFrame({"y": y, "letter": letter, "took": _taken(letter, keen), "x": x}), 0.0


def skewed(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Incomes: exponential, and three times as spread out among those who take part."""
    letter = rng.permutation(np.repeat([0.0, 1.0], [300, 150]))
    keen, x = rng.normal(size=450), rng.normal(size=450)
    took = _taken(letter, keen)
    luck = rng.exponential(size=450) - 1
    y = x + keen + took + luck * (1 + 2 * took)
    return pd.DataFrame({"y": y, "letter": letter, "took": took, "x": x}), 1.0


def unequal_villages(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """24 villages of 5 to 40, ten of them encouraged; keenness and income are shared within."""
    village = np.repeat(np.arange(24), rng.integers(5, 41, size=24))
    letter = rng.permutation(np.repeat([0.0, 1.0], [14, 10]))[village]
    n = len(village)
    keen = np.sqrt(0.1) * rng.normal(size=24)[village] + np.sqrt(0.9) * rng.normal(size=n)
    x, took = rng.normal(size=n), _taken(letter, keen)
    y = x + keen + took + 0.4 * rng.normal(size=24)[village] + rng.normal(size=n)
    columns = {"y": y, "letter": letter, "took": took, "x": x, "village": village}
    return pd.DataFrame(columns), 1.0


def years(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Take-up is a number of years; each is worth half, to everybody."""
    letter = rng.permutation(np.repeat([0.0, 1.0], 250))
    keen, x = rng.normal(size=500), rng.normal(size=500)
    took = np.round(8 + 2 * keen + 1.5 * letter)
    y = x + keen + 0.5 * took + rng.normal(size=500)
    return pd.DataFrame({"y": y, "letter": letter, "took": took, "x": x}), 0.5


def weak(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """A letter that hardly anybody reads: the best guess leans, and its interval misses."""
    letter = rng.permutation(np.repeat([0.0, 1.0], 150))
    keen, x = rng.normal(size=300), rng.normal(size=300)
    took = 0.15 * letter + keen
    y = x + 2 * keen + 0.3 * rng.normal(size=300)
    return pd.DataFrame({"y": y, "letter": letter, "took": took, "x": x}), 0.0


SCENARIOS = [
    Scenario(LETTERS, draw.__name__, estimator, WITH_X, draw, bias=LEANS, over=CAUTIOUS)
    for draw in (keen_gain_more, few_people, skewed, years)
    for estimator in ("two_stage_least_squares", "wald")
] + [
    Scenario(VILLAGES, "unequal_villages", estimator, BY_VILLAGE, unequal_villages,
             bias=LEANS, over=CAUTIOUS)
    for estimator in ("two_stage_least_squares", "wald")
] + [
    Scenario(LETTERS, "weak", estimator, WITH_X, weak, promised=False)
    for estimator in ("two_stage_least_squares", "wald")
]  # fmt: skip
