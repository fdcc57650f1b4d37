"""Randomization inference where clusters were drawn: the lottery among clusters, held again.

A statistic needs no more of a cluster than its size and the sum of its outcomes, so that a draw
costs as much as there are clusters, however many units they hold.
"""

import math
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.randomization import BLOCK_CELLS, TIE, RandomizationTest

Array = NDArray[np.float64]
Positions = NDArray[np.intp]


@dataclass(frozen=True)
class Lottery:
    """A lottery among clusters, which stand in the order of their labels.

    ``cluster_of`` (n,) is the position of each unit's cluster, ``treated`` (clusters,) the
    assignment of 0 and 1, ``strata`` the positions of each stratum's clusters.
    """

    cluster_of: Positions
    treated: Array
    strata: tuple[Positions, ...]

    @property
    def assignments(self) -> int:
        """How many assignments leave each stratum its number of treated clusters."""
        return math.prod(
            math.comb(len(members), int(self.treated[members].sum())) for members in self.strata
        )

    @property
    def thin(self) -> bool:
        """Whether an arm has one cluster alone in a stratum, as in pairs, or none.

        Such a stratum says nothing of how clusters vary: no t statistic of its own can be had.
        """
        treated = [(self.treated[members].sum(), len(members)) for members in self.strata]
        return any(number < 2 or of - number < 2 for number, of in treated)


def lottery_of(treatment: Array, clusters: NDArray, strata: NDArray | None) -> Lottery:
    """The lottery that gave all units (n,) of a cluster the same treatment, 0 or 1."""
    _, first, cluster_of = np.unique(clusters, return_index=True, return_inverse=True)
    levels = np.zeros(len(first)) if strata is None else np.asarray(strata)[first]
    members = tuple(np.flatnonzero(levels == level) for level in np.unique(levels))
    return Lottery(cluster_of, np.asarray(treatment, dtype=float)[first], members)


def drawn_again(lottery: Lottery, draws: int, rng: np.random.Generator) -> Array:
    """Random assignments (draws, clusters) with each stratum's number of treated clusters."""
    assignments = np.tile(lottery.treated, (draws, 1))
    for members in lottery.strata:
        assignments[:, members] = rng.permuted(assignments[:, members], axis=1)
    return assignments


def enumerated(lottery: Lottery) -> Array:
    """Every assignment (assignments, clusters) that the lottery could have made, once."""
    assignments = np.zeros((1, len(lottery.treated)))
    for members in lottery.strata:
        number = int(lottery.treated[members].sum())
        chosen = np.array(list(combinations(members, number)), dtype=np.intp).reshape(-1, number)
        before = len(assignments)
        assignments = np.repeat(assignments, len(chosen), axis=0)
        np.put_along_axis(assignments, np.tile(chosen, (before, 1)), 1.0, axis=1)
    return assignments


def cluster_randomization_test(
    outcome: Array, lottery: Lottery, draws: int, rng: np.random.Generator
) -> RandomizationTest:
    """Holds the lottery among clusters again and compares cluster-robust t statistics.

    Where there are no more possible assignments than ``draws``, each is looked at once and the
    p-value is exact. The statistic is the difference in means of units, within strata where there
    are any, divided by its CR2 error; or not divided where the lottery is thin, so that the test
    is of no effect on anybody, and not of none on average. Strata with one arm count for nothing.

    Parameters
    ----------
    outcome
        Outcome, or its residual on covariates fixed before assignment, (n,).
    lottery
        Who was drawn, and among whom.
    draws
        How many assignments are drawn at most; the observed one is counted as well.

    References
    ----------
    Gerber and Green (2012), Field Experiments, chapter 3; Wu and Ding (2021), JASA 116(536), for
    studentising; Phipson and Smyth (2010) for the observed assignment's place among the draws.
    """
    sums = np.bincount(lottery.cluster_of, weights=outcome - outcome.mean())
    sizes = np.bincount(lottery.cluster_of).astype(float)
    both = [members for members in lottery.strata if np.ptp(lottery.treated[members]) > 0]
    groups = [(members, sums[members], sizes[members]) for members in both]
    statistic = partial(_cluster_t, groups=groups, studentised=not lottery.thin)
    observed = abs(statistic(lottery.treated[None, :])[0])
    exact = lottery.assignments <= draws
    every = enumerated(lottery) if exact else None
    number = len(every) if exact else draws
    block = max(1, BLOCK_CELLS // len(sums))
    as_extreme = 0
    for start in range(0, number, block):
        size = min(block, number - start)
        some = every[start : start + size] if exact else drawn_again(lottery, size, rng)
        as_extreme += int((np.abs(statistic(some)) >= observed * (1 - TIE)).sum())
    p_value = as_extreme / number if exact else (1 + as_extreme) / (1 + number)
    return RandomizationTest(p_value, float(observed), number, exact)


def _cluster_t(
    assignments: Array, groups: list[tuple[Positions, Array, Array]], *, studentised: bool
) -> Array:
    """The t statistic (draws,) of each assignment (draws, clusters), or the effect alone.

    ``groups`` are each stratum's clusters with their sums and sizes. In a regression on treatment
    alone CR2 divides a cluster's squared score by one less its share of the arm's units.
    """
    total = sum(sizes.sum() for _, _, sizes in groups)
    effect, variance = np.zeros(len(assignments)), np.zeros(len(assignments))
    for members, sums, sizes in groups:
        weight = sizes.sum() / total
        inside = assignments[:, members] == 1
        for arm, sign in ((inside, 1), (~inside, -1)):
            units = arm @ sizes
            means = arm @ sums / units
            scores = sums - means[:, None] * sizes
            effect += sign * weight * means
            if not studentised:
                continue
            left = np.where(arm, 1 - sizes / units[:, None], 1.0)
            variance += (weight / units) ** 2 * (arm * scores**2 / left).sum(axis=1)
    if not studentised:
        return effect
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw without variation in its arms
        return effect / np.sqrt(variance)
