"""Intervals from tests: the effects that a test does not reject."""

from collections.abc import Callable

import numpy as np

# Effects at which a test is looked at on either side of the estimate, in standard errors; where it
# accepts the last, the interval has no end on that side.
EFFECTS = np.r_[np.linspace(0, 10, 81)[1:], np.geomspace(10, 1e4, 61)[1:]]
HALVINGS = 60


def accepted(
    p_value: Callable[[float], float], estimate: float, error: float, alpha: float
) -> tuple[float, float]:
    """The hull of the effects with a p-value above ``alpha``, around an estimate and its error.

    An end is found to the last digit between two effects of the grid; it is infinite where the
    test accepts every effect on its side.
    """
    if not np.isfinite(error) or not error > 0:
        return -np.inf, np.inf
    low, high = (estimate + _reach(p_value, estimate, side * error, alpha) for side in (-1, 1))
    return float(low), float(high)


def _reach(p_value: Callable[[float], float], estimate: float, error: float, alpha: float) -> float:
    """How far from the estimate, in the direction of ``error``, effects are accepted."""
    holds = np.array([p_value(estimate + size * error) > alpha for size in EFFECTS])
    if holds[-1]:
        return np.inf * np.sign(error)
    last = int(np.flatnonzero(holds)[-1]) if holds.any() else -1
    inside, outside = (EFFECTS[last] if last >= 0 else 0.0), EFFECTS[last + 1]
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if p_value(estimate + middle * error) > alpha:
            inside = middle
        else:
            outside = middle
    return float(inside * error)
