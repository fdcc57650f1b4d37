"""Medians and ranks beside statsmodels, SciPy and brute force; their intervals hold the truth."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from statsmodels.regression.quantile_regression import QuantReg

from pipeline.inference.rank_shift import hodges_lehmann, rank_test
from pipeline.inference.robust_location import Arms, median_difference, quantile

EXACT = 1e-9  # arithmetic alone
# SciPy's test assumes arms of one shape; ours does not: they meet in large samples of such arms.
TWO_VARIANCES = 0.03
# Koenker's error has a bandwidth, Woodruff's interval has none.
TWO_DENSITIES = 0.1


def arms_of(rng: np.random.Generator, sizes: tuple[int, int], *, whole: bool = False) -> Arms:
    """Two skewed arms, a fifth of a unit apart, perhaps in whole numbers with many ties."""
    values = rng.lognormal(size=sum(sizes)) + 0.2 * (np.arange(sum(sizes)) < sizes[0])
    values = np.floor(4 * values) if whole else values
    return Arms(values, np.arange(sum(sizes)) < sizes[0], np.ones(sum(sizes)))


def differences(arms: Arms) -> np.ndarray:
    return np.subtract.outer(arms.outcome[arms.treated], arms.outcome[~arms.treated])


def test_medians_are_those_of_quantile_regression() -> None:
    """Digit for digit; their errors on average, since each guesses a density in its own way."""
    errors = []
    for seed in range(8):
        arms = arms_of(np.random.default_rng(seed), (751, 749))
        exog = np.column_stack([np.ones(1500), arms.treated])
        fit = QuantReg(arms.outcome, exog).fit(q=0.5, max_iter=5000, p_tol=1e-10)
        found = median_difference(arms, 0.95)
        assert found.estimate == pytest.approx(fit.params[1], abs=1e-5)  # it iterates
        errors.append([(found.conf_high - found.conf_low) / 2 / 1.96, fit.bse[1]])
    ours, theirs = np.mean(errors, axis=0)
    assert ours == pytest.approx(theirs, rel=TWO_DENSITIES)


def test_a_weight_of_two_is_two_rows() -> None:
    rng = np.random.default_rng(4)
    values, weights = rng.normal(size=40), rng.integers(1, 4, size=40)
    for share in (0.1, 0.25, 0.5, 0.9):
        told = np.quantile(np.repeat(values, weights), share, method="averaged_inverted_cdf")
        assert quantile(values, weights.astype(float), share) == pytest.approx(told, abs=EXACT)


@pytest.mark.parametrize("whole", [False, True], ids=["continuous", "tied"])
@pytest.mark.parametrize("sizes", [(31, 40), (50, 50)])
def test_the_shift_is_the_median_of_all_differences(sizes: tuple[int, int], whole: bool) -> None:
    arms = arms_of(np.random.default_rng(1), sizes, whole=whole)
    found = hodges_lehmann(arms, 0.95)
    assert found.estimate == pytest.approx(np.median(differences(arms)), abs=1e-7)


@pytest.mark.parametrize("whole", [False, True], ids=["continuous", "tied"])
def test_ranks_are_those_of_mann_and_whitney(whole: bool) -> None:
    arms = arms_of(np.random.default_rng(2), (600, 700), whole=whole)
    values, treated = arms.outcome, arms.treated
    told = mannwhitneyu(values[treated], values[~treated], use_continuity=False)
    more, p_value = rank_test(arms)
    assert more == pytest.approx(told.statistic / (600 * 700), abs=EXACT)
    assert np.log(p_value) == pytest.approx(np.log(told.pvalue), rel=0.1)


def test_the_interval_is_what_the_test_does_not_reject() -> None:
    arms = arms_of(np.random.default_rng(3), (400, 500))
    values, treated = arms.outcome, arms.treated
    found = hodges_lehmann(arms, 0.95)
    width = found.conf_high - found.conf_low
    for end, inward in ((found.conf_low, 1), (found.conf_high, -1)):
        for step, kept in ((TWO_VARIANCES, True), (-TWO_VARIANCES, False)):
            shift = end + inward * step * width
            told = mannwhitneyu(values[treated] - shift, values[~treated], use_continuity=False)
            assert (told.pvalue > 0.05) == kept


def test_delong_s_error_by_brute_force() -> None:
    arms = arms_of(np.random.default_rng(5), (60, 80), whole=True)
    gaps = differences(arms)
    more = (gaps > 0) + 0.5 * (gaps == 0)
    placed = more.mean(axis=1), more.mean(axis=0)
    variance = sum(((part - more.mean()) ** 2).mean() / len(part) for part in placed)
    from scipy.stats import norm

    statistic = abs(more.mean() - 0.5) / np.sqrt(variance * 140 / 139)
    assert rank_test(arms)[1] == pytest.approx(2 * norm.sf(statistic), abs=EXACT)


@pytest.mark.parametrize("clustered", [False, True], ids=["units", "clusters"])
@pytest.mark.parametrize("how", [median_difference, hodges_lehmann])
def test_intervals_hold_the_truth(how, clustered: bool) -> None:
    """In 400 studies with a shift of 0.3: nominal 95%, give or take three Monte Carlo errors."""
    rng, held, draws = np.random.default_rng(6), 0, 400
    cluster = np.arange(600) // 10
    for _ in range(draws):
        treated = rng.permutation(np.arange(60) % 2 == 0)[cluster]
        noise = rng.normal(size=600) + (0.4 * rng.normal(size=60)[cluster] if clustered else 0)
        arms = Arms(noise + 0.3 * treated, treated, np.ones(600), cluster if clustered else None)
        found = how(arms, 0.95)
        held += found.conf_low <= 0.3 <= found.conf_high
    assert 0.95 - 0.033 <= held / draws <= 0.95 + 0.035


def test_weights_undo_unlike_chances() -> None:
    """Two strata with unlike shares of treated, weighted by inverse chances."""
    rng, found = np.random.default_rng(7), []
    for _ in range(60):
        rich = np.arange(1000) < 500
        chance = np.where(rich, 0.7, 0.3)
        treated = rng.random(1000) < chance
        values = 2.0 * rich + rng.normal(size=1000) + 0.5 * treated
        weights = 1 / np.where(treated, chance, 1 - chance)
        arms = Arms(values, treated, weights)
        found.append((median_difference(arms, 0.95).estimate, hodges_lehmann(arms, 0.95).estimate))
    assert np.abs(np.mean(found, axis=0) - 0.5).max() < 0.06
