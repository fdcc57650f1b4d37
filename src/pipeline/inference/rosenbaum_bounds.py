"""How far matched people's chances of treatment may differ before a test says nothing any more.

Within a matched set, something unobserved makes one person's odds of treatment at most gamma times
another's. Of all such confounders, the one that makes the largest p-value decides.

References
----------
Rosenbaum (2002). Observational Studies, second edition, chapter 4. Gastwirth, Krieger and
Rosenbaum (2000), JRSS B 62(3), for sets of more than two.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LARGEST = 1000.0  # a gamma beyond which nobody asks
STEPS = 60


@dataclass(frozen=True)
class Scores:
    """Scores (sets, members) of matched sets, those of the treated first; larger means an effect.

    ``exact`` says that the sets are pairs whose scores are 1 and 0, as in McNemar's test: what
    chance alone makes of their sum is then binomial.
    """

    values: Array
    exact: bool = False


def signed_ranks(treated: Array, others: Array) -> Scores:
    """Wilcoxon's scores of pairs: the rank of each difference (n,), with whoever has more.

    Pairs without a difference say nothing and have a score of zero, but they take the lowest ranks
    (Pratt 1959), as in Rosenbaum's book.
    """
    from scipy.stats import rankdata

    difference = treated - others
    ranks = np.where(difference == 0, 0.0, rankdata(np.abs(difference)))
    first = np.where(difference > 0, ranks, 0.0)
    return Scores(np.column_stack([first, ranks - first]))


def aligned_ranks(outcomes: Array) -> Scores:
    """Ranks of outcomes (sets, members) less their set's mean, among all of them."""
    from scipy.stats import rankdata

    centred = outcomes - outcomes.mean(axis=1, keepdims=True)
    return Scores(rankdata(centred).reshape(outcomes.shape))


def answers(outcomes: Array) -> Scores:
    """Yes-or-no outcomes (sets, members) as they are: McNemar's test, and Mantel's and Haenszel's.

    Sets that all answered alike say nothing.
    """
    telling = outcomes[outcomes.min(axis=1) != outcomes.max(axis=1)]
    return Scores(telling, exact=outcomes.shape[1] == 2)


def largest_p(scores: Scores, gamma: float) -> float:
    """The largest one-sided p-value of more for the treated, over all confounders within gamma."""
    from scipy.stats import binom, norm

    total, sets = float(scores.values[:, 0].sum()), len(scores.values)
    if scores.exact:
        return float(binom.sf(total - 1, sets, gamma / (1 + gamma)))
    mean, variance = worst_moments(scores.values, gamma)
    if not variance:
        return 1.0
    return float(norm.sf((total - mean) / np.sqrt(variance)))


def worst_moments(values: Array, gamma: float) -> tuple[float, float]:
    """Mean and variance of the treated's sum under the worst confounder, set by set.

    In a set it favours the so many largest scores: the number that makes the largest mean, and of
    those that tie the largest variance.
    """
    ordered = -np.sort(-values, axis=1)
    sets, members = ordered.shape
    sums = np.column_stack([np.zeros(sets), np.cumsum(ordered, axis=1)])[:, :-1]
    squares = np.column_stack([np.zeros(sets), np.cumsum(ordered**2, axis=1)])[:, :-1]
    favoured = np.arange(members)
    weight = members + (gamma - 1) * favoured
    mean = (ordered.sum(axis=1, keepdims=True) + (gamma - 1) * sums) / weight
    square = ((ordered**2).sum(axis=1, keepdims=True) + (gamma - 1) * squares) / weight
    variance = square - mean**2
    best = mean.max(axis=1, keepdims=True)
    tied = np.isclose(mean, best, rtol=1e-12, atol=0)
    largest = np.where(tied, variance, -np.inf).max(axis=1)
    return float(best.sum()), float(largest.sum())


def gamma_at(scores: Scores, alpha: float) -> float:
    """The gamma at which the largest one-sided p-value reaches ``alpha``: 1 where it is there
    already, and `LARGEST` where even that is not enough.
    """
    if not len(scores.values) or largest_p(scores, 1.0) >= alpha:
        return 1.0
    if largest_p(scores, LARGEST) < alpha:
        return LARGEST
    low, high = 1.0, LARGEST
    for _ in range(STEPS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if largest_p(scores, middle) < alpha else (low, middle)
    return high
