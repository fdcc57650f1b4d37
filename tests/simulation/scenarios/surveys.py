"""Probability samples: chances that know the outcome, few villages, a population asked in full."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design, Sampling

WEIGHTED = Design(
    kind="randomised", treatment="treated", arms=ARMS, sampling=Sampling(weight="w", strata="h")
)
VILLAGES = Design(
    kind="randomised", treatment="treated", arms=ARMS, sampling=Sampling(weight="w", psu="village")
)
CORRECTED = Design(
    kind="randomised",
    treatment="treated",
    arms=ARMS,
    sampling=Sampling(weight="w", psu="village", fpc="villages"),
)
CLUSTERS = Design(
    kind="cluster_randomised",
    treatment="treated",
    arms=ARMS,
    clusters="village",
    sampling=Sampling(weight="w"),
)
LINEARISED = EstimatorSettings(("x",), "linearised")
BY_CLUSTER = EstimatorSettings(("x",), "CR2")


def informative(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """The better off are asked four times as often, and gain less: unweighted, all is wrong."""
    rich = np.repeat([0, 1], [80, 160])
    x = rng.normal(size=240) + rich
    treated = rng.permutation(np.repeat([0.0, 1.0], 120))
    y = x + 2 * rich + treated * (2 - 1.5 * rich) + rng.normal(size=240) * (1 + rich)
    weights = np.where(rich == 1, 1.0, 4.0)
    frame = pd.DataFrame({"y": y, "x": x, "treated": treated, "w": weights, "h": rich})
    return frame, float((4 * 80 * 2 + 160 * 0.5) / (4 * 80 + 160))


def skewed(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Log-normal incomes and weights that vary ten to one, related to them; 400 people."""
    h = np.repeat(np.arange(4), 100)
    x = rng.normal(size=400)
    base = np.exp(0.2 * h + 0.3 * x + 0.6 * rng.normal(size=400))
    treated = rng.permutation(np.repeat([0.0, 1.0], 200))
    weights = np.array([10.0, 6.0, 3.0, 1.0])
    mean = np.exp(0.2 * np.arange(4) + (0.09 + 0.36) / 2)
    frame = pd.DataFrame({"y": base * (1 + 0.2 * treated), "x": x, "treated": treated})
    truth = 0.2 * float(np.average(mean, weights=weights))
    return frame.assign(w=weights[h], h=h), truth


def villages(rng: np.random.Generator, number: int = 30) -> tuple[pd.DataFrame, float]:
    """Villages drawn, 4 to 15 people asked in each, a lottery between people; gains by village."""
    sizes = rng.integers(4, 16, size=number)
    village = np.repeat(np.arange(number), sizes)
    n = len(village)
    gain, level = 1 + rng.normal(size=number), rng.exponential(size=number)
    treated = rng.permutation(np.arange(n) % 2).astype(float)
    x = rng.normal(size=n)
    y = level[village] + x + gain[village] * treated + rng.normal(size=n)
    weights = 50.0 / sizes[village]
    frame = pd.DataFrame({"y": y, "x": x, "treated": treated, "w": weights})
    return frame.assign(village=village), 1.0


def few_villages(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Eight sampled villages: linearised errors are known to be too small."""
    return villages(rng, 8)


# One population for all draws: 40 villages of 10, who gain differently.
_POPULATION = np.random.default_rng(5)
LEVEL, GAIN = _POPULATION.exponential(size=40), 1 + _POPULATION.normal(size=40)
NOISE = _POPULATION.normal(size=(40, 10))


def nearly_all(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """36 of the 40 villages there are: the correction leaves the lottery's own error."""
    drawn = rng.permutation(40)[:36]
    village = np.repeat(drawn, 10)
    treated = rng.permuted(np.tile(np.repeat([0.0, 1.0], 5), (36, 1)), axis=1).ravel()
    y = LEVEL[village] + NOISE[drawn].ravel() + GAIN[village] * treated
    frame = pd.DataFrame(
        {"y": y, "treated": treated, "village": village, "x": NOISE[drawn].ravel()}
    )
    frame["x"] += rng.normal(size=len(frame))
    return frame.assign(w=40 / 36, villages=40), float(GAIN.mean())


def drawn_villages(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """A lottery between 24 villages of unequal size, people with weights three to one."""
    village = np.repeat(np.arange(24), rng.integers(5, 40, size=24))
    n = len(village)
    treated = rng.permutation(np.arange(24) % 2).astype(float)[village]
    poor = rng.random(n) < 0.5
    x = rng.normal(size=n)
    y = 0.5 * rng.normal(size=24)[village] + x + treated * (1 + poor) + rng.normal(size=n)
    frame = pd.DataFrame({"y": y, "x": x, "treated": treated, "village": village})
    return frame.assign(w=np.where(poor, 3.0, 1.0)), 1.75


SCENARIOS = [
    *(
        Scenario(WEIGHTED, draw.__name__, estimator, LINEARISED, draw)
        for draw in (informative, skewed)
        for estimator in ("difference_in_means", "lin", "ancova")
    ),
    *(
        Scenario(VILLAGES, "villages", estimator, LINEARISED, villages)
        for estimator in ("difference_in_means", "lin", "ancova")
    ),
    Scenario(VILLAGES, "few_villages", "difference_in_means", LINEARISED, few_villages, False),
    Scenario(CORRECTED, "nearly_all", "difference_in_means", LINEARISED, nearly_all, over=0.03),
    *(
        Scenario(CLUSTERS, "drawn_villages", estimator, BY_CLUSTER, drawn_villages)
        for estimator in ("difference_in_means", "lin", "ancova")
    ),
]
