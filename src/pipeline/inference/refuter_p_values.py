"""What many re-estimates say: do they centre where they must, and spread as their error says?"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Errors that are right in large samples let honest tests reject 6 or 7 times in a hundred where 5
# are planned; that is no fault.
MOST_REJECTED = 1.5
# Subsets of few clusters spread a little more than CR2 says; that much more is no fault.
MOST_SPREAD = 1.25


def centre_p(deviations: Array, chance: float = 0.0) -> float:
    """The p-value that deviations (draws,) from what should be found have a mean of zero.

    It is that of a t test: unlike the place of zero among the deviations, it finds a shift much
    smaller than one estimate's error, and it is uniform where there is none. ``chance`` is how far
    luck that all draws share may move their mean, as a standard deviation.
    """
    from scipy.stats import t

    mean = float(deviations.mean())
    error = float(np.hypot(deviations.std(ddof=1) / np.sqrt(len(deviations)), chance))
    if error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * t.sf(abs(mean) / error, len(deviations) - 1))


def too_often_p(rejected: NDArray[np.bool_], alpha: float) -> float:
    """The p-value that tests reject no more often than `MOST_REJECTED` times ``alpha``; exact."""
    from scipy.stats import binom

    return float(binom.sf(int(rejected.sum()) - 1, len(rejected), MOST_REJECTED * alpha))


def spread_p(estimates: Array, expected: float) -> float:
    """The p-value that estimates (draws,) spread no more than `MOST_SPREAD` times ``expected``."""
    from scipy.stats import chi2

    freedom = len(estimates) - 1
    allowed = (MOST_SPREAD * expected) ** 2
    return float(chi2.sf(freedom * estimates.var(ddof=1) / allowed, freedom))


def of_several(*p_values: float) -> float:
    """The smallest of several p-values, times how many they are (Bonferroni)."""
    return float(min(1.0, len(p_values) * min(p_values)))


def placebo_p(effects: Array) -> float:
    """Twice the smaller share of effects on one side of zero: DoWhy's p-value of a placebo."""
    above = float((effects > 0).mean() + 0.5 * (effects == 0).mean())
    return 2 * min(above, 1 - above)
