"""Exposure effects against every assignment that a small lottery could have made."""

from itertools import combinations

import numpy as np
import pytest

from pipeline.inference.exposure import (
    BOTH,
    NEIGHBOURS_ONLY,
    OWN_ONLY,
    UNTOUCHED,
    exposure_effect,
    exposures,
    same_group,
    total_and_variance,
    within_distance,
)

# Sums of a few hundred numbers; joint chances are counted in single precision.
ROUNDING, SINGLE = 1e-10, 1e-6


def ring(n: int) -> np.ndarray:
    """Each of n people on a ring has two neighbours."""
    near = np.zeros((n, n))
    places = np.arange(n)
    near[places, (places + 1) % n] = near[places, (places - 1) % n] = 1
    return near


def every(n: int, treated: int) -> np.ndarray:
    chosen = list(combinations(range(n), treated))
    assignments = np.zeros((len(chosen), n))
    for row, places in zip(assignments, chosen, strict=True):
        row[list(places)] = 1
    return assignments


def answers(n: int) -> np.ndarray:
    """What each would answer under each of the four exposures (4, n)."""
    rng = np.random.default_rng(2)
    base = rng.exponential(size=n)
    return np.stack([base, base + 0.5, base + 1 + rng.normal(size=n), base + 2])


@pytest.mark.parametrize("code", [UNTOUCHED, NEIGHBOURS_ONLY, OWN_ONLY, BOTH])
def test_totals_are_unbiased_and_their_variances_not_too_small(code: int) -> None:
    """Over all 210 lotteries of 4 among 10, by definition of both."""
    drawn = exposures(every(10, 4), ring(10), None)
    potential = answers(10)[code]
    totals, variances = [], []
    for observed in drawn:
        total, variance = total_and_variance(potential, observed, drawn, code)
        totals.append(total)
        variances.append(variance)
    np.testing.assert_allclose(np.mean(totals), potential.sum(), rtol=ROUNDING)
    joint = (drawn == code).astype(float).T @ (drawn == code)
    assert np.mean(variances) >= np.var(totals) * (1 - SINGLE)
    if (joint > 0).all():
        np.testing.assert_allclose(np.mean(variances), np.var(totals), rtol=SINGLE)


def test_where_all_pairs_can_share_an_exposure_the_variance_is_unbiased() -> None:
    drawn = exposures(every(9, 4), ring(9), 1.0)
    code = UNTOUCHED
    joint = (drawn == code).astype(float).T @ (drawn == code)
    assert (joint > 0).all()
    potential = answers(9)[code]
    found = [total_and_variance(potential, observed, drawn, code) for observed in drawn]
    totals, variances = np.array(found).T
    np.testing.assert_allclose(variances.mean(), totals.var(), rtol=SINGLE)


def test_without_neighbours_it_is_the_difference_in_means() -> None:
    """Nobody has a neighbour: two exposures, and the Hajek means are the arms' own."""
    assignments = every(8, 4)
    drawn = exposures(assignments, np.zeros((8, 8)), None)
    outcome = answers(8)[0] + assignments[5]
    found = exposure_effect(outcome, drawn[5], drawn, OWN_ONLY, UNTOUCHED)
    treated = assignments[5] == 1
    means = outcome[treated].mean(), outcome[~treated].mean()
    np.testing.assert_allclose(found.effect, means[0] - means[1], rtol=ROUNDING)
    np.testing.assert_allclose(found.reference_mean, means[1], rtol=ROUNDING)
    assert found.left_out == 0
    assert found.n_compared == 8


def test_intervals_hold_the_truth_and_units_without_a_chance_are_left_out() -> None:
    """A village of 60 on a ring and one of its people beside all others, drawn 2,000 times."""
    n = 60
    near = ring(n)
    near[0, 1:] = 1  # everybody is their neighbour: never without a treated one
    rng = np.random.default_rng(6)
    assignments = np.array([rng.permutation(np.arange(n) < 12) for _ in range(2000)], float)
    drawn = exposures(assignments, near, None)
    potential = answers(n)
    potential[2] = potential[0] + 1
    truth = (potential[NEIGHBOURS_ONLY] - potential[UNTOUCHED])[1:].mean()
    held, effects = 0, []
    for observed in drawn[:400]:
        outcome = potential[observed, np.arange(n)]
        found = exposure_effect(outcome, observed, drawn, NEIGHBOURS_ONLY, UNTOUCHED)
        assert found.left_out == 1
        effects.append(found.effect)
        held += abs(found.effect - truth) <= 1.96 * found.std_error
    assert held / 400 > 0.95 - 3.9 * np.sqrt(0.05 * 0.95 / 400)
    assert abs(np.mean(effects) - truth) < 3.9 * np.std(effects) / 20 + 0.02


def test_neighbours_over_the_globe_and_in_groups() -> None:
    """A degree of longitude is 111.195 km at the equator and half of that at 60 degrees."""
    latitude, longitude = np.array([0.0, 0.0, 60.0, 60.0]), np.array([179.5, -179.5, 10.0, 11.0])
    assert within_distance(latitude, longitude, 111.2).toarray().sum() == 4
    assert within_distance(latitude, longitude, 111.1).toarray()[0, 1] == 0
    assert within_distance(latitude, longitude, 55.5).toarray().sum() == 0
    near = same_group(np.array(["a", "b", "a", "a"])).toarray()
    assert near.tolist() == [[0, 0, 1, 1], [0, 0, 0, 0], [1, 0, 0, 1], [1, 0, 1, 0]]


def test_a_share_of_neighbours() -> None:
    near = ring(4)
    assignments = np.array([[1.0, 0, 0, 0], [1, 0, 1, 0]])
    assert exposures(assignments, near, 1.0).tolist() == [[2, 0, 0, 0], [2, 1, 2, 1]]
    assert exposures(assignments, near, None).tolist() == [[2, 1, 0, 1], [2, 1, 2, 1]]
