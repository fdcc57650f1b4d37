"""Rosenbaum bounds equal what his book prints, and what trying every confounder finds."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import binomtest, norm

from pipeline.inference.rosenbaum_bounds import (
    LARGEST,
    Scores,
    aligned_ranks,
    answers,
    gamma_at,
    largest_p,
    signed_ranks,
    worst_moments,
)

PRINTED = 0.00005  # four decimals
NORMAL = 0.05  # of eight pairs the normal distribution is only a likeness
# Lead in the blood of 33 children of workers at a battery factory, in micrograms per decilitre,
# and of the neighbours' children of the same age (Morton et al. 1982; Rosenbaum 2002, section 3.2).
EXPOSED = (38, 23, 41, 18, 37, 36, 23, 62, 31, 34, 24, 14, 21, 17, 16, 20, 15, 10, 45, 39, 22, 35,
           49, 48, 44, 35, 43, 39, 34, 13, 73, 25, 27)  # fmt: skip
NEIGHBOURS = (16, 18, 18, 24, 19, 11, 10, 15, 16, 18, 18, 13, 19, 10, 16, 16, 24, 13, 9, 14, 21, 19,
              7, 18, 19, 12, 11, 22, 25, 16, 13, 11, 13)  # fmt: skip
# Section 4.3.3: gamma and the largest one-sided p-value of the signed rank statistic.
LEAD = {2: 0.0018, 3: 0.0136, 4: 0.0388, 4.25: 0.0468, 5: 0.0740}


@pytest.mark.parametrize(("gamma", "printed"), LEAD.items())
def test_lead_in_the_blood_of_children(gamma: float, printed: float) -> None:
    scores = signed_ranks(np.array(EXPOSED, float), np.array(NEIGHBOURS, float))
    assert largest_p(scores, gamma) == pytest.approx(printed, abs=PRINTED)


def test_smoking_and_lung_cancer() -> None:
    """Hammond (1964): of 122 telling pairs in 110 the smoker died; sensitive at a gamma of 6."""
    pairs = np.array([[1.0, 0.0]] * 110 + [[0.0, 1.0]] * 12 + [[0.0, 0.0]] * 20)
    scores = answers(pairs)
    assert len(scores.values) == 122
    # The book's own p-values are of the normal distribution with a correction for continuity.
    for gamma, printed, decimals in ((4, 0.0036, 4), (5, 0.03, 2), (6, 0.1, 1)):
        mean, variance = worst_moments(scores.values, gamma)
        normal = norm.sf((109.5 - mean) / variance**0.5)
        assert normal == pytest.approx(printed, abs=10.0**-decimals)
        assert largest_p(scores, gamma) == pytest.approx(binomtest(
            110, 122, gamma / (1 + gamma), alternative="greater").pvalue)  # fmt: skip


def exact_p(scores: np.ndarray, gamma: float) -> float:
    """By every assignment within pairs and every confounder of 0 and 1."""
    total, worst = scores[:, 0].sum(), 0.0
    for favours in product((0, 1), repeat=len(scores)):
        chance = 0.0
        for first in product((0, 1), repeat=len(scores)):
            odds, found = 1.0, 0.0
            for pair, favoured, taken in zip(scores, favours, first, strict=True):
                odds *= (gamma if taken == favoured else 1.0) / (1 + gamma)
                found += pair[taken]
            chance += odds * (found >= total - 1e-12)
        worst = max(worst, chance)
    return worst


@pytest.mark.parametrize("gamma", [1.0, 1.5, 3.0])
def test_no_confounder_makes_a_larger_p_value_of_yes_and_no(gamma: float) -> None:
    pairs = np.array([[1.0, 0.0]] * 5 + [[0.0, 1.0]] * 2)
    assert largest_p(answers(pairs), gamma) == pytest.approx(exact_p(pairs, gamma), rel=1e-12)


@pytest.mark.parametrize("gamma", [1.0, 2.0])
def test_ranks_are_near_the_exact_p_value(gamma: float) -> None:
    """Eight pairs: the normal distribution stands for the exact one, as it does in the book."""
    rng = np.random.default_rng(2)
    treated, others = rng.normal(1.0, 1.0, 8), rng.normal(size=8)
    scores = signed_ranks(treated, others)
    assert largest_p(scores, gamma) == pytest.approx(exact_p(scores.values, gamma), abs=NORMAL)


@pytest.mark.parametrize("gamma", [1.0, 1.7, 4.0])
def test_the_worst_confounder_of_a_set_is_the_worst_of_all(gamma: float) -> None:
    rng = np.random.default_rng(5)
    sets = aligned_ranks(rng.normal(size=(4, 4))).values
    means, variances = 0.0, 0.0
    for scores in sets:
        tried = []
        for favoured in product((0, 1), repeat=len(scores)):
            chances = np.where(favoured, gamma, 1.0)
            chances /= chances.sum()
            mean = chances @ scores
            tried.append((round(float(mean), 10), float(chances @ scores**2 - mean**2)))
        mean, variance = max(tried)
        means, variances = means + mean, variances + variance
    assert worst_moments(sets, gamma) == pytest.approx((means, variances), rel=1e-9)


def test_gamma_is_where_the_p_value_reaches_the_error_rate() -> None:
    scores = signed_ranks(np.array(EXPOSED, float), np.array(NEIGHBOURS, float))
    gamma = gamma_at(scores, 0.05)
    assert largest_p(scores, gamma) == pytest.approx(0.05, abs=1e-9)
    assert 4.25 < gamma < 5
    nothing = Scores(np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert gamma_at(nothing, 0.05) == 1.0
    assert gamma_at(Scores(np.tile([1.0, 0.0], (5000, 1))), 0.05) <= LARGEST
