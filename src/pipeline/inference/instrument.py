"""One instrument, one thing taken up: everything follows from two regressions and their covariance.

The outcome and what was taken up are each regressed on the instrument and the same other columns.
With the two effects of the instrument, their joint robust covariance and its degrees of freedom,
two-stage least squares is the ratio of the effects, its error is that of the outcome less the
estimate times the take-up (to the digit what a two-stage fit reports, as both have the same
residuals and the same hat matrix), the effective F is the squared t of the take-up, and the
Anderson-Rubin set is the solution of a quadratic inequality: no grid is searched.

References
----------
Angrist, J. D. and Imbens, G. W. (1995). Two-stage least squares estimation of average causal
effects in models with variable treatment intensity. JASA 90(430).
Blair, G. et al. (2024), estimatr, `iv_robust`, for HC2 and CR2 of a two-stage fit.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df

Array = NDArray[np.float64]
InstrumentErrors = Literal["HC0", "HC1", "HC2", "CR0", "CR1", "CR2"]
# A leverage this near to 1 is 1: the row is fitted exactly, and its residual says nothing.
SATURATED = 1e-10


@dataclass(frozen=True)
class Encouragement:
    """What the instrument changes: ``effects`` on outcome and take-up (2,), ``covariance`` (2, 2).

    ``df`` are the degrees of freedom of the t statistic of either, and of any mixture of both.
    """

    effects: Array
    covariance: Array
    df: float

    @property
    def on_outcome(self) -> float:
        """The reduced form: the effect of the instrument on the outcome."""
        return float(self.effects[0])

    @property
    def on_take_up(self) -> float:
        """The first stage: the effect of the instrument on what is taken up."""
        return float(self.effects[1])

    @property
    def ratio(self) -> float:
        """Two-stage least squares: the effect on the outcome per unit taken up."""
        return self.on_outcome / self.on_take_up

    @property
    def std_error(self) -> float:
        """Of the ratio, by the residuals of the two-stage fit."""
        return float(np.sqrt(self.variance_at(self.ratio))) / abs(self.on_take_up)

    @property
    def effective_f(self) -> float:
        """The strength of the instrument, robust as the covariance is.

        References
        ----------
        Montiel Olea and Pflueger (2013), JBES 31(3): with one instrument their effective F is the
        robust F of the first stage.
        """
        return self.on_take_up**2 / float(self.covariance[1, 1])

    def variance_at(self, effect: float) -> float:
        """The variance of the instrument's effect on: outcome less ``effect`` times take-up."""
        weights = np.array([1.0, -effect])
        return float(weights @ self.covariance @ weights)


def encouragement(
    outcome: Array,
    taken_up: Array,
    exog: Array,
    se_type: InstrumentErrors,
    clusters: NDArray | None = None,
) -> Encouragement:
    """Both regressions on the same columns, and the joint covariance of the instrument's effects.

    Parameters
    ----------
    outcome, taken_up
        What is explained (n,) each.
    exog
        Design matrix (n, k) of full column rank; its second column is the instrument.
    se_type
        HC2 and CR2 use the hat matrix of ``exog``, which the fitted second stage shares; CR1 is
        Stata's correction G / (G - 1) times (n - 1) / (n - k).
    clusters
        Cluster of each row (n,), needed by CR0, CR1 and CR2.
    """
    both = np.column_stack([outcome, taken_up])
    basis, triangle = np.linalg.qr(exog)
    coefficients = np.linalg.solve(triangle, basis.T @ both)
    residuals = both - exog @ coefficients
    if se_type == "CR2":
        covariance, df = _bias_reduced(exog, residuals, clusters)
    else:
        weights = basis @ np.linalg.inv(triangle)[1]
        covariance, df = _sandwich(weights, residuals, basis, se_type, clusters)
    return Encouragement(coefficients[1], covariance, df)


def _sandwich(
    weights: Array, residuals: Array, basis: Array, se_type: str, clusters: NDArray | None
) -> tuple[Array, float]:
    """The covariance of both effects: what each row, or cluster, contributes, times itself."""
    n, k = basis.shape
    contributions = weights[:, None] * residuals
    if se_type == "HC2":
        free = 1.0 - (basis**2).sum(axis=1)
        saturated = free < SATURATED
        contributions /= np.sqrt(np.where(saturated, 1.0, free))[:, None]
        contributions[saturated] = 0.0
    if not se_type.startswith("CR"):
        return contributions.T @ contributions * (n / (n - k) if se_type == "HC1" else 1), n - k
    index = np.unique(clusters, return_inverse=True)[1]
    sums = np.column_stack([np.bincount(index, weights=column) for column in contributions.T])
    groups = len(sums)
    scale = groups / (groups - 1) * (n - 1) / (n - k) if se_type == "CR1" else 1.0
    return sums.T @ sums * scale, float(groups - 1)


def _bias_reduced(exog: Array, residuals: Array, clusters: NDArray) -> tuple[Array, float]:
    """The joint CR2 covariance from three variances: of either, and of their sum.

    Both are first brought to the same scale, so that the sum loses no digits of the smaller.
    """
    scale = np.sqrt((residuals**2).mean(axis=0))
    scale = np.where(scale > 0, scale, 1.0)
    first, second = (residuals / scale).T
    fits = [cluster_robust(exog, each, clusters) for each in (first, second, first + second)]
    own, other, of_sum = (float(fit.covariance[1, 1]) for fit in fits)
    shared = (of_sum - own - other) / 2
    covariance = np.array([[own, shared], [shared, other]]) * np.outer(scale, scale)
    return covariance, satterthwaite_df(fits[0], np.eye(exog.shape[1])[1])
