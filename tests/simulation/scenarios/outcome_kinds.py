"""Yes-or-no answers, counts, amounts that many have none of, and times until an event."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Outcome
from pipeline.sections.design import Design

LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)
CLUSTERS = Design(kind="cluster_randomised", treatment="treated", arms=ARMS, clusters="village")
TAKEN = Design(kind="observational", treatment="treated", arms=ARMS, estimand="ATT")
HC2 = EstimatorSettings(("x",), "HC2")
CR2 = EstimatorSettings(("x",), "CR2")
WEEKS = Outcome(
    label="weeks", kind="time_to_event", direction="increase", smallest_change_that_matters=1,
    event="event", horizon=40,
)  # fmt: skip
TIMES = EstimatorSettings((), "HC2", planned=WEEKS)
TIMES_BY_VILLAGE = EstimatorSettings((), "CR2", planned=WEEKS)
# Where a truth has no formula: as many people as make its own error negligible.
MANY = 2_000_000


def _share(index: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-index))


_X = np.random.default_rng(1).normal(size=MANY)
# What a probit-like jump makes of a logit that does not know of it.
CURVED = float((_share(0.8 * _X + 0.7 * (_X > 0)) - _share(-1 + 0.8 * _X)).mean())
_IN = _share(_X - 0.5)
TREATED_GAIN = float(np.average(_share(0.6 + _X) - _share(_X - 0.4), weights=_IN))


def curved(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """A lottery between 300, whose answers do not follow the logit that is fitted to them."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 150))
    x = rng.normal(size=300)
    chance = np.where(treated == 1, _share(0.8 * x + 0.7 * (x > 0)), _share(0.8 * x - 1))
    y = (rng.random(300) < chance).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), CURVED


def rare(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """6 percent without the programme, 12 with it; 200 in each arm."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 200))
    y = (rng.random(400) < 0.06 + 0.06 * treated).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": rng.normal(size=400)}), 0.06


def confounded(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """No lottery: those who take part would have answered yes more often anyway."""
    x = rng.normal(size=600)
    treated = (rng.random(600) < _share(x - 0.5)).astype(float)
    y = (rng.random(600) < _share(x - 0.4 + treated)).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), TREATED_GAIN


def villages(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Sixteen unequal villages drawn whole; their people are alike, and nothing happened."""
    village = np.repeat(np.arange(16), rng.integers(10, 50, size=16))
    treated = rng.permutation(np.arange(16) % 2).astype(float)[village]
    x = rng.normal(size=len(village))
    chance = _share(0.6 * rng.normal(size=16)[village] + x)
    y = (rng.random(len(village)) < chance).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "village": village}), 0.0


def counts(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Visits to a clinic, far more varied than Poisson, a third more with the programme."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 150))
    x = rng.normal(size=300)
    mean = np.exp(0.5 + 0.4 * x) * (1 + treated / 3)
    y = rng.poisson(mean * rng.gamma(1.0, 1.0, size=300)).astype(float)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), float(np.exp(0.5 + 0.08) / 3)


def many_zeros(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Earnings: six in ten have none, seven with the programme; the rest are log-normal."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 200))
    x = rng.normal(size=400)
    earns = rng.random(400) < 0.4 - 0.1 * treated
    y = earns * np.exp(1 + 0.3 * x + 0.7 * rng.normal(size=400))
    truth = -0.1 * np.exp(1 + (0.09 + 0.49) / 2)
    return pd.DataFrame({"y": y, "treated": treated, "x": x}), float(truth)


def _times(rng: np.random.Generator, mean: np.ndarray) -> pd.DataFrame:
    """Weeks until an event, exponential; watched for 40 to 60, and some moved away before."""
    time = rng.exponential(mean)
    ends = np.minimum(rng.uniform(40, 60, size=len(mean)), rng.exponential(100, size=len(mean)))
    return pd.DataFrame({"y": np.minimum(time, ends), "event": (time <= ends).astype(float)})


def _mean_within(mean: float) -> float:
    return mean * (1 - np.exp(-40 / mean))


def cut_short(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """60 in each arm; a third are no longer watched when it happens."""
    treated = rng.permutation(np.repeat([0.0, 1.0], 60))
    frame = _times(rng, np.where(treated == 1, 60.0, 35.0)).assign(treated=treated)
    return frame, float(_mean_within(60.0) - _mean_within(35.0))


def cut_short_by_village(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Twenty villages of 12, drawn whole, whose people share their luck; nothing happened."""
    village = np.repeat(np.arange(20), 12)
    treated = rng.permutation(np.arange(20) % 2).astype(float)[village]
    frame = _times(rng, 40 * np.exp(0.5 * rng.normal(size=20))[village])
    return frame.assign(treated=treated, village=village), 0.0


SCENARIOS = [
    Scenario(LOTTERY, "curved", "logit_standardisation", HC2, curved),
    Scenario(LOTTERY, "rare", "logit_standardisation", HC2, rare),
    Scenario(TAKEN, "confounded", "logit_standardisation", HC2, confounded),
    Scenario(CLUSTERS, "villages", "logit_standardisation", CR2, villages),
    Scenario(LOTTERY, "counts", "poisson_standardisation", HC2, counts),
    Scenario(LOTTERY, "many_zeros", "poisson_standardisation", HC2, many_zeros),
    Scenario(LOTTERY, "many_zeros", "difference_in_means", HC2, many_zeros),
    Scenario(LOTTERY, "cut_short", "restricted_mean_survival_time", TIMES, cut_short),
    Scenario(
        CLUSTERS,
        "cut_short_by_village",
        "restricted_mean_survival_time",
        TIMES_BY_VILLAGE,
        cut_short_by_village,
    ),
]
