"""The restricted wild cluster bootstrap-t: a p-value and an interval for few clusters.

Residuals of the fit that obeys the null are multiplied by one random number a cluster, and the
cluster-robust t statistic is computed again; under any other null it differs in one number only
(see `wild_sums`), so that inverting the test for an interval costs next to nothing.

Multipliers may go by other groups than errors do: by parts of clusters where few clusters are
treated (the subcluster bootstrap), or by one of two ways of clustering.

References
----------
Cameron, Gelbach and Miller (2008). Bootstrap-based improvements for inference with clustered
errors. Review of Economics and Statistics 90(3).
Webb (2023). Reworking wild bootstrap-based inference for clustered errors. Canadian Journal of
Economics 56(3), for the six-point distribution.
MacKinnon and Webb (2018). The wild bootstrap for few (treated) clusters. Econometrics Journal
21(2), for where it fails, and for subclusters.
MacKinnon, Nielsen and Webb (2021). Wild bootstrap and asymptotic inference with multiway
clustering. JBES 39(2), for two ways.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.inversion import reach
from pipeline.inference.randomization import TIE
from pipeline.inference.resampling import HERE, evaluated, resampled
from pipeline.inference.wild_multipliers import (
    POINTS,
    Multipliers,
    different,
    drawn_multipliers,
    enumerated,
)
from pipeline.inference.wild_sums import ClusterSums, CrossedSums
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]
Sums = ClusterSums | CrossedSums

# Below so many groups two points give too few different draws, and Webb's six are used.
FEW_FOR_TWO_POINTS = 12


@dataclass(frozen=True)
class WildClusterBootstrap:
    """The test that a coefficient is zero, and the interval of the nulls that it accepts.

    ``statistic`` is the t of the data, in one way of clustering without small-sample factor, which
    cancels. ``exact`` where all draws that the multipliers allow were looked at. A limit is
    infinite where the test accepts every null on that side. ``n_clusters`` counts the groups that
    share a multiplier.
    """

    estimate: float
    statistic: float
    p_value: float
    conf_low: float
    conf_high: float
    draws: int
    exact: bool
    multipliers: Multipliers
    n_clusters: int

    @property
    def monte_carlo_error(self) -> float:
        """The standard error that the p-value has because multipliers were drawn."""
        if self.exact:
            return 0.0
        return float(np.sqrt(self.p_value * (1 - self.p_value) / self.draws))


@dataclass(frozen=True)
class Draws:
    """Bootstrap t statistics as functions of d, the estimate less the null; all (draws,).

    t* = (shift + d slope) / sqrt(constant + 2 d linear + d^2 square).
    """

    shift: Array
    slope: Array
    constant: Array
    linear: Array
    square: Array

    def statistics(self, distance: float) -> Array:
        """The size of t* (draws,); infinite where a draw's two-way variance is not positive."""
        squares = self.constant + 2 * distance * self.linear + distance**2 * self.square
        with np.errstate(divide="ignore", invalid="ignore"):  # a draw that fits the data exactly
            size = np.abs(self.shift + distance * self.slope) / np.sqrt(squares)
        return np.where(squares < 0, np.inf, size)

    def as_extreme(self, distance: float, variance: float) -> int:
        """How many draws have a t* at least as large as the data's, of this variance.

        A draw without a variance counts among them: the p-value then is rather too large.
        """
        bound = distance**2 / variance * (1 - TIE) ** 2
        numerator = self.slope * distance
        numerator += self.shift
        numerator *= numerator
        squares = self.linear * (2 * distance * bound)
        squares += self.constant * bound
        squares += self.square * (distance**2 * bound)
        return int(np.count_nonzero((numerator >= squares) | (squares <= 0)))


def wild_cluster_bootstrap(
    sums: Sums,
    draws: int,
    rng: np.random.Generator,
    alpha: float = 0.05,
    multipliers: Multipliers | None = None,
    compute: Compute = HERE,
) -> WildClusterBootstrap:
    """Tests that the coefficient is zero, and inverts the test for an interval of 1 - ``alpha``.

    Where there are no more different draws than ``draws``, each is looked at once and the p-value
    is exact.

    Parameters
    ----------
    sums
        The fit, summed within groups: see `cluster_sums` and `crossed_sums`.
    draws
        How many draws are made at most; the data as they are count as one more.
    alpha
        One less the confidence of the interval: the hull of the nulls with a p-value above it.
    multipliers
        Left out, Rademacher's (1 and -1), or Webb's six points under 12 groups.

    Raises
    ------
    ValueError
        Where the variance of the data is not positive, as may happen with two ways of clustering.
    """
    if not sums.variance > 0:
        raise ValueError("the variance is not positive: cluster one way")
    if multipliers is None:
        multipliers = "Webb" if sums.groups < FEW_FOR_TWO_POINTS else "Rademacher"
    exact = different(multipliers, sums.groups) <= draws
    if exact:
        every = enumerated(POINTS[multipliers], sums.groups)
        table = evaluated(partial(_statistics, sums), every, compute)
    else:
        drawing = partial(_drawn, sums, multipliers)
        table = resampled(drawing, draws, _cells(sums), rng, compute)
    drawn, number = Draws(*np.ascontiguousarray(table.T)), len(table)

    def p_value(distance: float) -> float:
        as_extreme = drawn.as_extreme(distance, sums.variance)
        return as_extreme / number if exact else (1 + as_extreme) / (1 + number)

    error = np.sqrt(sums.variance)
    limits = [sums.estimate - side * reach(p_value, side * error, alpha) for side in (1, -1)]
    low, high = sorted(limit / sums.scale for limit in limits)
    return WildClusterBootstrap(
        estimate=sums.estimate / sums.scale,
        statistic=float(sums.estimate / error * np.sign(sums.scale)),
        p_value=p_value(sums.estimate),
        conf_low=float(low),
        conf_high=float(high),
        draws=number,
        exact=exact,
        multipliers=multipliers,
        n_clusters=sums.groups,
    )


def bootstrapped(sums: Sums, multipliers: Array) -> Draws:
    """The t statistics of draws with these multipliers (draws, groups)."""
    return Draws(*_statistics(sums, multipliers).T)


def _drawn(sums: Sums, multipliers: Multipliers, size: int, rng: np.random.Generator) -> Array:
    return _statistics(sums, drawn_multipliers(multipliers, sums.groups, size, rng))


def _cells(sums: Sums) -> int:
    wide = sums.own.shape[1] if isinstance(sums, ClusterSums) else len(sums.signs)
    return max(sums.groups, wide)


def _statistics(sums: Sums, multipliers: Array) -> Array:
    """What `Draws` holds of each draw (draws, 5)."""
    if isinstance(sums, ClusterSums):
        shift, slope = multipliers @ sums.scores, multipliers @ sums.own
        residual = multipliers * sums.scores[:, 0] - shift @ sums.own.T
        effect = multipliers * sums.own[:, 0] - slope @ sums.own.T
        shift, slope, signs = shift[:, 0], slope[:, 0], np.ones(sums.groups)
    else:
        shift, slope = multipliers @ sums.shift, multipliers @ sums.slope
        residual, effect, signs = multipliers @ sums.residual, multipliers @ sums.effect, sums.signs
    linear = (residual * effect) @ signs
    return np.stack([shift, slope, residual**2 @ signs, linear, effect**2 @ signs], axis=1)
