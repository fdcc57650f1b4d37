"""Encouragements that hardly move anybody."""

import numpy as np
import pandas as pd

from broken_studies import BrokenStudy

LETTERS = {"kind": "encouragement", "take_up": "took", "estimand": "LATE"}
N = 1000


def letters(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """A letter that nobody reads, or that moves four in ten; the keen do better in any case."""
    letter, keen = rng.permutation(np.arange(N) < 449) * 1.0, rng.normal(size=N)
    took = (keen > np.where(letter == 1, 0.8 if broken else -0.3, 0.8)).astype(float)
    y = keen + took + 0.5 * rng.normal(size=N)
    return pd.DataFrame({"treated": letter, "took": took, "y": y})


CASES = tuple(
    BrokenStudy(check, "a letter that nobody reads", LETTERS, "two_stage_least_squares", letters)
    for check in ("weak_instrument", "anderson_rubin")
)
