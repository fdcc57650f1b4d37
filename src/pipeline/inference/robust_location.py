"""Effects that no extreme value moves: the difference of medians, and Hodges and Lehmann's shift.

Both come with intervals that estimate no density: an interval for a share (of people below a
median, of pairs in which the treated has more) is carried back to the outcome's own scale. So
they hold for outcomes that pile up at round numbers, and with clusters, within which the shares'
influence values are summed.

References
----------
Woodruff (1952). Confidence intervals for medians and other position measures. JASA 47(260).
Firpo (2007). Efficient semiparametric estimation of quantile treatment effects. Econometrica 75(1),
for weights. Donner and Zou (2012), Statistical Methods in Medical Research 21(4), for a difference
from the intervals of its parts.
Hodges and Lehmann (1963). Estimates of location based on rank tests. Annals of Mathematical
Statistics 34(2). DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3), for the variance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.row import Uncertainty
from pipeline.inference.influence import from_influence

Array = NDArray[np.float64]

SAME = 1e-9  # of the outcome's range: values no further apart are tied
HALVINGS = 80


@dataclass(frozen=True)
class Arms:
    """Outcome (n,), who is treated (n,), weights (n,), and clusters (n,) or None."""

    outcome: Array
    treated: NDArray[np.bool_]
    weights: Array
    clusters: NDArray | None = None


@dataclass(frozen=True)
class Shift:
    """How much higher the treated are, from where to where, and what was done in words."""

    estimate: float
    conf_low: float
    conf_high: float
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
    medians, ends, influences = [], [], []
    for arm in (arms.treated, ~arms.treated):
        values, weights = arms.outcome[arm], arms.weights[arm]
        median = quantile(values, weights, 0.5)
        below = (arms.outcome < median) + 0.5 * (arms.outcome == median)
        influence = np.where(arm, arms.weights * (below - 0.5), 0.0) / (weights.sum() / len(arm))
        error = from_influence(influence, arms.clusters, "shares below the median")
        margin = _critical(error, confidence) * error.std_error
        low, high = (quantile(values, weights, 0.5 + sign * margin) for sign in (-1, 1))
        medians.append(median)
        ends.append((median - low, high - median))
        influences.append(_summed(influence, arms.clusters))
    product = float(np.sqrt((influences[0] ** 2).sum() * (influences[1] ** 2).sum()))
    alike = float(influences[0] @ influences[1]) / product if product else 0.0
    down, up = (_joined(ends[0][way], ends[1][1 - way], alike) for way in (0, 1))
    effect = medians[0] - medians[1]
    words = "difference of medians, Woodruff's intervals" + _among(arms)
    return Shift(effect, effect - down, effect + up, words)


def hodges_lehmann(arms: Arms, confidence: float) -> Shift:
    """The median of all differences between a treated and a control, by what weighs a pair.

    The interval holds every shift which the rank-sum test, with DeLong's variance, does not tell
    from the one there is.
    """
    pairs = _Pairs.of(arms)
    shift = pairs.nearest(0.5 * (pairs.difference(0.5, -1) + pairs.difference(0.5, 1)))
    error = from_influence(pairs.influence(shift), arms.clusters, "ranks")
    margin = _critical(error, confidence) * error.std_error
    low, high = pairs.difference(0.5 - margin, -1), pairs.difference(0.5 + margin, 1)
    words = "Hodges-Lehmann shift, rank-sum interval" + _among(arms)
    return Shift(shift, pairs.nearest(low), pairs.nearest(high), words)


def rank_test(arms: Arms) -> tuple[float, float]:
    """The share of pairs in which the treated has more, ties half, and the p-value of a half.

    The rank-sum test with DeLong's variance, which does not assume that the arms vary alike.
    """
    from scipy.stats import norm, t

    pairs = _Pairs.of(arms)
    error = from_influence(pairs.influence(0.0), arms.clusters, "ranks")
    more = 1 - pairs.share_below(0.0)
    statistic = abs(more - 0.5) / error.std_error
    reference = t(error.df) if np.isfinite(error.df) else norm
    return more, float(2 * reference.sf(statistic))


@dataclass(frozen=True)
class _Pairs:
    """All pairs of a treated and a control, whose differences are counted and never formed."""

    arms: Arms
    order: tuple[NDArray[np.intp], NDArray[np.intp]]  # rows of the treated, of controls, sorted
    above: tuple[Array, Array]  # cumulative shares of each arm's weight
    same: float

    @classmethod
    def of(cls, arms: Arms) -> "_Pairs":
        order, above = [], []
        for arm in (arms.treated, ~arms.treated):
            rows = np.flatnonzero(arm)
            rows = rows[np.argsort(arms.outcome[rows], kind="stable")]
            weights = np.cumsum(arms.weights[rows])
            order.append(rows)
            above.append(np.concatenate([[0.0], weights / weights[-1]]))
        same = SAME * float(np.ptp(arms.outcome))
        return cls(arms, (order[0], order[1]), (above[0], above[1]), same)

    def below(self, values: Array, other: int) -> Array:
        """The share of an arm's weight below each value, ties half (m,)."""
        there, shares = self.arms.outcome[self.order[other]], self.above[other]
        first = np.searchsorted(there, values - self.same, "left")
        last = np.searchsorted(there, values + self.same, "right")
        return 0.5 * (shares[first] + shares[last])

    def share_below(self, shift: float) -> float:
        """The share of pairs, by weight, whose difference is less than a shift, ties half."""
        rows = self.order[0]
        more = 1 - self.below(self.arms.outcome[rows] - shift, 1)
        return float(np.average(more, weights=self.arms.weights[rows]))

    def difference(self, share: float, way: int) -> float:
        """The least (way -1), or the largest (1), difference with that share of pairs below it."""
        values = self.arms.outcome
        treated, control = values[self.order[0]], values[self.order[1]]
        low, high = treated[0] - control[-1], treated[-1] - control[0]
        low, high = low - 2 * self.same, high + 2 * self.same
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            found = self.share_below(middle)
            if found < share - 1e-12 or (way > 0 and found <= share + 1e-12):
                low = middle
            else:
                high = middle
        return self.nearest(0.5 * (low + high))

    def nearest(self, shift: float) -> float:
        """The difference of a pair that a shift is, but for rounding; else the shift itself."""
        treated, control = (self.arms.outcome[rows] for rows in self.order)
        place = np.searchsorted(control, treated - shift - 2 * self.same)
        found = treated - control[np.minimum(place, len(control) - 1)]
        closest = found[np.argmin(np.abs(found - shift))]
        return float(closest if abs(closest - shift) <= 2 * self.same else shift)

    def influence(self, shift: float) -> Array:
        """The influence (n,) of each unit on the share of pairs below a shift."""
        values, weights = self.arms.outcome, self.arms.weights
        centre, found = self.share_below(shift), np.zeros(len(values))
        for arm, other, sign in ((0, 1, 1), (1, 0, -1)):
            rows = self.order[arm]
            below = self.below(values[rows] - sign * shift, other)
            placed = (1 - below if arm == 0 else below) - centre
            found[rows] = weights[rows] * placed / (weights[rows].sum() / len(values))
        return found


def _critical(error: Uncertainty, confidence: float) -> float:
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


def _among(arms: Arms) -> str:
    return "" if arms.clusters is None else f", {len(np.unique(arms.clusters))} clusters"
