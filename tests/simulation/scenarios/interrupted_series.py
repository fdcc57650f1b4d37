"""One series, interrupted: errors that follow one another, short and long, with a season."""

from functools import partial

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import InterruptedSeries

SERIES = Design(
    kind="interrupted_series", treatment="after", arms=ARMS, time="t", first_treated="start"
)
AT_SIX = Design(
    kind="interrupted_series",
    treatment="after",
    arms=ARMS,
    time="t",
    first_treated="start",
    estimand="effect_at_horizon",
)
LEVEL, SLOPE, HORIZON = 2.0, 0.2, 6


def series(
    rng: np.random.Generator, length: int, follows: float, season: float = 0.0, at: int = 0
) -> tuple[pd.DataFrame, float]:
    """Half before and half after; each error is so large a share of the last one, plus chance."""
    errors = rng.normal(size=length)
    errors[0] /= np.sqrt(1 - follows**2)
    for place in range(1, length):
        errors[place] += follows * errors[place - 1]
    t = np.arange(length)
    steps = t - length // 2
    effect = np.where(steps >= 0, LEVEL + SLOPE * steps, 0.0)
    y = 0.1 * t + effect + season * np.sin(2 * np.pi * t / 12) + errors
    rows = {"y": y, "t": t, "after": (steps >= 0) * 1.0, "start": float(length // 2)}
    return pd.DataFrame(rows), LEVEL + SLOPE * at


def settings(error: str, **options: int) -> EstimatorSettings:
    return EstimatorSettings((), error, options=Estimation(series=InterruptedSeries(**options)))


STUDIES = {
    "independent_60": {"length": 60, "follows": 0.0},
    "ar_96": {"length": 96, "follows": 0.4},
    "ar_short_24": {"length": 24, "follows": 0.4},
    "ar_long_400": {"length": 400, "follows": 0.3},
    "season_120": {"length": 120, "follows": 0.3, "season": 1.0},
}
SCENARIOS = [
    Scenario(
        SERIES,
        name,
        estimator,
        settings(error, **({"period": 12, "harmonics": 1} if "season" in name else {})),
        partial(series, **study),
        promised=False,  # HAC and AR(1) errors are right only in series without end
    )
    for name, study in STUDIES.items()
    for estimator, error in (("segmented_regression", "HAC"), ("prais_winsten", "AR1"))
] + [
    Scenario(
        AT_SIX,
        "level_and_slope",
        "segmented_regression",
        settings("HAC", horizon=HORIZON),
        partial(series, length=96, follows=0.4, at=HORIZON),
        promised=False,
    ),
    Scenario(
        SERIES,
        "level_and_slope",
        "effect_at_horizon",
        settings("HAC", horizon=HORIZON),
        partial(series, length=96, follows=0.4, at=HORIZON),
        promised=False,
    ),
]
