"""Hodges and Lehmann's shift: by how much the treated stand higher, from the order alone.

All pairs of a treated and a control are counted and never formed. The interval is one for the share
of pairs in which the treated has more, carried back to the outcome's own scale; with clusters the
share's influence values are summed within them.

References
----------
Hodges and Lehmann (1963). Estimates of location based on rank tests. Annals of Mathematical
Statistics 34(2). DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44(3), for the variance.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.influence import from_influence
from pipeline.inference.robust_location import Arms, Shift, among, critical

Array = NDArray[np.float64]

SAME = 1e-9  # of the outcome's range: values no further apart are tied
HALVINGS = 80


def hodges_lehmann(arms: Arms, confidence: float) -> Shift:
    """The median of all differences between a treated and a control, by what weighs a pair.

    The interval holds every shift which the rank-sum test, with DeLong's variance, does not tell
    from the one there is. The test of no shift decides what is said: where many tie, the interval
    ends at none though the ranks differ.
    """
    from scipy.stats import norm

    pairs = _Pairs.of(arms)
    shift = pairs.nearest(0.5 * (pairs.difference(0.5, -1) + pairs.difference(0.5, 1)))
    error = from_influence(pairs.influence(shift), arms.clusters, "ranks")
    margin = critical(error, confidence) * error.std_error
    low, high = pairs.difference(0.5 - margin, -1), pairs.difference(0.5 + margin, 1)
    more, p_value = rank_test(arms)
    sign = 1 if more > 0.5 else -1
    statistic = sign * float(norm.isf(p_value / 2))
    says = sign if p_value < 1 - confidence else 0
    words = f"in {more:.1%} of pairs the treated has more, p {p_value:.2g}; "
    words += "Hodges-Lehmann shift, rank-sum interval" + among(arms)
    ends = pairs.nearest(low), pairs.nearest(high)
    return Shift(shift, *ends, statistic, says, words)


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
