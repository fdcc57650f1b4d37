"""Randomization inference where nothing happened: p-values uniform, intervals that hold the truth.

Short here; `make check-long` draws ten thousand studies of each lottery.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pipeline.inference.lotteries import Lottery, assigned, lottery_of
from pipeline.inference.randomization import RandomizationTest, randomization_test
from pipeline.inference.randomization_regression import regression_of
from pipeline.inference.rerandomisation import balance_of

SHORT, LONG = 400, 10_000
DRAWS = 199
# A uniform p-value falls below this once in a thousand.
BY_CHANCE = 0.001
MONTE_CARLO = 3.9

Study = tuple[np.ndarray, np.ndarray, Lottery, bool]
draws = pytest.mark.parametrize(
    "number", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["short", "long"]
)


def complete(rng: np.random.Generator) -> Study:
    """Thirty people, nine of them treated; skewed outcomes, a covariate, Lin's regression."""
    x = rng.normal(size=(30, 1))
    lottery = lottery_of(np.repeat([0.0, 1.0], [21, 9]), np.arange(30), None)
    return np.exp(x[:, 0] + rng.normal(size=30)), x, lottery, True


def pairs(rng: np.random.Generator) -> Study:
    """Twelve pairs that differ, an intercept for each."""
    pair = np.repeat(np.arange(12), 2)
    lottery = lottery_of(np.tile([0.0, 1.0], 12), np.arange(24), pair)
    return rng.normal(size=12)[pair] + rng.exponential(size=24), np.empty((24, 0)), lottery, False


def villages(rng: np.random.Generator) -> Study:
    """Ten and eight villages of 1 to 9 in two regions, a covariate that differs inside them."""
    village = np.repeat(np.arange(18), rng.integers(1, 10, 18))
    region = (village >= 10) * 1
    treated = np.isin(village, [0, 1, 2, 3, 10, 11, 12]) * 1.0
    x = rng.normal(size=(len(village), 1)) + rng.normal(size=(18, 1))[village]
    y = rng.exponential(size=18)[village] + x[:, 0] + rng.normal(size=len(village))
    return y, x, lottery_of(treated, village, region), False


def balanced(rng: np.random.Generator) -> Study:
    """Twenty-four people, drawn until the covariate that matters is alike: one in five is kept."""
    x = rng.normal(size=(24, 1))
    lottery = lottery_of(np.tile([0.0, 1.0], 12), np.arange(24), None)
    balance = balance_of(x, lottery.treated, lottery.strata, 0.064)
    return (
        3 * x[:, 0] + rng.normal(size=24),
        np.empty((24, 0)),
        replace(lottery, balance=balance),
        True,
    )


def held(study: Callable, effect: float, rng: np.random.Generator) -> RandomizationTest:
    """One study: the lottery is held, everybody drawn gains the effect, and it is tested."""
    y, x, lottery, own_slopes = study(rng)
    lottery = replace(lottery, treated=assigned(lottery, 1, rng)[0] * 1.0)
    treated = lottery.treated[lottery.cluster_of]
    stratum = np.zeros(len(lottery.treated))
    for number, members in enumerate(lottery.strata):
        stratum[members] = number
    of = regression_of(
        np.column_stack([y + effect * treated, treated]),
        x,
        lottery.cluster_of,
        stratum[lottery.cluster_of],
        own_slopes=own_slopes,
    )
    return randomization_test(of, lottery, DRAWS, rng, 0.1)


@draws
@pytest.mark.parametrize("study", [complete, pairs, villages, balanced])
def test_p_is_uniform_and_intervals_hold_a_constant_effect(study: Callable, number: int) -> None:
    from scipy.stats import kstest

    rng, effect = np.random.default_rng(31), 0.8
    tests = [held(study, effect if one % 2 else 0.0, rng) for one in range(number)]
    of_nothing = tests[::2]
    for name in ("p_value", "p_above", "p_below"):
        values = [getattr(test, name) for test in of_nothing]
        assert kstest(values, "uniform").pvalue > BY_CHANCE
    truths = [effect if one % 2 else 0.0 for one in range(number)]
    covered = np.mean(
        [
            test.conf_low <= truth <= test.conf_high
            for test, truth in zip(tests, truths, strict=True)
        ]
    )
    assert abs(covered - 0.9) < MONTE_CARLO * np.sqrt(0.09 / number) + 1 / DRAWS


def test_a_lottery_without_the_balance_would_be_answered_wrongly() -> None:
    """Held again without its balance, the lottery seems to leave more to chance than it did."""
    rng = np.random.default_rng(37)

    def unrestricted(rng: np.random.Generator) -> RandomizationTest:
        y, x, lottery, _ = balanced(rng)
        lottery = replace(lottery, treated=assigned(lottery, 1, rng)[0] * 1.0)
        of = regression_of(
            np.column_stack([y, lottery.treated]), x[:, :0], np.arange(24), None, own_slopes=True
        )
        return randomization_test(of, replace(lottery, balance=None), DRAWS, rng)

    assert np.mean([unrestricted(rng).p_value < 0.2 for _ in range(200)]) < 0.1


@draws
def test_the_t_statistic_holds_the_weak_null_where_the_coefficient_does_not(number: int) -> None:
    """Nobody's average changes; the fewer treated vary more: 20 of 100 with three times the spread.

    Wu and Ding (2021): the coefficient alone rejects too often, its t statistic does not.
    """
    rng, rejected = np.random.default_rng(41), np.zeros(2)
    for _ in range(number):
        treated = rng.permutation(np.repeat([0.0, 1.0], [80, 20]))
        y = rng.normal(size=100) * (1 + 2 * treated)
        of = regression_of(
            np.column_stack([y, treated]), np.empty((100, 0)), np.arange(100), None, own_slopes=True
        )
        lottery = lottery_of(treated, np.arange(100), None)
        for place, one in enumerate((of, replace(of, studentised=False))):
            rejected[place] += randomization_test(one, lottery, DRAWS, rng).p_value < 0.05
    rates = rejected / number
    assert rates[0] < 0.05 + 0.02 + MONTE_CARLO * np.sqrt(0.05 * 0.95 / number)
    assert rates[1] > 0.15
