"""One draw, all outcomes: the lottery held again, or its clusters sampled again, for a family.

What was drawn, a unit or a cluster, is called a cluster here; a unit is a cluster of one. An
outcome needs no more of a cluster than the number of its units who answered and the sum of their
outcomes, so that a draw costs as much as there are clusters, however many units they hold.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import summed_within
from pipeline.inference.lotteries import Lottery, assigned, enumerated
from pipeline.inference.multiple_testing import step_down
from pipeline.inference.resampling import HERE, evaluated, resampled
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """Of each cluster and test (clusters, m): how many units answered, the sum of what.

    A test is of an outcome and an arm, which is compared with arm 0: ``arms`` (m,).
    """

    sizes: Array
    sums: Array
    arms: NDArray[np.float64]

    @property
    def of_units(self) -> bool:
        """Whether no cluster has more than one unit."""
        return bool((self.sizes <= 1).all())


@dataclass(frozen=True)
class Adjusted:
    """Adjusted p-values (m,), from so many draws; ``exact`` where they are all there are."""

    p_values: Array
    draws: int
    exact: bool = False


def totals_of(
    outcomes: Array, cluster_of: NDArray[np.intp], arms: NDArray[np.float64] | None = None
) -> Totals:
    """What clusters hold of outcomes (n, m), centred for precision; a missing one is no answer.

    ``arms`` (m,) says which arm each column tests; left out, there is one.
    """
    known = ~np.isnan(outcomes)
    values = np.where(known, outcomes - np.nanmean(outcomes, axis=0), 0.0)
    sizes, sums = (summed_within(table, cluster_of) for table in (known.astype(float), values))
    return Totals(sizes, sums, np.ones(outcomes.shape[1]) if arms is None else arms)


def westfall_young(
    totals: Totals,
    lottery: Lottery,
    draws: int,
    rng: np.random.Generator,
    compute: Compute = HERE,
) -> Adjusted:
    """Step-down p-values under the sharp null, from one lottery for all outcomes and arms.

    Where there are no more possible assignments than ``draws``, each is looked at once and the
    p-values are exact. The statistics are differences in means divided by their CR2 errors (with
    units, Neyman's), all from the same assignment, so that outcomes that move together are not
    paid for twice. An assignment that leaves an arm without an error for an outcome counts
    against it. With several arms the lottery deals them all again: exact where no arm does
    anything, and through its studentised statistics right in large samples where some do.

    References
    ----------
    Westfall and Young (1993), chapter 2; Young (2019), Quarterly Journal of Economics 134(2), for
    experiments; Wu and Ding (2021), JASA 116(536), for studentising.
    """
    observed = _of_assigned(totals, lottery.treated[None, :])[0]
    exact = lottery.assignments <= draws
    if exact:
        drawn = evaluated(partial(_of_assigned, totals), enumerated(lottery), compute)
    else:
        drawn = resampled(
            partial(_held_again, totals, lottery), draws, len(totals.sizes), rng, compute
        )
    return Adjusted(step_down(observed, drawn, exact=exact), len(drawn), exact)


def romano_wolf(
    totals: Totals,
    lottery: Lottery,
    draws: int,
    rng: np.random.Generator,
    compute: Compute = HERE,
) -> Adjusted:
    """Step-down p-values from clusters (or units) sampled again within arm and stratum.

    A draw's difference is taken from the observed one and divided by the draw's own error: what
    is left is how estimates err, whatever the effects are, and jointly for all outcomes and arms.

    References
    ----------
    Romano and Wolf (2005), Econometrica 73(4); Clarke, Romano and Wolf (2020), Stata Journal
    20(4); Cameron, Gelbach and Miller (2008), REStat 90(3), for pairs of clusters.
    """
    effect, error = _effects(totals, lottery.treated[None, :])
    drawing = partial(_sampled_about, totals, lottery, effect)
    drawn = resampled(drawing, draws, len(totals.sizes), rng, compute)
    observed = np.abs(_t(effect, error))[0]
    return Adjusted(step_down(observed, drawn), draws)


def _of_assigned(totals: Totals, assignments: NDArray) -> Array:
    """The absolute t statistics (draws, m) of assignments (draws, clusters)."""
    return np.abs(_t(*_effects(totals, assignments)))


def _held_again(totals: Totals, lottery: Lottery, size: int, rng: np.random.Generator) -> Array:
    return _of_assigned(totals, assigned(lottery, size, rng))


def _sampled_about(
    totals: Totals, lottery: Lottery, effect: Array, size: int, rng: np.random.Generator
) -> Array:
    counts = _sampled_again(lottery, size, rng)
    effects, errors = _effects(totals, lottery.treated[None, :], counts)
    return np.abs(_t(effects - effect, errors))


def _sampled_again(lottery: Lottery, draws: int, rng: np.random.Generator) -> Array:
    """How often each cluster (draws, clusters) is drawn, with replacement, for its own arm."""
    counts = np.zeros((draws, len(lottery.treated)))
    for members in lottery.strata:
        for arm in np.unique(lottery.treated[members]):
            own = members[lottery.treated[members] == arm]
            even = np.full(len(own), 1 / len(own))
            counts[:, own] = rng.multinomial(len(own), even, size=draws)
    return counts


def _t(effects: Array, errors: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw without variation in its arms
        return effects / errors


def _effects(
    totals: Totals, assignments: Array, counts: Array | float = 1.0
) -> tuple[Array, Array]:
    """Differences in means and their errors (draws, m), each cluster counted so often."""
    draws = max(len(assignments), len(np.atleast_2d(counts)))
    effects = np.empty((draws, len(totals.arms)))
    errors = np.empty_like(effects)
    for arm in np.unique(totals.arms):
        tested = totals.arms == arm
        part = Totals(totals.sizes[:, tested], totals.sums[:, tested], totals.arms[tested])
        mean, variance = _moments(part, (assignments == arm) * counts)
        base, base_variance = _moments(part, (assignments == 0) * counts)
        effects[:, tested], errors[:, tested] = mean - base, np.sqrt(variance + base_variance)
    return effects, errors


def _moments(totals: Totals, counts: Array) -> tuple[Array, Array]:
    """An arm's means and their variances (draws, m).

    In a regression on treatment alone CR2 divides a cluster's squared score by one less its share
    of the arm's units. With single units these shares are all alike, and sums of squares do.
    """
    units, sums = counts @ totals.sizes, counts @ totals.sums
    with np.errstate(divide="ignore", invalid="ignore"):  # an arm in which nobody answered
        means = sums / units
        if totals.of_units:
            squares = np.maximum(counts @ totals.sums**2 - sums * means, 0.0)
            return means, np.where(units > 1, squares / (units * (units - 1)), np.nan)
        scatter = np.empty_like(means)
        for outcome, (sizes, own) in enumerate(zip(totals.sizes.T, totals.sums.T, strict=True)):
            left = np.where(counts > 0, 1 - sizes / units[:, [outcome]], 1.0)
            scores = own - means[:, [outcome]] * sizes
            scatter[:, outcome] = (counts * scores**2 / left).sum(axis=1)
        return means, scatter / units**2
