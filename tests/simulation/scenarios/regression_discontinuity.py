"""Scores with a cutoff; curves of Calonico, Cattaneo and Titiunik (2014), section 6."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import LocalLinear

CUTOFF = Design(
    kind="regression_discontinuity", treatment="treated", arms=ARMS, running="score", cutoff=0.0
)
FUZZY = CUTOFF.model_copy(update={"take_up": "took"})
CLUSTERED = CUTOFF.model_copy(update={"clusters": "village"})
ROBUST = EstimatorSettings((), "bias_corrected")
CONVENTIONAL = replace(ROBUST, se_type="conventional")
WIDE = EstimatorSettings((), "HC2", options=Estimation(local_linear=LocalLinear(bandwidth=0.5)))
NARROW = EstimatorSettings((), "HC2", options=Estimation(local_linear=LocalLinear(bandwidth=0.1)))
# Child mortality over poverty (Ludwig and Miller 2007), fitted by polynomials of order five.
BELOW = (3.71, 2.30, 3.28, 1.45, 0.23, 0.03)
ABOVE = (0.26, 18.49, -54.81, 74.30, -45.02, 9.83)
JUMP = ABOVE[0] - BELOW[0]
NOISE = 0.1295
Drawn = tuple[pd.DataFrame, float]
Draw = Callable[[np.random.Generator], Drawn]


def table(score: np.ndarray, y: np.ndarray, **more: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"score": score, "treated": (score >= 0) * 1.0, "y": y, **more})


def scores(rng: np.random.Generator, n: int) -> np.ndarray:
    return 2 * rng.beta(2, 4, size=n) - 1


def steep(score: np.ndarray) -> np.ndarray:
    powers = score[:, None] ** np.arange(6)
    return np.where(score >= 0, powers @ np.array(ABOVE), powers @ np.array(BELOW))


def gentle(score: np.ndarray) -> np.ndarray:
    return 0.5 + 0.8 * score - 0.9 * score**2 + 0.3 * (score >= 0)


def curved(rng: np.random.Generator) -> Drawn:
    """1,000 units; the outcome bends sharply just above the cutoff."""
    score = scores(rng, 1000)
    return table(score, steep(score) + NOISE * rng.normal(size=1000)), JUMP


def heteroskedastic(rng: np.random.Generator) -> Drawn:
    """2,000 units whose noise grows with the distance from the cutoff, thrice on one side."""
    score = scores(rng, 2000)
    spread = 0.3 * (1 + 2 * np.abs(score)) * np.where(score >= 0, 3, 1)
    return table(score, gentle(score) + spread * rng.normal(size=2000)), 0.3


def skewed(rng: np.random.Generator) -> Drawn:
    """2,000 log-normal incomes, a tenth higher above the cutoff."""
    score = scores(rng, 2000)
    noise = np.exp(0.8 * rng.normal(size=2000) - 0.32)
    level = np.exp(0.5 * score)
    return table(score, level * noise * np.where(score >= 0, 1.1, 1.0)), 0.1


def small(rng: np.random.Generator) -> Drawn:
    """150 units, and nothing happens at the cutoff."""
    score = rng.uniform(-1, 1, size=150)
    return table(score, np.sin(2 * score) + 0.5 * rng.normal(size=150)), 0.0


def coarse(rng: np.random.Generator) -> Drawn:
    """2,000 units whose score is a whole number of 40ths."""
    score = np.floor(rng.uniform(-1, 1, size=2000) * 40) / 40
    return table(score, gentle(score) + 0.4 * rng.normal(size=2000)), 0.3


def villages(rng: np.random.Generator) -> Drawn:
    """100 villages of about 20, who share a part of their noise and are near in their scores."""
    village = rng.integers(0, 100, size=2000)
    centre = rng.uniform(-0.8, 0.8, size=100)
    score = (centre[village] + 0.3 * rng.normal(size=2000)).clip(-1, 1)
    y = gentle(score) + 0.2 * rng.normal(size=100)[village] + 0.4 * rng.normal(size=2000)
    return table(score, y, village=village), 0.3


def taken_by_some(rng: np.random.Generator) -> Drawn:
    """2,000 units; the cutoff moves 60 of 100, whose effect is 1."""
    return _fuzzy(rng, 0.6)


def taken_by_few(rng: np.random.Generator) -> Drawn:
    """2,000 units; the cutoff moves 8 of 100: a weak first stage."""
    return _fuzzy(rng, 0.08)


def _fuzzy(rng: np.random.Generator, moved: float) -> Drawn:
    score = scores(rng, 2000)
    keen = rng.normal(size=2000)
    always, complier = keen > 1.5, rng.random(2000) < moved
    took = np.where(always | (complier & (score >= 0)), 1.0, 0.0)
    y = gentle(score) - 0.3 * (score >= 0) + took + 0.3 * keen + 0.3 * rng.normal(size=2000)
    return table(score, y, took=took), 1.0


# A bandwidth of least mean squared error leaves a bias of the size of the error: theory promises
# the interval around the corrected estimate, not that the estimate is without bias.
BEST_BIAS = 1.0


def promised(scenario: Scenario) -> Scenario:
    return replace(scenario, bias=BEST_BIAS)


def not_promised(scenario: Scenario) -> Scenario:
    return replace(scenario, promised=False)


def robust(draw: Draw) -> Scenario:
    return Scenario(CUTOFF, draw.__name__, "local_polynomial", ROBUST, draw)


def conventional(draw: Draw) -> Scenario:
    """Its interval is around an estimate whose bias it ignores."""
    return Scenario(CUTOFF, draw.__name__, "local_polynomial", CONVENTIONAL, draw)


SCENARIOS = [
    *(promised(robust(draw)) for draw in (heteroskedastic, skewed, coarse)),
    *(not_promised(robust(draw)) for draw in (curved, small)),
    *(not_promised(conventional(draw)) for draw in (curved, heteroskedastic, small)),
    promised(Scenario(CLUSTERED, "villages", "local_polynomial", ROBUST, villages)),
    promised(Scenario(FUZZY, "taken_by_some", "fuzzy_local_polynomial", ROBUST, taken_by_some)),
    not_promised(Scenario(FUZZY, "taken_by_few", "fuzzy_local_polynomial", ROBUST, taken_by_few)),
    not_promised(Scenario(CUTOFF, "curved", "local_linear", WIDE, curved)),
    promised(Scenario(CUTOFF, "heteroskedastic", "local_linear", NARROW, heteroskedastic)),
]
