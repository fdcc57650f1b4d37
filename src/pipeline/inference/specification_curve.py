"""How rare a whole specification curve is where the programme does nothing.

All specifications are computed again on the same draws, so that their answers move together as
they do in the data. Where a lottery decided, it is held again, outcomes as they are: that the
programme changed nobody's outcome is then exactly what is tested. Where none did, no effect is
imposed on each specification by taking its own estimate away, and people (clusters, where they
are alike) are drawn again from the study: each estimate's deviation is the sum of what the people
drawn add to it.

References
----------
Simonsohn, Simmons and Nelson (2020), Nature Human Behaviour 4(11), for the curve, the three
statistics and both ways to draw; Kline and Santos (2012), Journal of Econometric Methods 1(1), for
drawing contributions in place of whole estimates; Phipson and Smyth (2010), Statistical
Applications in Genetics and Molecular Biology 9(1), for the study's place among the draws.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Two statistics nearer than this, as a share of one, differ by rounding alone and count as tied.
TIE = 1e-9
# A p-value below this is taken for it: no z-score is told from one further out.
SMALLEST_P = 1e-300
# The share of draws that the band of no effect leaves out on either side.
BESIDE_BAND = 0.025


@dataclass(frozen=True)
class Statistics:
    """The three statistics of curves (draws,): see `statistics_of`."""

    median: Array
    share: Array
    stouffer: Array


@dataclass(frozen=True)
class JointTest:
    """The three statistics of the study's own curve, and how rare each is without any effect.

    ``band`` (3, k) is where the draws' curves lie at each place from the smallest effect to the
    largest: their 2.5th percentile, median and 97.5th. ``exact`` says that the draws are all
    assignments that the lottery could have made.
    """

    median: float
    share: float
    stouffer: float
    p_median: float
    p_share: float
    p_stouffer: float
    band: Array
    draws: int
    exact: bool = False

    def monte_carlo_error(self, p_value: float) -> float:
        """The standard error that a p-value has because assignments were drawn."""
        return 0.0 if self.exact else float(np.sqrt(p_value * (1 - p_value) / self.draws))


def statistics_of(effects: Array, t_values: Array, df: Array, alpha: float) -> Statistics:
    """What sums up curves of k specifications, each (draws,).

    The median effect; the share of specifications with p below ``alpha`` that have the more
    frequent sign of these; and Stouffer's Z, the mean z-score times the root of k. ``effects`` and
    ``t_values`` are (draws, k), the degrees of freedom ``df`` (k,).
    """
    from scipy.stats import t

    found = np.abs(t_values) > t.isf(alpha / 2, df)
    above = (found & (t_values > 0)).mean(axis=-1)
    below = (found & (t_values < 0)).mean(axis=-1)
    scores = z_scores(t_values, df)
    return Statistics(
        median=np.median(effects, axis=-1),
        share=np.maximum(above, below),
        stouffer=scores.mean(axis=-1) * np.sqrt(effects.shape[-1]),
    )


def z_scores(t_values: Array, df: Array) -> Array:
    """The standard normal scores with the p-values and the signs of t statistics."""
    from scipy.stats import norm, t

    tails = np.maximum(t.sf(np.abs(t_values), df), SMALLEST_P)
    return np.where(np.isnan(t_values), np.nan, np.sign(t_values) * norm.isf(tails))


def joint_test(
    observed: Array, drawn: Array, df: Array, alpha: float, *, exact: bool = False
) -> JointTest:
    """The study's curve beside those of draws in which the programme does nothing.

    Parameters
    ----------
    observed
        Effects and their standard errors (2, k), by the statistic that draws have.
    drawn
        The same of each draw (draws, 2, k). One that a specification cannot be computed in counts
        against the study.
    """
    ours = statistics_of(observed[0], observed[0] / observed[1], df, alpha)
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw without variation in its arms
        theirs = statistics_of(drawn[:, 0], drawn[:, 0] / drawn[:, 1], df, alpha)
    parts = {
        name: _p_value(float(getattr(ours, name)), getattr(theirs, name), exact=exact)
        for name in ("median", "share", "stouffer")
    }
    ordered = np.sort(drawn[:, 0], axis=1)
    band = np.nanpercentile(ordered, [100 * BESIDE_BAND, 50, 100 * (1 - BESIDE_BAND)], axis=0)
    return JointTest(
        median=float(ours.median),
        share=float(ours.share),
        stouffer=float(ours.stouffer),
        p_median=parts["median"],
        p_share=parts["share"],
        p_stouffer=parts["stouffer"],
        band=band,
        draws=len(drawn),
        exact=exact,
    )


def _p_value(observed: float, drawn: Array, *, exact: bool) -> float:
    as_extreme = int((~(np.abs(drawn) < abs(observed) * (1 - TIE))).sum())
    return as_extreme / len(drawn) if exact else (1 + as_extreme) / (1 + len(drawn))


def drawn_contributions(
    contributions: Array, size: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Deviations of k estimates and their standard errors (size, 2, k) among units drawn again.

    ``contributions`` (n, k) are what each unit, or each cluster, adds to an estimate: they sum to
    nothing, and the root of the sum of their squares is the estimate's standard error.
    """
    units = len(contributions)
    places = rng.integers(0, units, (size, units)) + units * np.arange(size)[:, None]
    counts = np.bincount(places.ravel(), minlength=size * units).reshape(size, units).astype(float)
    effects = counts @ contributions
    variances = counts @ contributions**2 - effects**2 / units
    return np.stack([effects, np.sqrt(np.maximum(variances, 0.0))], axis=1)
