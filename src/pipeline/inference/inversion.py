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
    away = {
        side: side * reach(lambda far: p_value(estimate + far), side * error, alpha)
        for side in (-1, 1)
    }
    return float(estimate + away[-1]), float(estimate + away[1])


def reach(p_value: Callable[[float], float], error: float, alpha: float) -> float:
    """How far from the estimate, in the direction of ``error``, effects are accepted.

    ``p_value`` is that of an effect so far from the estimate. Infinite where the last is accepted.
    """
    if p_value(EFFECTS[-1] * error) > alpha:
        return np.inf
    inwards = range(len(EFFECTS) - 2, -1, -1)
    last = next((place for place in inwards if p_value(EFFECTS[place] * error) > alpha), -1)
    inside, outside = EFFECTS[last] if last >= 0 else 0.0, EFFECTS[last + 1]
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if p_value(middle * error) > alpha else (inside, middle)
    return float(inside * abs(error))
