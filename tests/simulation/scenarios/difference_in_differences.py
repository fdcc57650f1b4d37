"""Programmes that begin somewhere and not, or not yet, elsewhere; places seen before and after."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from coverage_of_intervals import ARMS, Scenario

from pipeline.estimators.settings import EstimatorSettings
from pipeline.sections.design import Design

TIMES = 8
Drawn = tuple[pd.DataFrame, float]


def design(adoption: str, **columns: str) -> Design:
    names = {"treatment": "ever", "time": "time", "first_treated": "first"} | columns
    return Design(kind="difference_in_differences", arms=ARMS, adoption=adoption, **names)


PANEL = {adoption: design(adoption, unit="place") for adoption in
         ("staggered", "single", "one_place")}  # fmt: skip
PEOPLE = design("single", clusters="place")


def panel(first: np.ndarray, noise: np.ndarray, effect: Callable[..., np.ndarray]) -> Drawn:
    """Places with their own level and a shared path; the truth is the mean effect of treated rows.

    ``first`` (places,) is infinite for never; ``noise`` is (places, times).
    """
    places, times = noise.shape
    place, time = np.repeat(np.arange(places), times), np.tile(np.arange(times), places)
    since = time - first[place]
    effects = np.where(since >= 0, effect(np.where(since >= 0, since, 0), first[place]), 0.0)
    outcome = 0.5 * place / places + 0.3 * time + noise.ravel() + effects
    starts = np.where(np.isinf(first), np.nan, first)[place]
    columns = {"y": outcome, "place": place, "time": time, "first": starts}
    data = pd.DataFrame(columns).assign(ever=np.isfinite(first[place]) * 1.0)
    return data, float(effects[since >= 0].mean())


def serial(rng: np.random.Generator, places: int, correlation: float = 0.0) -> np.ndarray:
    """Autoregressive noise (places, times) of variance 1."""
    noise = rng.normal(size=(places, TIMES))
    for time in range(1, TIMES):
        noise[:, time] *= np.sqrt(1 - correlation**2)
        noise[:, time] += correlation * noise[:, time - 1]
    return noise


def staggered_dynamic(rng: np.random.Generator) -> Drawn:
    """150 places; effects grow with time, more where begun early: two-way fixed effects fail."""
    first = rng.permutation(np.repeat([2.0, 4.0, 6.0, np.inf], [40, 40, 35, 35]))
    return panel(first, serial(rng, 150), lambda since, start: (since + 1) * (0.6 - 0.05 * start))


def serially_correlated(rng: np.random.Generator) -> Drawn:
    """60 places, half begin at once; noise of a place carries over from time to time."""
    first = rng.permutation(np.repeat([4.0, np.inf], 30))
    return panel(first, serial(rng, 60, 0.8), lambda since, _: 0.3 + 0.0 * since)


def few_places(rng: np.random.Generator) -> Drawn:
    """8 of 20 places begin at once, and nothing happens."""
    first = rng.permutation(np.repeat([4.0, np.inf], [8, 12]))
    return panel(first, serial(rng, 20, 0.5), lambda since, _: 0.0 * since)


def one_place(rng: np.random.Generator) -> Drawn:
    """1 of 30 places begins, and nothing happens."""
    first = rng.permutation(np.repeat([4.0, np.inf], [1, 29]))
    return panel(first, serial(rng, 30, 0.5), lambda since, _: 0.0 * since)


def skewed_not_alike(rng: np.random.Generator) -> Drawn:
    """80 places; trends follow x, which differs between the groups; noise is skewed."""
    x = rng.normal(size=80)
    joins = rng.random(80) < 1 / (1 + np.exp(-0.7 * x))
    noise = rng.exponential(size=(80, TIMES)) - 1 + 0.4 * x[:, None] * np.arange(TIMES)
    data, truth = panel(np.where(joins, 4.0, np.inf), noise, lambda since, _: 1.0 + 0.0 * since)
    return data.assign(x=x[data["place"]]), truth


def other_people_each_time(rng: np.random.Generator) -> Drawn:
    """40 villages, 12 people asked before and 12 others after; shocks are a village's own."""
    village = np.repeat(np.arange(40), 24)
    time = np.tile(np.repeat([0, 1], 12), 40)
    begins = rng.permutation(np.repeat([1.0, np.nan], 20))
    shocks = rng.normal(size=(40, 2)) * 0.4
    treated = time >= np.where(np.isnan(begins), np.inf, begins)[village]
    y = rng.normal(size=len(village)) + shocks[village, time] + 0.25 * treated
    columns = {"y": y, "place": village, "time": time, "first": begins[village]}
    return pd.DataFrame(columns).assign(ever=~np.isnan(begins[village]) * 1.0), 0.25


def told(error: str, *covariates: str, role: str = "primary") -> EstimatorSettings:
    return EstimatorSettings(covariates, error, role=role)


SCENARIOS = [
    Scenario(PANEL["staggered"], "staggered_dynamic", "callaway_santanna", told("influence"),
             staggered_dynamic),
    Scenario(PANEL["staggered"], "staggered_dynamic", "sun_abraham", told("CR1"),
             staggered_dynamic),
    Scenario(PANEL["staggered"], "staggered_dynamic", "imputation", told("conservative"),
             staggered_dynamic, over=0.03),
    Scenario(PANEL["staggered"], "staggered_dynamic", "two_way_fixed_effects", told("CR2"),
             staggered_dynamic, promised=False),
    Scenario(PANEL["single"], "serially_correlated", "two_way_fixed_effects", told("CR2"),
             serially_correlated),
    Scenario(PANEL["single"], "few_places", "two_way_fixed_effects", told("CR2"), few_places),
    Scenario(PANEL["single"], "few_places", "two_way_fixed_effects", told("CR1"), few_places,
             promised=False),
    Scenario(PANEL["single"], "few_places", "callaway_santanna", told("influence"), few_places,
             promised=False),
    Scenario(PANEL["one_place"], "one_place", "placebo_in_space", told("placebo"), one_place,
             over=0.03),
    Scenario(PANEL["one_place"], "one_place", "two_way_fixed_effects",
             told("CR1", role="robustness"), one_place, promised=False),
    Scenario(PANEL["single"], "skewed_not_alike", "callaway_santanna", told("influence", "x"),
             skewed_not_alike),
    Scenario(PEOPLE, "other_people_each_time", "two_way_fixed_effects", told("CR2"),
             other_people_each_time),
    Scenario(PEOPLE, "other_people_each_time", "callaway_santanna", told("influence"),
             other_people_each_time),
]  # fmt: skip
