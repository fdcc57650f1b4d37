"""Effects on one measure at several times: their average, and whether the last equals the first.

References
----------
McKenzie (2012). Beyond baseline and follow-up: the case for more T in experiments. Journal of
Development Economics 99(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Waves:
    """Effects (q,) at ``months`` (q,) after assignment, in order of time; covariance (q, q).

    ``df`` is the smallest of the effects' degrees of freedom.
    """

    months: Array
    effects: Array
    covariance: Array
    df: float


@dataclass(frozen=True)
class Combined:
    """A combination of effects: its value, error, p-value of zero, and interval."""

    value: float
    std_error: float
    p_value: float
    conf_low: float
    conf_high: float


def combined(waves: Waves, contrast: Array, confidence: float) -> Combined:
    """A weighted sum of the effects, whose units are the same people at every time."""
    from scipy.stats import norm, t

    value = float(contrast @ waves.effects)
    error = float(np.sqrt(contrast @ waves.covariance @ contrast))
    reference = t(waves.df) if np.isfinite(waves.df) else norm
    margin = float(reference.ppf(0.5 + confidence / 2)) * error
    p_value = float(2 * reference.sf(abs(value) / error)) if error else np.nan
    return Combined(value, error, p_value, value - margin, value + margin)


def last_less_first(waves: Waves, confidence: float) -> Combined:
    """How much larger the effect is at the last time than at the first."""
    contrast = np.zeros(len(waves.effects))
    contrast[[0, -1]] = -1.0, 1.0
    return combined(waves, contrast, confidence)


def average(waves: Waves, confidence: float) -> Combined:
    """The mean of the effects, each time counting the same."""
    number = len(waves.effects)
    return combined(waves, np.full(number, 1 / number), confidence)
