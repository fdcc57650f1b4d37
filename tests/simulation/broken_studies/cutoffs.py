"""Scores that people choose, and methods that take a bend for a jump."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

CUTOFF = {"kind": "regression_discontinuity", "running": "score", "cutoff": 0.0}
N = 2000


def rows(score: np.ndarray, y: np.ndarray, **more: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"score": score, "treated": (score >= 0) * 1.0, "y": y, **more})


def scores(rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(-1, 1, size=N)


def chosen_scores(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Most of the richer who lie just below have their score raised above; or nobody has."""
    score, x = scores(rng), rng.normal(size=N)
    moved = (score > -0.2) & (score < 0) & (x > -1.3)
    score = np.where(moved & broken, -score, score)
    y = score + x + 0.5 * (score >= 0) + rng.normal(size=N)
    return rows(score, y, x=x)


def bend(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The outcome bends at the cutoff and does not jump; or is straight, and does."""
    score = scores(rng)
    y = np.tanh(4 * score) if broken else score + 1.0 * (score >= 0)
    return rows(score, y + 0.3 * rng.normal(size=N))


def heap(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """One in a hundred, all of them well off, have been given a score right above the cutoff."""
    score = scores(rng)
    helped = np.arange(N) < (N // 100 if broken else 0)
    score = np.where(helped, rng.uniform(0, 0.01, size=N), score)
    y = score + 0.5 * (score >= 0) + 3.0 * helped + 0.5 * rng.normal(size=N)
    return rows(score, y)


def curve(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The outcome rises and falls again within the window; or is straight."""
    score = scores(rng)
    y = 2 * np.sin(5 * score) if broken else score + 0.5 * (score >= 0)
    return rows(score, y + 0.5 * rng.normal(size=N))


def hardly_taken(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Who is offered the programme hardly takes part more often than others; or mostly does."""
    score = scores(rng)
    jump = 0.0 if broken else 0.6
    took = (rng.random(N) < 0.2 + jump * (score >= 0)).astype(float)
    return rows(score, score + took + 0.5 * rng.normal(size=N), took=took)


CASES = (
    BrokenStudy(
        "density_at_cutoff",
        "scores are raised above the cutoff",
        CUTOFF,
        "local_polynomial",
        chosen_scores,
    ),
    BrokenStudy(
        "covariate_continuity",
        "the scores of the richer are raised above the cutoff",
        CUTOFF,
        "local_polynomial",
        chosen_scores,
        covariates=("x",),
    ),
    BrokenStudy(
        "bandwidth",
        "a window so wide that a bend looks like a jump",
        CUTOFF,
        "local_linear",
        bend,
        options={"local_linear": {"bandwidth": 0.5}},
    ),
    BrokenStudy(
        "donut",
        "a few well-off people were given a score right above the cutoff",
        CUTOFF,
        "local_polynomial",
        heap,
    ),
    BrokenStudy(
        "placebo_cutoffs",
        "a window so wide that any curve looks like a jump",
        CUTOFF,
        "local_linear",
        curve,
        options={"local_linear": {"bandwidth": 0.4}},
    ),
    BrokenStudy(
        "take_up_at_cutoff",
        "hardly anybody takes what is offered",
        CUTOFF | {"take_up": "took", "estimand": "LATE_at_cutoff"},
        "local_polynomial",
        hardly_taken,
    ),
)
