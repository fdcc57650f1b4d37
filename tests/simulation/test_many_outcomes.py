"""Many outcomes, groups and lost people: family-wise error, coverage of bounds, size of tests.

Short here; `make check-long` draws more.
"""

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.inference.attrition_weighting import weighted_for_attrition
from pipeline.inference.intervals_of_bounds import imbens_manski
from pipeline.inference.joint_draws import romano_wolf, totals_of, westfall_young
from pipeline.inference.lee_bounds import Bounds, lee_bounds
from pipeline.inference.lotteries import lottery_of
from pipeline.inference.manski_bounds import manski_bounds
from pipeline.inference.multiple_testing import benjamini_hochberg, holm, sharpened_q
from pipeline.inference.several_effects import Fit, independent_test, stacked_test

SHORT, LONG = 150, 2000
LEVEL = 0.05
MONTE_CARLO = 3.9  # Monte Carlo standard errors: 1 in 10,000 by chance
SEED = 20260718

draws = pytest.mark.parametrize(
    "number", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["short", "long"]
)


def holds(rate: float, number: int) -> None:
    """Fail where a rate is above the level beyond Monte Carlo error."""
    assert rate < LEVEL + MONTE_CARLO * np.sqrt(LEVEL * (1 - LEVEL) / number), rate


def covers(rate: float, number: int) -> None:
    """Fail where intervals hold less often than 95% beyond Monte Carlo error."""
    assert rate > 1 - LEVEL - MONTE_CARLO * np.sqrt(LEVEL * (1 - LEVEL) / number), rate


# --- families: outcomes that move together, of which two have an effect


def skewed_units(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """60 people, five skewed outcomes with a common part, one in ten missing."""
    shared, own = rng.normal(size=(60, 1)), rng.normal(size=(60, 5))
    treated = rng.permutation(np.repeat([0.0, 1.0], 30))
    outcomes = np.exp(0.7 * shared + 0.7 * own)
    outcomes[:, :2] += treated[:, None]
    outcomes[rng.random((60, 5)) < 0.1] = np.nan
    return outcomes, treated, np.arange(60)


def few_unequal_clusters(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """20 clusters of 5 to 39, 8 of them treated, four outcomes alike within clusters."""
    sizes = rng.integers(5, 40, 20)
    village = np.repeat(np.arange(20), sizes)
    treated = rng.permutation(np.repeat([0.0, 1.0], [12, 8]))[village]
    common = 0.5 * rng.normal(size=(20, 4)) + 0.5 * rng.normal(size=(20, 1))
    outcomes = common[village] + rng.normal(size=(len(village), 4))
    outcomes[:, :2] += treated[:, None]
    return outcomes, treated, village


@draws
@pytest.mark.parametrize("method", [westfall_young, romano_wolf])
@pytest.mark.parametrize("study", [skewed_units, few_unequal_clusters])
def test_joint_draws_hold_the_family_wise_error(
    study: Callable, method: Callable, number: int
) -> None:
    rng, false, true = np.random.default_rng(SEED), 0, 0
    for _ in range(number):
        outcomes, treated, owners = study(rng)
        lottery = lottery_of(treated, owners, None)
        p_values = method(totals_of(outcomes, lottery.cluster_of), lottery, 199, rng).p_values
        false += (p_values[2:] < LEVEL).any()
        true += (p_values[:2] < LEVEL).any()
    holds(false / number, number)
    assert true / number > 0.3  # a test that never rejects would hold any error rate


@draws
@pytest.mark.parametrize("method", [westfall_young, romano_wolf])
def test_joint_draws_hold_over_arms_that_share_controls(method: Callable, number: int) -> None:
    """Four arms, the second of which does something: the others must not look as if they did."""
    rng, false = np.random.default_rng(SEED), 0
    for _ in range(number):
        arm = rng.permutation(np.repeat([0.0, 1.0, 2.0, 3.0], 25))
        outcome = rng.normal(size=100) + 1.0 * (arm == 2)
        lottery = lottery_of(arm, np.arange(100), None)
        totals = totals_of(
            np.tile(outcome[:, None], 3), lottery.cluster_of, np.array([1.0, 2.0, 3.0])
        )
        p_values = method(totals, lottery, 199, rng).p_values
        false += (p_values[[0, 2]] < LEVEL).any()
    holds(false / number, number)


@draws
def test_false_discoveries_are_as_few_as_promised(number: int) -> None:
    """Ten independent tests, half of them of true effects: the mean share of false findings."""
    from scipy.stats import norm

    rng = np.random.default_rng(SEED)
    shares = {method: [] for method in (benjamini_hochberg, sharpened_q)}
    found = {method: 0 for method in (benjamini_hochberg, sharpened_q, holm)}
    for _ in range(number):
        p_values = 2 * norm.sf(np.abs(rng.normal(size=10) + np.repeat([0.0, 3.0], 5)))
        for method in found:
            rejected = method(p_values) < LEVEL
            found[method] += rejected.sum()
            if method in shares:
                shares[method].append(rejected[:5].sum() / max(rejected.sum(), 1))
    for rates in shares.values():
        assert np.mean(rates) < LEVEL + MONTE_CARLO * np.std(rates) / np.sqrt(number)
    assert found[holm] < found[benjamini_hochberg] < found[sharpened_q]


# --- those who were lost


def monotone(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """The programme keeps a tenth more in touch, those with the lowest outcomes first."""
    n = 600
    treated, cell = rng.permutation(np.repeat([0.0, 1.0], n // 2)), rng.integers(0, 3, n)
    quiet = rng.normal(size=n)
    outcome = 1 + 0.5 * treated + cell + quiet
    reached = quiet + rng.normal(size=n) > -0.6 - 0.4 * treated - 0.2 * cell
    return np.where(reached, outcome, np.nan), treated, cell, 0.5


def interval(bounds: Bounds) -> tuple[float, float]:
    n = len(bounds.influence_lower)
    influences = bounds.influence_lower, bounds.influence_upper
    errors = [float(np.sqrt((one**2).sum())) / n for one in influences]
    return imbens_manski((bounds.lower, bounds.upper), (errors[0], errors[1]), 1 - LEVEL)


@draws
def test_lee_bounds_cover_and_cells_tighten_them(number: int) -> None:
    rng, held, widths = np.random.default_rng(SEED), np.zeros(2), np.zeros(2)
    for _ in range(number):
        outcome, treated, cell, truth = monotone(rng)
        for place, cells in enumerate((None, cell)):
            bounds = lee_bounds(outcome, treated, cells)
            low, high = interval(bounds)
            held[place] += low <= truth <= high
            widths[place] += bounds.upper - bounds.lower
    for rate in held / number:
        covers(rate, number)
    assert widths[1] < widths[0]


@draws
def test_lee_bounds_cover_an_effect_at_the_end_of_its_bounds(number: int) -> None:
    """Exactly the worst of the treated are those who would have been lost: the upper bound."""
    rng, held = np.random.default_rng(SEED), 0
    for _ in range(number):
        treated = rng.permutation(np.repeat([0.0, 1.0], 300))
        outcome = rng.normal(size=600)
        # Of everybody the lowest fifth is lost without the programme, and nobody with it.
        outcome = np.where((treated == 0) & (outcome < -0.8416), np.nan, outcome)
        low, high = interval(lee_bounds(outcome, treated))
        held += low <= 0.0 <= high
    covers(held / number, number)


@draws
def test_manski_bounds_cover_whatever_the_loss(number: int) -> None:
    """A yes-or-no outcome; in one arm those who would say no are lost, in the other yes."""
    rng, held = np.random.default_rng(SEED), 0
    for _ in range(number):
        treated = rng.permutation(np.repeat([0.0, 1.0], 200))
        yes = (rng.random(400) < 0.4 + 0.1 * treated).astype(float)
        lost = (rng.random(400) < 0.3) & (yes != treated)
        bounds = manski_bounds(np.where(lost, np.nan, yes), treated, (0.0, 1.0))
        low, high = interval(bounds)
        held += low <= 0.1 <= high
    covers(held / number, number)


@draws
def test_attrition_weights_cover_where_the_unweighted_do_not(number: int) -> None:
    """Loss follows a covariate that the effect follows too, in the treated alone."""
    from scipy.stats import norm

    rng, held, unweighted = np.random.default_rng(SEED), 0, 0
    factor = norm.ppf(1 - LEVEL / 2)
    for _ in range(number):
        treated, x = rng.permutation(np.repeat([0.0, 1.0], 200)), rng.normal(size=400)
        outcome = x + treated * (1 + x) + rng.normal(size=400)
        kept = (treated == 0) | (rng.random(400) < 1 / (1 + np.exp(-(0.5 + x))))
        outcome = np.where(kept, outcome, np.nan)
        exog = np.column_stack([np.ones(400), x])
        found = weighted_for_attrition(outcome, treated, exog, np.empty((400, 0)))
        error = np.sqrt((found.influence**2).sum()) / 400
        held += abs(found.effect - 1) < factor * error
        arms = [outcome[kept & (treated == arm)] for arm in (1, 0)]
        plain = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
        unweighted += abs(arms[0].mean() - arms[1].mean() - 1) < factor * plain
    covers(held / number, number)
    assert unweighted / number < 0.5


# --- groups


@draws
def test_the_interaction_test_of_three_groups_has_its_size(number: int) -> None:
    """Groups of unlike sizes and spreads in which the effect is the same."""
    rng, rejected = np.random.default_rng(SEED), 0
    for _ in range(number):
        facts = []
        for size, spread in ((16, 1.0), (40, 3.0), (24, 2.0)):
            arms = [rng.normal(shift, spread, size // 2) for shift in (1.0, 0.0)]
            variances = np.array([arm.var(ddof=1) / len(arm) for arm in arms])
            df = variances.sum() ** 2 / (variances**2 / (size // 2 - 1)).sum()
            facts.append((arms[0].mean() - arms[1].mean(), np.sqrt(variances.sum()), df))
        rejected += independent_test(*zip(*facts, strict=True)).p_value < LEVEL
    holds(rejected / number, number)
    assert rejected / number > LEVEL / 5


@draws
def test_the_interaction_test_across_clusters_has_its_size(number: int) -> None:
    """18 villages of 5 to 39 whose people are of both groups."""
    rng, rejected = np.random.default_rng(SEED), 0
    for _ in range(number):
        sizes = rng.integers(5, 40, 18)
        village = np.repeat(np.arange(18), sizes)
        treated = rng.permutation(np.repeat([0.0, 1.0], 9))[village]
        group = rng.integers(0, 2, len(village))
        outcome = (
            0.7 * rng.normal(size=18)[village] + 0.4 * rng.normal(size=(18, 2))[village, group]
        )
        outcome = outcome + treated + rng.normal(size=len(village))
        exog = np.column_stack([np.ones(len(village)), treated])
        parts = [group == level for level in (0, 1)]
        fits = [Fit(exog[part], outcome[part], village[part]) for part in parts]
        rejected += stacked_test(fits)[0].p_value < LEVEL
    holds(rejected / number, number)
    assert rejected / number > LEVEL / 5
