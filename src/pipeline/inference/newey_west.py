"""Standard errors of a regression on a time series whose errors follow one another."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def automatic_lags(n: int) -> int:
    """How many lags Newey and West's rule of thumb takes for ``n`` periods: 4 (n / 100)^(2/9).

    References
    ----------
    Newey and West (1994), Automatic lag selection in covariance matrix estimation, Review of
    Economic Studies 61(4).
    """
    return int(4 * (n / 100) ** (2 / 9))


def newey_west(exog: Array, residuals: Array, lags: int) -> Array:
    """The HAC covariance (k, k) of OLS coefficients, Bartlett weights, corrected by n / (n - k).

    ``exog`` (n, k) and ``residuals`` (n,) are in the order of time.

    References
    ----------
    Newey and West (1987), Econometrica 55(3); the correction is that of Stata's `newey`.
    """
    n, k = exog.shape
    scores = exog * residuals[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        lagged = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (lagged + lagged.T)
    bread = np.linalg.inv(exog.T @ exog)
    return n / (n - k) * bread @ meat @ bread


def durbin_watson(residuals: Array) -> float:
    """The Durbin–Watson statistic: near 2 where errors do not follow one another, 0 where they do.

    References
    ----------
    Durbin and Watson (1951), Biometrika 38.
    """
    return float((np.diff(residuals) ** 2).sum() / (residuals**2).sum())


def ljung_box(residuals: Array, lags: int) -> tuple[float, float]:
    """The statistic and p-value that the first ``lags`` autocorrelations are all zero.

    References
    ----------
    Ljung and Box (1978), Biometrika 65(2).
    """
    from scipy.stats import chi2

    n = len(residuals)
    centred = residuals - residuals.mean()
    squares = centred @ centred
    correlations = [(centred[lag:] @ centred[:-lag]) / squares for lag in range(1, lags + 1)]
    terms = [value**2 / (n - lag) for lag, value in enumerate(correlations, start=1)]
    statistic = float(n * (n + 2) * sum(terms))
    return statistic, float(chi2.sf(statistic, lags))
