"""One or a few places treated, among others that share what moves them."""

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import Synthetic

PLACES = Design(
    kind="synthetic_control",
    treatment="treated",
    arms=ARMS,
    unit="place",
    time="period",
    first_treated="start",
)
BY_PLACEBOS = EstimatorSettings(
    (), "placebo", options=Estimation(synthetic=Synthetic(placebos=200))
)
EFFECT = 1.0


def good_fit(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Sixteen places with random walks in common; the treated is one like the others."""
    return factor_model(rng, 16, (14, 4))


def few_donors(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Seven donors."""
    return factor_model(rng, 8, (10, 4))


def noisy(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Twenty-four places, eight earlier periods, and three times as much chance."""
    return factor_model(rng, 24, (8, 4), noise=3.0)


def poor_fit(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """The treated moves more than any mix of the others can."""
    return factor_model(rng, 16, (14, 4), unlike=3.0)


def three_treated(rng: np.random.Generator) -> tuple[pd.DataFrame, float]:
    """Three of twelve places treated at the same time."""
    return factor_model(rng, 12, (10, 3), treated=3)


def factor_model(
    rng: np.random.Generator,
    places: int,
    periods: tuple[int, int],
    noise: float = 1.0,
    unlike: float = 0.0,
    treated: int = 1,
) -> tuple[pd.DataFrame, float]:
    """Outcomes of places that load on a level and on two random walks; some treated by lottery."""
    before, length = periods[0], sum(periods)
    factors = np.vstack([np.ones(length), rng.normal(size=(2, length)).cumsum(axis=1)])
    loadings = rng.normal(size=(places, 3))
    loadings[:treated] += unlike
    outcomes = loadings @ factors + noise * rng.normal(size=(places, length))
    outcomes[:treated, before:] += EFFECT
    return as_rows(outcomes, treated, before), EFFECT


def as_rows(outcomes: np.ndarray, treated: int, before: int) -> pd.DataFrame:
    places, length = outcomes.shape
    ever = np.repeat(np.arange(places) < treated, length)
    return pd.DataFrame(
        {
            "y": outcomes.ravel(),
            "place": np.repeat(np.arange(places), length),
            "period": np.tile(np.arange(length), places),
            "treated": ever.astype(float),
            "start": np.where(ever, float(before), np.nan),
        }
    )


# With few places the placebos of a synthetic control have heavier tails than Student's t, a treated
# place outside the others is promised nothing, and sets of several treated overlap.
SCENARIOS = [
    Scenario(
        PLACES,
        draw.__name__,
        estimator,
        BY_PLACEBOS,
        draw,
        promised=draw in (good_fit, few_donors, noisy) and estimator != "synthetic_control",
        over=0.03,
    )
    for draw in (good_fit, few_donors, noisy, poor_fit, three_treated)
    for estimator in (
        "synthetic_control",
        "synthetic_difference_in_differences",
        "difference_in_differences_of_means",
    )
]
