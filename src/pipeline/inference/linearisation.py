"""Errors of weighted survey estimates by Taylor linearisation.

An estimate is replaced by the weighted total of its rows' influence, and the variance of a total
under the sampling plan is known: between the sampling units of a stratum, stage after stage.

References
----------
Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys.
International Statistical Review 51(3).
Särndal, Swensson and Wretman (1992). Model Assisted Survey Sampling, chapters 4 and 5.
Lumley, T. (2010). Complex Surveys. Wiley; degrees of freedom and conventions as there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import summed_within
from pipeline.inference.cluster_robust import WaldTest
from pipeline.inference.sampling import Sampling, Stage

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Linearised:
    """Coefficients (k,), their covariance (k, k), and their t statistics' degrees of freedom."""

    coefficients: Array
    covariance: Array
    df: float

    @property
    def std_errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))


def covariance_of_totals(contributions: Array, sampling: Sampling) -> Array:
    """The covariance (k, k) of the totals of weighted contributions (n, k).

    The first stage counts by what its correction leaves of it, each further stage by the share
    that was drawn before it: what was asked of a population in full adds no error of its stage.
    """
    contributions = contributions.reshape(len(sampling), -1)
    share = np.ones(len(sampling))
    total = np.zeros((contributions.shape[1],) * 2)
    for stage in sampling.stages:
        total += _between_units(contributions, stage, share)
        share = share * stage.fraction
        if not share.any():
            break
    return total


def _between_units(contributions: Array, stage: Stage, share: Array) -> Array:
    """One stage's part: units' totals around their stratum's mean, each stratum by its factor.

    Units that were drawn but hold no row (nobody of them is in the domain) count as zeros. A
    last-stage unit that is alone is measured from zero, which cannot understate.
    """
    first = np.unique(stage.unit, return_index=True)[1]
    sums = summed_within(contributions, stage.unit)[stage.unit[first]]
    stratum, drawn = stage.stratum[first], stage.drawn[first]
    alone = drawn == 1
    factor = share[first] * (1 - stage.fraction[first]) * drawn / np.where(alone, 1, drawn - 1)
    within = summed_within(sums, stratum)[stratum] / drawn[:, None]
    centred = sums - np.where(alone, 0, 1)[:, None] * within
    present = np.bincount(stratum)[stratum]
    empty = np.where(alone, 0, (drawn - present) / present)
    squares = (centred * factor[:, None]).T @ centred
    return squares + (within * (factor * empty)[:, None]).T @ within


def survey_mean(values: Array, sampling: Sampling) -> Linearised:
    """The population mean of values (n,): R's `svymean`."""
    return survey_ratio(values, np.ones(len(values)), sampling)


def survey_ratio(numerator: Array, denominator: Array, sampling: Sampling) -> Linearised:
    """The ratio of two population totals: R's `svyratio`."""
    weights = sampling.weights
    total = weights @ denominator
    ratio = float(weights @ numerator / total)
    influence = weights * (numerator - ratio * denominator) / total
    return Linearised(
        np.array([ratio]), covariance_of_totals(influence, sampling), float(sampling.df)
    )


def survey_total(values: Array, sampling: Sampling) -> Linearised:
    """The population total of values (n,): R's `svytotal`."""
    contributions = sampling.weights * values
    covariance = covariance_of_totals(contributions, sampling)
    return Linearised(np.array([contributions.sum()]), covariance, float(sampling.df))


def survey_regression(exog: Array, outcome: Array, sampling: Sampling) -> Linearised:
    """Weighted least squares of the outcome (n,) on exog (n, k): R's `svyglm`.

    The degrees of freedom lose one for each coefficient beside the intercept.
    """
    weighted = exog * sampling.weights[:, None]
    bread = np.linalg.inv(weighted.T @ exog)
    coefficients = bread @ (weighted.T @ outcome)
    influence = weighted * (outcome - exog @ coefficients)[:, None] @ bread
    covariance = covariance_of_totals(influence, sampling)
    return Linearised(coefficients, covariance, float(sampling.df + 1 - exog.shape[1]))


def survey_wald_test(fit: Linearised, contrasts: Array, df: int) -> WaldTest:
    """The adjusted Wald test that q contrasts (q, k) are zero; ``df``: units less strata.

    References
    ----------
    Korn and Graubard (1990). Simultaneous testing of regression coefficients with complex survey
    data. The American Statistician 44(4).
    """
    from scipy.stats import f

    q, left = len(contrasts), df - len(contrasts) + 1
    if left <= 0:
        return WaldTest(np.nan, q, float(left), np.nan)
    values = contrasts @ fit.coefficients
    distance = float(values @ np.linalg.solve(contrasts @ fit.covariance @ contrasts.T, values))
    statistic = distance * left / (df * q)
    return WaldTest(statistic, q, float(left), float(f.sf(statistic, q, left)))
