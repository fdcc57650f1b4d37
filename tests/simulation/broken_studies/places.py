"""One place beside others, or one series: places that part before, and donors with a fate."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

PLACES = {
    "kind": "synthetic_control", "unit": "place", "time": "period", "first_treated": "start",
}  # fmt: skip
SERIES = {"kind": "interrupted_series", "treatment": "after", "time": "t", "first_treated": "start"}
FEW = {"synthetic": {"placebos": 60}}
DONORS, BEFORE, AFTER = 30, 18, 6


def paths(rng: np.random.Generator) -> np.ndarray:
    """Outcomes (places, periods) that load on a level and two random walks; the first is treated.

    Its loadings are a mean of others', so that a mix of them follows it.
    """
    length = BEFORE + AFTER
    factors = np.vstack([np.full(length, 5.0), rng.normal(size=(2, length)).cumsum(axis=1)])
    loadings = rng.normal(1, 1, size=(1 + DONORS, 3))
    loadings[0] = loadings[1:6].mean(axis=0)
    return loadings @ factors + 0.3 * rng.normal(size=(1 + DONORS, length))


def rows(outcomes: np.ndarray) -> pd.DataFrame:
    places, length = outcomes.shape
    ever = np.repeat(np.arange(places) == 0, length)
    columns = {
        "y": outcomes.ravel(),
        "place": np.repeat(np.arange(places), length),
        "period": np.tile(np.arange(length), places),
        "treated": ever.astype(float),
        "start": np.where(ever, float(BEFORE), np.nan),
    }
    return pd.DataFrame(columns)


def unlike_all(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The treated lies far from all others, before as after; or is like them, and gains."""
    outcomes = paths(rng)
    outcomes[0] += 100.0 + 3 * rng.normal(size=outcomes.shape[1]) if broken else 0.0
    outcomes[0, BEFORE:] += 0.0 if broken else 8.0
    return rows(outcomes)


def parts_early(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The treated parts from the others six periods before the programme; or when it begins."""
    outcomes = paths(rng)
    outcomes[0, BEFORE - (6 if broken else 0) :] += 12.0
    return rows(outcomes)


def one_donor(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """One donor is all that the treated is like, and it fares badly afterwards; or five are."""
    outcomes = paths(rng)
    if broken:
        outcomes[1] = outcomes[0] + 0.02 * rng.normal(size=outcomes.shape[1])
        outcomes[1, BEFORE:] -= 10.0
    outcomes[0, BEFORE:] += 1.0
    return rows(outcomes)


def series(rng: np.random.Generator, broken: bool, early: float = 0.0) -> pd.DataFrame:
    """120 months, half before; errors that follow one another, or do not."""
    errors, follows = rng.normal(size=120), 0.7 if broken else 0.0
    for place in range(1, 120):
        errors[place] += follows * errors[place - 1]
    t = np.arange(120)
    y = 0.05 * t + 3.0 * (t >= 60) + early * (t >= 40) + errors
    return pd.DataFrame({"y": y, "t": t, "after": (t >= 60) * 1.0, "start": 60.0})


def other_event(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Something else happened 20 months before the programme; or nothing did."""
    return series(rng, False, early=4.0 if broken else 0.0)


CASES = (
    BrokenStudy(
        "placebo_in_space",
        "the treated place was never like any other",
        PLACES, "synthetic_control", unlike_all, options=FEW,
    ),
    BrokenStudy(
        "pre_fit",
        "no mix of others follows the treated place before the programme",
        PLACES, "synthetic_control", unlike_all, options=FEW,
    ),
    BrokenStudy(
        "placebo_in_time",
        "the treated place parts from the others before the programme",
        PLACES, "synthetic_control", parts_early, options=FEW,
    ),
    BrokenStudy(
        "leave_one_out",
        "one place stands for all others, and has a crisis of its own",
        PLACES, "synthetic_control", one_donor, options=FEW,
    ),
    BrokenStudy(
        "placebo_in_time",
        "something else happened before the programme",
        SERIES, "segmented_regression", other_event,
    ),
    BrokenStudy(
        "autocorrelation",
        "what happens in one month carries over to the next",
        SERIES, "segmented_regression", series,
    ),
)  # fmt: skip
