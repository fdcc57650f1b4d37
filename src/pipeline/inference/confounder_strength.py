"""How strong a confounder must be to explain an effect away, or to take its interval to zero.

References
----------
Cinelli and Hazlett (2020). Making sense of sensitivity: extending omitted variable bias. JRSS B
82(1).
"""

import math

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.omitted_variable import Benchmark, Regression, adjusted, as_strong

Array = NDArray[np.float64]

STEPS = 200  # halvings and doublings: more than a float has digits


def times_to_reach_zero(known: Regression, benchmark: Benchmark, *, of_interval: bool) -> float:
    """How many times as strong as a covariate a confounder brings the effect, or its interval, to
    zero: 0 where it is there without any, and the most that can be where none does.
    """

    def beyond(times: float) -> bool:
        strength = as_strong(benchmark, times)
        if strength is None:
            return True
        found = adjusted(known, strength)
        if not of_interval:
            return found.estimate * known.estimate <= 0
        return found.low <= 0 if known.estimate > 0 else found.high >= 0

    low, high = 0.0, 1.0
    if beyond(low):
        return 0.0
    for _ in range(STEPS):
        if beyond(high):
            break
        low, high = high, 2 * high
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if beyond(middle) else (middle, high)
    return high


def outcome_share_for(known: Regression, remaining: float, of_treatment: Array) -> Array:
    """What of the outcome a confounder must explain to leave the estimate at ``remaining``.

    Above 1 where none can; ``of_treatment`` (m,) are the shares of treatment that it explains.
    """
    gap = (abs(known.estimate) - remaining) / (known.classical * math.sqrt(known.df))
    return gap**2 * (1 - of_treatment) / of_treatment


def outcome_share_for_limit(known: Regression, of_treatment: Array) -> Array:
    """What of the outcome it must explain for the interval to reach zero; missing where none can.

    With f the estimate and c the margin, both over the classical error times the root of df, the
    interval reaches zero where f √(1 - d) = √(y d) + c √(1 - y): a quadratic in √y.
    """
    root = known.classical * math.sqrt(known.df)
    effect = abs(known.estimate) / root * np.sqrt(1 - of_treatment)
    margin = known.critical_beside * known.std_error / root * math.sqrt(known.df / (known.df - 1))
    along = np.sqrt(of_treatment)
    square = along**2 + margin**2
    inside = square - effect**2
    with np.errstate(invalid="ignore"):
        share = (effect * along - margin * np.sqrt(inside)) / square
    reached = np.where(effect <= margin, 0.0, share**2)
    return np.where(inside < 0, np.nan, reached)


def robustness_value(
    statistic: float, df: float, alpha: float = 1.0, critical: float | None = None
) -> float:
    """The share of residual variance, of treatment and of outcome, that explains the effect away.

    With ``alpha`` below 1, the share that makes the effect's (1 - alpha) interval reach zero;
    ``critical`` then takes the place of the t quantile over the root of its degrees of freedom.
    """
    from scipy.stats import t

    f = abs(statistic) / math.sqrt(df)
    if critical is None:
        critical = abs(float(t.ppf(alpha / 2, df - 1))) / math.sqrt(df - 1)
    excess = f - critical
    if excess <= 0:
        return 0.0
    if critical and f > 1 / critical:
        return (f**2 - critical**2) / (1 + f**2)
    return 0.5 * (math.sqrt(excess**4 + 4 * excess**2) - excess**2)
