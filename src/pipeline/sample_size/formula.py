"""Power, minimum detectable effect and sample size of a lottery, by formula.

The t statistic of the effect has a noncentral t distribution; its noncentrality is the effect in
standard errors. Nothing is approximated by the normal.

References
----------
Cohen (1988), Statistical Power Analysis, chapter 2, for lotteries between units; Donner and Klar
(2000), Design and Analysis of Cluster Randomization Trials, chapter 5, and Eldridge, Ashby and
Kerry (2006), International Journal of Epidemiology 35(5), for clusters of unequal size.
"""

from dataclasses import dataclass, replace

import numpy as np

LARGEST = 10_000_000  # units or clusters that no survey reaches


@dataclass(frozen=True)
class Assumptions:
    """What a study to come is taken to be like.

    ``sd`` is the outcome's standard deviation within arms, ``explained`` the share of its variance
    that covariates and strata explain, ``adjustments`` how many coefficients that takes;
    ``treated`` the share offered the programme and ``analysed`` the share of those assigned that
    is reached at the end. Where clusters are drawn, ``correlation`` is the intra-cluster
    correlation of what covariates leave, ``cluster_size`` the mean number assigned in a cluster
    and ``size_variation`` its standard deviation over its mean; else there is no cluster size.
    """

    sd: float
    explained: float = 0.0
    adjustments: int = 0
    treated: float = 0.5
    analysed: float = 1.0
    correlation: float = 0.0
    cluster_size: float | None = None
    size_variation: float = 0.0

    @property
    def design_effect(self) -> float:
        """How many times the variance of as many units drawn one by one."""
        if self.cluster_size is None:
            return 1.0
        reached = self.cluster_size * self.analysed
        return 1 + ((1 + self.size_variation**2) * reached - 1) * self.correlation

    @property
    def fewest(self) -> int:
        """The fewest units or clusters that leave a degree of freedom and two to an arm."""
        smaller_arm = int(np.ceil(2 / min(self.treated, 1 - self.treated)))
        return max(smaller_arm, self.adjustments + 3)


@dataclass(frozen=True)
class Aim:
    """The effect to be found, how often, and the error rate of the two-sided test."""

    effect: float
    power: float = 0.8
    alpha: float = 0.05


def standard_error(assumed: Assumptions, drawn: int) -> float:
    """The effect's standard error where ``drawn`` units, or clusters, are assigned."""
    units = drawn * (assumed.cluster_size or 1.0) * assumed.analysed
    spread = assumed.sd**2 * (1 - assumed.explained) * assumed.design_effect
    return float(np.sqrt(spread / (assumed.treated * (1 - assumed.treated) * units)))


def degrees_of_freedom(assumed: Assumptions, drawn: int) -> float:
    """What was drawn and analysed, less two arms and the coefficients of the adjustment."""
    kept = drawn if assumed.cluster_size is not None else drawn * assumed.analysed
    return kept - 2 - assumed.adjustments


def power_of(assumed: Assumptions, drawn: int, aim: Aim) -> float:
    """How often a study of ``drawn`` units or clusters finds the effect."""
    from scipy.stats import nct, t

    df = degrees_of_freedom(assumed, drawn)
    if df <= 0:
        return 0.0
    critical = t.ppf(1 - aim.alpha / 2, df)
    centre = abs(aim.effect) / standard_error(assumed, drawn)
    below = nct.cdf(-critical, df, centre)
    # Far out scipy's noncentral t gives no number; that tail is nothing.
    return float(nct.sf(critical, df, centre) + (0.0 if np.isnan(below) else below))


def minimum_detectable_effect(assumed: Assumptions, drawn: int, aim: Aim) -> float:
    """The smallest effect that so many units or clusters find with the aim's power."""
    from scipy.optimize import brentq

    if degrees_of_freedom(assumed, drawn) <= 0:
        return np.inf
    error = standard_error(assumed, drawn)

    def short(in_errors: float) -> float:
        return power_of(assumed, drawn, replace(aim, effect=in_errors * error)) - aim.power

    return float(brentq(short, 1e-6, 200.0, xtol=1e-12)) * error


def needed(assumed: Assumptions, aim: Aim) -> int | None:
    """The fewest units or clusters with the aim's power, or nothing where no number has it.

    Clusters of a given size may be too alike for more people in them to help, but more clusters
    always do; only an effect of nothing has no answer.
    """
    low, high = assumed.fewest - 1, assumed.fewest
    while power_of(assumed, high, aim) < aim.power:
        low, high = high, 2 * high
        if high > LARGEST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(assumed, middle, aim) >= aim.power else (middle, high)
    return high
