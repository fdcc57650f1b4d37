"""Were the groups on the same path before, and would the test have noticed if they were not?

References
----------
Roth (2022). Pretest with caution: event-study estimates after testing for parallel trends.
American Economic Review: Insights 4(3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PreTrends:
    """The joint test that all effects before treatment are zero, and what it could have seen.

    ``slope`` is that of the straight-line difference in trends, per time, which the test finds
    with the asked power; ``bias`` is what it would put into the average effect after treatment;
    ``power`` is that against the line whose bias is as large as the whole estimate.
    """

    statistic: float
    df: int
    p_value: float
    slope: float
    bias: float
    power: float


def pre_trends(
    effects: Array,
    covariance: Array,
    since: Array,
    after: tuple[Array, float],
    power: float,
    size: float = 0.05,
) -> PreTrends:
    """Wald test of effects (k,) before treatment, and its power against straight lines.

    Parameters
    ----------
    effects, covariance, since
        Effects before treatment relative to the last time before it, their covariance (k, k), and
        times since treatment (k,), all below -1.
    after
        Weights of times since treatment as (times, weights) in one array (2, m), and the estimate.
    power
        With which a difference in trends should be found, at the error rate ``size``.

    Notes
    -----
    A line through the reference time -1 with slope s is s·(since + 1). Under it the Wald statistic
    is non-central chi-squared with s²·d'V⁻¹d, where d = since + 1: exact for normal effects, so no
    simulation is needed.
    """
    from scipy.stats import chi2, ncx2

    inverse = np.linalg.pinv(covariance, hermitian=True)
    df = int(np.linalg.matrix_rank(covariance, hermitian=True))
    statistic = float(effects @ inverse @ effects)
    line = since + 1.0
    per_slope = float(line @ inverse @ line)
    critical = chi2.ppf(1 - size, df)
    slope = float(np.sqrt(_noncentrality(df, critical, power) / per_slope))
    (times, weights), estimate = after
    lever = float(weights @ (times + 1.0) / weights.sum())
    explaining = estimate / lever
    found = float(ncx2.sf(critical, df, max(explaining**2 * per_slope, 1e-12)))
    return PreTrends(statistic, df, float(chi2.sf(statistic, df)), slope, slope * lever, found)


def _noncentrality(df: int, critical: float, power: float) -> float:
    """How far off the null a chi-squared test of some degrees of freedom must be to be found."""
    from scipy.optimize import brentq
    from scipy.stats import ncx2

    return float(brentq(lambda far: ncx2.sf(critical, df, far) - power, 1e-9, 1e4))
