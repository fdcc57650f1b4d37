"""Groups of places whose paths part before the programme, and comparisons that mislead."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

TIMES = 8
PANEL = {
    "kind": "difference_in_differences", "treatment": "ever", "unit": "place", "time": "time",
    "first_treated": "first", "adoption": "single",
}  # fmt: skip
STAGGERED = PANEL | {"adoption": "staggered"}


def panel(rng: np.random.Generator, first: np.ndarray, slope: float, effect: float) -> pd.DataFrame:
    """Places with levels of their own; those ever treated have a slope of their own as well."""
    places = len(first)
    place, time = np.repeat(np.arange(places), TIMES), np.tile(np.arange(TIMES), places)
    ever = np.isfinite(first)[place]
    y = rng.normal(size=places)[place] + 0.3 * time + slope * time * ever
    y += effect * (time >= first[place]) + 0.5 * rng.normal(size=len(place))
    columns = {"y": y, "place": place, "time": time, "first": np.where(ever, first[place], np.nan)}
    return pd.DataFrame(columns).assign(ever=ever * 1.0)


def begins(rng: np.random.Generator, *groups: tuple[float, int]) -> np.ndarray:
    starts, sizes = zip(*groups, strict=True)
    return rng.permutation(np.repeat(starts, sizes))


def parting(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """80 places, half treated, that part before the programme without any effect; or do not."""
    first = begins(rng, (5.0, 40), (np.inf, 40))
    return panel(rng, first, 0.4 if broken else 0.0, 0.0 if broken else 3.0)


def begun_already(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Nearly all places have the programme in the end; or hardly any have."""
    many, never = (25, 10) if broken else (8, 60)
    first = begins(rng, (2.0, many), (5.0, many), (np.inf, never))
    return panel(rng, first, 0.0, 1.0)


def three_places(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Three of 40 places have the programme, or 15."""
    number = 3 if broken else 15
    return panel(rng, begins(rng, (5.0, number), (np.inf, 40 - number)), 0.0, 1.0)


CASES = (
    BrokenStudy(
        "pre_trends",
        "the groups part before the programme",
        PANEL, "two_way_fixed_effects", parting,
    ),
    BrokenStudy(
        "honest_did",
        "a path that parted before the programme goes on",
        PANEL, "two_way_fixed_effects", parting,
    ),
    BrokenStudy(
        "goodman_bacon",
        "most comparisons are with places that have the programme already",
        STAGGERED, "two_way_fixed_effects", begun_already,
    ),
    BrokenStudy(
        "few_treated_clusters",
        "three places stand for all that have the programme",
        PANEL, "two_way_fixed_effects", three_places,
    ),
)  # fmt: skip
