"""The difference of two medians, which no extreme value moves.

Its interval estimates no density: an interval for the share of people below a median is carried
back to the outcome's own scale. So it holds for outcomes that pile up at round numbers, and with
clusters, within which the shares' influence values are summed.

References
----------
Woodruff (1952). Confidence intervals for medians and other position measures. JASA 47(260).
Firpo (2007). Efficient semiparametric estimation of quantile treatment effects. Econometrica 75(1),
for weights. Donner and Zou (2012), Statistical Methods in Medical Research 21(4), for a difference
from the intervals of its parts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.row import Uncertainty
from pipeline.inference.influence import from_influence

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Arms:
    """Outcome (n,), who is treated (n,), weights (n,), and clusters (n,) or None."""

    outcome: Array
    treated: NDArray[np.bool_]
    weights: Array
    clusters: NDArray | None = None


@dataclass(frozen=True)
class Shift:
    """How much higher the treated are, from where to where, and what was done in words.

    ``statistic`` is how many standard errors no shift is away, on the normal's scale; ``says`` is 1
    where the treated are told to be higher, -1 where lower, 0 where neither.
    """

    estimate: float
    conf_low: float
    conf_high: float
    statistic: float
    says: int
    words: str


def quantile(values: Array, weights: Array, share: float) -> float:
    """The value below which a share of the weight lies, halfway where two values do as well."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    place = int(np.searchsorted(below, share - 1e-12))
    place = min(place, len(values) - 1)
    if abs(below[place] - share) <= 1e-12 and place + 1 < len(values):
        return float(values[order[place : place + 2]].mean())
    return float(values[order[place]])


def median_difference(arms: Arms, confidence: float) -> Shift:
    """The median of the treated less that of the controls, with an interval from Woodruff's."""
    from scipy.stats import norm

    medians, ends, influences = [], [], []
    for arm in (arms.treated, ~arms.treated):
        values, weights = arms.outcome[arm], arms.weights[arm]
        median = quantile(values, weights, 0.5)
        below = (arms.outcome < median) + 0.5 * (arms.outcome == median)
        influence = np.where(arm, arms.weights * (below - 0.5), 0.0) / (weights.sum() / len(arm))
        error = from_influence(influence, arms.clusters, "shares below the median")
        margin = critical(error, confidence) * error.std_error
        low, high = (quantile(values, weights, 0.5 + sign * margin) for sign in (-1, 1))
        medians.append(median)
        ends.append((median - low, high - median))
        influences.append(_summed(influence, arms.clusters))
    product = float(np.sqrt((influences[0] ** 2).sum() * (influences[1] ** 2).sum()))
    alike = float(influences[0] @ influences[1]) / product if product else 0.0
    down, up = (_joined(ends[0][way], ends[1][1 - way], alike) for way in (0, 1))
    effect = medians[0] - medians[1]
    toward_none = down if effect > 0 else up
    statistic = effect / toward_none * float(norm.ppf(0.5 + confidence / 2)) if toward_none else 0.0
    says = int(effect > down) - int(effect < -up)
    words = "difference of medians, Woodruff's intervals" + among(arms)
    return Shift(effect, effect - down, effect + up, statistic, says, words)


def critical(error: Uncertainty, confidence: float) -> float:
    """The quantile that an interval of this confidence is so many standard errors wide by."""
    from scipy.stats import norm, t

    reference = t(error.df) if np.isfinite(error.df) else norm
    return float(reference.ppf(0.5 + confidence / 2))


def _summed(influence: Array, clusters: NDArray | None) -> Array:
    if clusters is None:
        return influence
    return np.bincount(np.unique(clusters, return_inverse=True)[1], weights=influence)


def _joined(one: float, other: float, alike: float) -> float:
    """The length of a difference's interval on one side, from those of its parts."""
    return float(np.sqrt(max(one**2 + other**2 - 2 * alike * one * other, 0.0)))


def among(arms: Arms) -> str:
    """How many clusters there are, or nothing."""
    return "" if arms.clusters is None else f", {len(np.unique(arms.clusters))} clusters"
