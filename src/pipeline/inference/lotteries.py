"""The lottery that was held, and how to hold it again, or in every way that it could have gone.

What was drawn is called a cluster here: a village, a school, or a unit as a cluster of one. Arms
are dealt within strata, each stratum keeping as many of every arm as it had; pairs are strata of
two. A lottery that was drawn until covariates were balanced is held again until they are.
"""

import math
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.rerandomisation import Balance
from pipeline.inference.resampling import HERE, resampled
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]
Positions = NDArray[np.intp]
Assignments = NDArray[np.int8]

# Keys are 32 random bits; a deal in which two keys tie where arms part is dealt again.
KEYS = 2**32


@dataclass(frozen=True)
class Deal:
    """Strata that are dealt alike: the places of their ``members`` (strata, size).

    In each the first arm of ``arms`` goes to the first of ``counts`` members by lot, and so on.
    """

    members: Positions
    arms: Assignments
    counts: Positions


@dataclass(frozen=True)
class Lottery:
    """A lottery among clusters, which stand in the order of their labels.

    ``cluster_of`` (n,) is the position of each unit's cluster, ``treated`` (clusters,) the number
    of its arm (0 and 1; with several arms 0, 1, 2, …), ``strata`` the positions of each stratum's
    clusters. ``balance`` is what an assignment had to fulfil to be kept, where anything.
    """

    cluster_of: Positions
    treated: Array
    strata: tuple[Positions, ...]
    balance: Balance | None = field(default=None, compare=False)

    @property
    def assignments(self) -> int:
        """How many assignments leave each stratum its numbers of every arm, balanced or not."""
        return math.prod(_ways(deal.counts) ** len(deal.members) for deal in self.deals)

    @cached_property
    def deals(self) -> tuple[Deal, ...]:
        """The strata, those of one size and the same numbers of every arm together."""
        alike: dict[tuple[tuple[int, ...], ...], list[Positions]] = {}
        for members in self.strata:
            arms, counts = np.unique(self.treated[members], return_counts=True)
            kind = (tuple(arms.astype(int)), tuple(counts))
            alike.setdefault(kind, []).append(members)
        return tuple(
            Deal(np.array(members), np.array(arms, np.int8), np.array(counts))
            for (arms, counts), members in alike.items()
        )


def lottery_of(treatment: Array, clusters: NDArray | None, strata: NDArray | None) -> Lottery:
    """The lottery that gave all units (n,) of a cluster the same arm, or each unit its own."""
    if clusters is None:
        first = cluster_of = np.arange(len(treatment))
    else:
        _, first, cluster_of = np.unique(clusters, return_index=True, return_inverse=True)
    treated = np.asarray(treatment, dtype=float)[first]
    if strata is None:
        return Lottery(cluster_of, treated, (np.arange(len(first)),))
    stratum = np.unique(np.asarray(strata)[first], return_inverse=True)[1]
    order = np.argsort(stratum, kind="stable")
    ends = np.cumsum(np.bincount(stratum))[:-1]
    return Lottery(cluster_of, treated, tuple(np.split(order, ends)))


def drawn_again(
    lottery: Lottery, draws: int, rng: np.random.Generator, compute: Compute = HERE
) -> Assignments:
    """Random assignments (draws, clusters) by the lottery's own rule."""
    return resampled(partial(assigned, lottery), draws, len(lottery.treated), rng, compute)


def assigned(lottery: Lottery, size: int, rng: np.random.Generator) -> Assignments:
    """So many random assignments (size, clusters), in one block.

    Where the lottery asks for balance, assignments are drawn until there are enough that have it.
    """
    if lottery.balance is None:
        return _dealt(lottery, size, rng)
    kept = [_balanced(lottery, size, rng)]
    while (found := sum(map(len, kept))) < size:
        kept.append(_balanced(lottery, size, rng)[: size - found])
    return np.concatenate(kept)


def treatments(size: int, rng: np.random.Generator, lottery: Lottery) -> Array:
    """So many random assignments, as treatments (size, n) of the units."""
    return assigned(lottery, size, rng)[:, lottery.cluster_of].astype(float)


def _balanced(lottery: Lottery, size: int, rng: np.random.Generator) -> Assignments:
    drawn = _dealt(lottery, size, rng)
    return drawn[lottery.balance.holds(drawn)]


def _dealt(lottery: Lottery, size: int, rng: np.random.Generator) -> Assignments:
    if len(lottery.strata) == 1:
        return _one_deal(lottery.deals[0], size, rng)[:, 0]
    drawn = np.empty((size, len(lottery.treated)), np.int8)
    for deal in lottery.deals:
        drawn[:, deal.members] = _one_deal(deal, size, rng)
    return drawn


def _one_deal(deal: Deal, size: int, rng: np.random.Generator) -> Assignments:
    """Arms (size, strata, members): whose random key is among a stratum's least has the first."""
    shape = (size, *deal.members.shape)
    if len(deal.arms) == 1:
        return np.full(shape, deal.arms[0], np.int8)
    place = _places(shape, np.cumsum(deal.counts)[:-1], rng)
    return place if (deal.arms == np.arange(len(deal.arms))).all() else deal.arms[place]


def _places(shape: tuple[int, ...], ends: Positions, rng: np.random.Generator) -> Assignments:
    """The place of each member's arm among the arms: how many of ``ends`` its rank has reached."""
    if shape[-1] == 2:  # pairs: which one is all that there is to draw
        first = rng.integers(0, 2, shape[:-1], np.int8)
        return np.stack([first, 1 - first], axis=-1)
    keys = rng.integers(0, KEYS, shape, np.uint32)
    ranked = np.partition(keys, ends, axis=-1)
    reached = [keys >= ranked[..., end, None] for end in ends]
    tied = np.zeros(shape[:-1], bool)
    for end, above in zip(ends, reached, strict=True):
        tied |= np.count_nonzero(above, axis=-1) != shape[-1] - end
    place = reached[0].view(np.int8) if len(ends) == 1 else sum(reached).astype(np.int8)
    if tied.any():
        place[tied] = _places((int(tied.sum()), shape[-1]), ends, rng)
    return place


def enumerated(lottery: Lottery) -> Assignments:
    """Every assignment (assignments, clusters) that the lottery could have made, once."""
    every = np.zeros((1, len(lottery.treated)), np.int8)
    for deal in lottery.deals:
        ways = _every_way(deal.arms, deal.counts)
        for members in deal.members:
            before = len(every)
            every = np.repeat(every, len(ways), axis=0)
            every[:, members] = np.tile(ways, (before, 1))
    return every if lottery.balance is None else every[lottery.balance.holds(every)]


def _every_way(arms: Assignments, counts: Positions) -> Assignments:
    """Each way to deal a stratum its arms (ways, size)."""
    size = int(counts.sum())
    if len(arms) == 1:
        return np.full((1, size), arms[0], np.int8)
    chosen = np.array(list(combinations(range(size), int(counts[0]))), dtype=np.intp)
    others = _every_way(arms[1:], counts[1:])
    ways = np.full((len(chosen), len(others), size), arms[0], np.int8)
    left = np.ones((len(chosen), size), bool)
    left[np.arange(len(chosen))[:, None], chosen] = False
    rest = np.nonzero(left)[1].reshape(len(chosen), -1)
    for way, places in zip(ways, rest, strict=True):
        way[:, places] = others
    return ways.reshape(-1, size)


def _ways(counts: Positions) -> int:
    """In how many ways a stratum can be dealt so many of every arm."""
    left, ways = int(sum(counts)), 1
    for count in map(int, counts):
        ways *= math.comb(left, count)
        left -= count
    return ways
