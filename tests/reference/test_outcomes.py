"""Many outcomes, groups and lost people: adjusted p-values and bounds against other software."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from lost import CASES, lost
from references import HERE, data

from pipeline.effects.factors import factorial
from pipeline.estimators.sample import Sample
from pipeline.inference.attrition_weighting import weighted_for_attrition
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.intervals_of_bounds import imbens_manski
from pipeline.inference.joint_draws import romano_wolf, totals_of, westfall_young
from pipeline.inference.lee_bounds import lee_bounds
from pipeline.inference.lotteries import lottery_of
from pipeline.inference.manski_bounds import manski_bounds
from pipeline.inference.multiple_testing import benjamini_hochberg, holm, sharpened_q, step_down
from pipeline.inference.several_effects import (
    Fit,
    independent_difference,
    independent_test,
    stacked_test,
)

DETERMINISTIC = 1e-8
# Anderson's programme tries false discovery rates in steps of so much.
STEP = 0.001
# Stata's `fdr_sharpened_qvalues.do` (Anderson 2008), as recorded in the tests of
# github.com/josh-ashkinaze/sharp-q-values (MIT).
SHARPENED = [
    ([0.02, 0.01, 0.03, 0.08, 0.168, 0.168, 0.168], [0.076] * 3 + [0.087] + [0.107] * 3),
    ([0.001, 0.005, 0.01, 0.05, 0.1, 0.5], [0.007, 0.013, 0.016, 0.039, 0.064, 0.137]),
    ([0.9, 0.8, 0.7, 0.6, 0.5], [1.0] * 5),
    ([0.001], [0.002]),
    ([0.001] * 5, [0.002] * 5),
    ([0.05, 0.05, 0.05, 0.1, 0.1], [0.091] * 5),
    ([0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1], [0.112] * 10),
    ([0.0001, 0.0005, 0.001, 0.005, 0.01], [0.001, 0.002, 0.002, 0.003, 0.005]),
    ([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], [1.0] * 7),
    (
        [0.001, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
        [0.012, 0.334, 0.429, 0.51, 0.563] + [0.579] * 6,
    ),
]
# Stata 18, leebounds 1.5 (Tauchmann 2014), as recorded in the fixtures of StatsPAI (MIT), whose
# eight samples `lee_sample` draws again: lower, upper, their errors, share trimmed.
LEE = [
    (-50.09892796641779, 54.54828724097138, 14.138072631212638, 19.547479283278097, 0.14529032258),
    (17.11257240364344, 85.88901585754994, 17.202105497061456, 14.717995492887899, 0.14032384581),
    (-40.42964342401567, 48.88511568556018, 12.602556180571479, 15.895105255723831, 0.17753277028),
    (-8.499688783081297, 84.90465536892842, 17.515352981301440, 10.974646961065044, 0.19173619942),
    (-29.88145904344124, 81.82806984050995, 12.732183341773656, 20.608645323604727, 0.16200905936),
    (25.04479597917444, 96.20306261220045, 19.897104989444656, 16.912522614121329, 0.14037612460),
    (0.364456803316754, 1.440208360143009, 0.134287895365742, 0.133020484555064, 0.17860491195),
    (0.692150297619047, 1.546999007936507, 0.119108634598880, 0.113589573318269, 0.17011423279),
]
TIED = (7, 8)  # samples of whole numbers, whose ties Stata keeps in part, as we always do
# Stata keeps or drops a whole unit at the cut; a unit is so large a part of the bound's error.
WHOLE_UNIT = 0.05
# Stata divides some of the variance's parts by n - 1 and some by n.
CONVENTION = 2e-3
MONTE_CARLO = 3.9  # standard errors of a p-value from draws: 1 in 10,000 by chance


@pytest.mark.parametrize(("p_values", "theirs"), SHARPENED)
def test_sharpened_q_equals_stata(p_values: list[float], theirs: list[float]) -> None:
    """Stata's is the first step of its ladder at which a test is rejected: ours, rounded up."""
    ours = np.minimum(np.ceil(sharpened_q(p_values) / STEP - 1e-9) * STEP, 1.0)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_sharpened_q_is_the_least_rate_that_statsmodels_rejects_at() -> None:
    from statsmodels.stats.multitest import multipletests

    p_values = np.random.default_rng(7).beta(0.4, 2, size=12)
    q_values = sharpened_q(p_values)
    for rate in np.linspace(0.01, 0.6, 60):
        theirs = multipletests(p_values, alpha=rate, method="fdr_tsbky", maxiter=1)[0]
        np.testing.assert_array_equal(q_values <= rate, theirs)


def test_adjusted_p_values_equal_statsmodels() -> None:
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(8)
    for tests in (1, 2, 5, 40):
        p_values = np.round(rng.beta(0.4, 2, size=tests), 2)  # with ties
        for ours, theirs in ((holm, "holm"), (benjamini_hochberg, "fdr_bh")):
            expected = multipletests(p_values, method=theirs)[1]
            np.testing.assert_allclose(ours(p_values), expected, rtol=1e-12)


def test_westfall_young_equals_every_assignment_by_hand() -> None:
    """Eight units, four treated: 70 assignments; each step's largest Welch t, counted."""
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(3)
    outcomes = rng.normal(size=(8, 3)) + np.outer([1] * 4 + [0] * 4, [2.0, 1.0, 0.0])
    treatment = np.repeat([1.0, 0.0], 4)

    def t_of(treated: tuple[int, ...]) -> np.ndarray:
        inside = np.isin(np.arange(8), treated)
        return np.abs(ttest_ind(outcomes[inside], outcomes[~inside], equal_var=False).statistic)

    drawn = np.array([t_of(treated) for treated in combinations(range(8), 4)])
    observed = t_of((0, 1, 2, 3))
    by_hand, left, worst = {}, [0, 1, 2], 0.0
    for name in np.argsort(-observed):
        largest = drawn[:, left].max(axis=1)
        worst = max(worst, float((largest >= observed[name] - 1e-9).mean()))
        by_hand[name] = worst
        left.remove(name)
    lottery = lottery_of(treatment, np.arange(8), None)
    ours = westfall_young(
        totals_of(outcomes, lottery.cluster_of), lottery, 100, np.random.default_rng(0)
    )
    assert ours.exact
    assert ours.draws == 70
    np.testing.assert_allclose(ours.p_values, [by_hand[0], by_hand[1], by_hand[2]], rtol=1e-12)


def test_step_down_of_independent_tests_is_sidak() -> None:
    """For normal and independent statistics the chance of the largest is known."""
    from scipy.stats import norm

    rng, draws = np.random.default_rng(11), 200_000
    observed = np.array([2.9, 2.2, 1.1])
    ours = step_down(observed, np.abs(rng.normal(size=(draws, 3))))
    alone = 2 * norm.sf(observed)
    sidak = np.maximum.accumulate(1 - (1 - alone) ** np.array([3, 2, 1]))
    error = np.sqrt(sidak * (1 - sidak) / draws)
    assert (np.abs(ours - sidak) < MONTE_CARLO * error).all()


@pytest.mark.parametrize("name", ["westfall_young", "romano_wolf"])
def test_joint_draws_agree_with_pyfixest(name: str) -> None:
    """pyfixest draws 999 lotteries, and 19,999 wild bootstraps where we sample units again.

    Both bootstraps have the same limit; at 445 men they differ by a little more than by chance.
    """
    theirs = pd.read_csv(HERE / "multiple_testing.csv")
    rows = data("nsw")
    rows = rows.assign(worked78=(rows["re78"] > 0) * 1.0, re78_high=(rows["re78"] > 10_000) * 1.0)
    outcomes = rows[theirs["outcome"]].to_numpy(float)
    lottery = lottery_of(rows["treat"].to_numpy(float), np.arange(len(rows)), None)
    totals = totals_of(outcomes, lottery.cluster_of)
    method = {"westfall_young": westfall_young, "romano_wolf": romano_wolf}[name]
    ours = method(totals, lottery, 19_999, np.random.default_rng(1)).p_values
    expected = theirs[name].to_numpy()
    draws = 999 if name == "westfall_young" else 19_999
    two_bootstraps = 0.0 if name == "westfall_young" else 0.005
    error = np.sqrt(expected * (1 - expected) * (1 / draws + 1 / 19_999))
    assert (np.abs(ours - expected) < MONTE_CARLO * error + two_bootstraps).all()


def lee_sample(number: int) -> tuple[np.ndarray, np.ndarray]:
    """Outcome with gaps and treatment: skewed in samples 1 to 6, whole numbers in 7 and 8."""
    rng = np.random.default_rng(20260929 + number)
    n = 700 + 37 * number
    treated = rng.integers(0, 2, n)
    chances = (0.95, 0.8) if number % 2 else (0.8, 0.95)
    reached = rng.random(n) < np.where(treated == 1, *chances)
    if number in TIED:
        outcome = rng.poisson(2 + treated, n).astype(float)
    else:
        outcome = np.exp(rng.normal(4 + 0.3 * treated, 1.2, n)).astype(np.float32).astype(float)
    return np.where(reached, outcome, np.nan), treated.astype(float)


@pytest.mark.parametrize("number", range(1, 9))
def test_lee_bounds_equal_stata(number: int) -> None:
    ours = lee_bounds(*lee_sample(number))
    lower, upper, below, above, trimmed = LEE[number - 1]
    n = len(ours.influence_lower)
    errors = [np.sqrt((one**2).sum()) / n for one in (ours.influence_lower, ours.influence_upper)]
    assert ours.trimmed == pytest.approx(trimmed, abs=1e-10)
    room = (DETERMINISTIC, DETERMINISTIC) if number in TIED else (WHOLE_UNIT * below,) * 2
    assert abs(ours.lower - lower) < room[0]
    assert abs(ours.upper - upper) < room[1]
    np.testing.assert_allclose(errors, [below, above], rtol=CONVENTION)


def test_lee_bounds_by_brute_force_in_cells_and_with_weights() -> None:
    """Each cell's bounds by sorting whole units; weights of 2 are units that are there twice."""
    rng = np.random.default_rng(8)
    cell = np.repeat([0, 1], 60)
    treated = np.tile([0.0, 1.0], 60)
    outcome = rng.normal(size=120) + treated + cell
    gone = np.concatenate([np.flatnonzero((cell == 0) & (treated == 0))[:10],
                           np.flatnonzero((cell == 1) & (treated == 0))[:15]])  # fmt: skip
    outcome[gone] = np.nan
    expected = []
    for end in (slice(None, -1), slice(None)):
        parts = []
        for level, kept in ((0, 20), (1, 15)):
            answers = np.sort(outcome[(cell == level) & (treated == 1)])
            chosen = answers[:kept] if end != slice(None) else answers[-kept:]
            control = outcome[(cell == level) & (treated == 0)]
            parts.append((chosen.mean() - np.nanmean(control), kept))
        expected.append(np.average([p[0] for p in parts], weights=[p[1] for p in parts]))
    ours = lee_bounds(outcome, treated, cell)
    np.testing.assert_allclose([ours.lower, ours.upper], expected, rtol=1e-12)
    twice = np.r_[np.arange(120), np.flatnonzero(cell == 1)]
    double = lee_bounds(outcome[twice], treated[twice])
    weighted = lee_bounds(outcome, treated, weights=1.0 + cell)
    assert weighted.lower == pytest.approx(double.lower, rel=1e-12)
    assert weighted.upper == pytest.approx(double.upper, rel=1e-12)


def test_imbens_manski_between_its_two_limits() -> None:
    """A point has the ordinary interval, wide bounds a one-sided one at each end."""
    from scipy.stats import norm

    point = imbens_manski((1.0, 1.0), (0.5, 0.5), 0.95)
    np.testing.assert_allclose(point, [1 - 0.5 * norm.ppf(0.975), 1 + 0.5 * norm.ppf(0.975)])
    wide = imbens_manski((0.0, 50.0), (0.5, 1.0), 0.95)
    np.testing.assert_allclose(wide, [-0.5 * norm.ppf(0.95), 50 + norm.ppf(0.95)], rtol=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_attrition_weights_equal_delicatessen(case: str) -> None:
    rows, foretelling, centred = lost(case)
    ours = weighted_for_attrition(
        rows["y"].to_numpy(float), rows["d"].to_numpy(float), foretelling, centred
    )
    theirs = pd.read_csv(HERE / "attrition.csv").set_index("case").loc[case]
    error = np.sqrt((ours.influence**2).sum()) / len(rows)
    found = [ours.control_mean, ours.effect, error]
    expected = theirs[["control_mean", "estimate", "std_error"]].to_numpy(float)
    np.testing.assert_allclose(found, expected, rtol=DETERMINISTIC)


def test_independent_effects_are_welch() -> None:
    """Means of three samples as effects: statsmodels' Welch analysis of variance."""
    from scipy.stats import ttest_ind
    from statsmodels.stats.oneway import anova_oneway

    rng = np.random.default_rng(4)
    samples = [rng.normal(0, s, n) for s, n in ((1, 12), (3, 20), (2, 9))]
    facts = [(x.mean(), x.std(ddof=1) / np.sqrt(len(x)), len(x) - 1) for x in samples]
    ours = independent_test(*zip(*facts, strict=True))
    theirs = anova_oneway(samples, use_var="unequal", welch_correction=True)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=DETERMINISTIC)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=DETERMINISTIC)
    two = independent_difference(*zip(*facts[:2], strict=True))
    welch = ttest_ind(samples[1], samples[0], equal_var=False)
    assert two.estimate / two.std_error == pytest.approx(welch.statistic, rel=DETERMINISTIC)
    assert two.df == pytest.approx(welch.df, rel=DETERMINISTIC)


@pytest.mark.parametrize("clustered", [False, True])
def test_factorial_effects_are_averages_of_simple_effects(clustered: bool) -> None:
    """By hand from the four means; errors by statsmodels' HC2, and by CR2 of the raw dummies."""
    from statsmodels.formula.api import ols

    rows = data("complete").assign(near=lambda rows: (rows["distvct"] < 2) * 1.0)
    factors = rows[["any", "near"]].to_numpy(float)
    sample = Sample(
        rows["got"].to_numpy(float),
        factors[:, 0],
        np.empty((len(rows), 0)),
        rows["villnum"].to_numpy(),
    )
    (first, second, both), _ = factorial(sample, factors, clustered=clustered)
    means = rows.groupby(["any", "near"])["got"].mean()
    simple = means[1, 0] - means[0, 0], means[1, 1] - means[0, 1]
    assert first.estimate == pytest.approx(np.mean(simple), rel=DETERMINISTIC)
    assert both.estimate == pytest.approx(simple[1] - simple[0], rel=DETERMINISTIC)
    other = means[0, 1] - means[0, 0], means[1, 1] - means[1, 0]
    assert second.estimate == pytest.approx(np.mean(other), rel=DETERMINISTIC)
    raw = ols("got ~ any * near", rows).fit(cov_type="HC2")
    contrasts = {"main": np.array([0, 1, 0, 0.5]), "interaction": np.array([0, 0, 0, 1.0])}
    if clustered:
        exog = np.column_stack([np.ones(len(rows)), factors, factors.prod(axis=1)])
        covariance = cluster_robust(exog, raw.resid.to_numpy(), sample.clusters).covariance
    else:
        covariance = raw.cov_params().to_numpy()
    for contrast, ours in ((contrasts["main"], first), (contrasts["interaction"], both)):
        error = np.sqrt(contrast @ covariance @ contrast)
        assert ours.std_error == pytest.approx(error, rel=DETERMINISTIC)


def test_manski_bounds_by_hand() -> None:
    """Six of ten answered in each arm; the lost are all 0, or all 1, whichever is worse."""
    yes = np.array([1, 1, 1, 1, 0, 0] + [np.nan] * 4 + [1, 1, 0, 0, 0, 0] + [np.nan] * 4)
    bounds = manski_bounds(yes, np.repeat([1.0, 0.0], 10), (0.0, 1.0))
    assert (bounds.lower, bounds.upper) == pytest.approx((0.4 - 0.6, 0.8 - 0.2))
    n = len(yes)
    error = np.sqrt((bounds.influence_lower**2).sum()) / n
    assert error == pytest.approx(np.sqrt((0.4 * 0.6 + 0.6 * 0.4) / 10))


def test_stacked_effects_are_the_interaction_of_one_regression() -> None:
    """Two groups that share villages: the coefficient of treatment by group, CR2, its df."""
    rows = data("complete")
    group = (rows["age"] > 30).to_numpy(float)
    treated, outcome = rows["any"].to_numpy(float), rows["got"].to_numpy(float)
    villages = rows["villnum"].to_numpy()
    exog = np.column_stack([np.ones(len(rows)), treated])
    fits = [Fit(exog[group == g], outcome[group == g], villages[group == g]) for g in (0, 1)]
    test, (difference,) = stacked_test(fits)
    whole = np.column_stack([exog, group, group * treated])
    coefficients = np.linalg.lstsq(whole, outcome, rcond=None)[0]
    robust = cluster_robust(whole, outcome - whole @ coefficients, villages)
    contrast = np.eye(4)[3]
    assert difference.estimate == pytest.approx(coefficients[3], rel=DETERMINISTIC)
    expected = np.sqrt(robust.covariance[3, 3])
    assert difference.std_error == pytest.approx(expected, rel=DETERMINISTIC)
    assert difference.df == pytest.approx(satterthwaite_df(robust, contrast), rel=DETERMINISTIC)
    t_squared = (difference.estimate / difference.std_error) ** 2
    assert test.statistic == pytest.approx(t_squared, rel=DETERMINISTIC)
