"""Lotteries between clusters against a known truth: size of the test by redrawing, refuters."""

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.lotteries import lottery_of
from pipeline.inference.randomization import RandomizationTest, randomization_test
from pipeline.inference.randomization_regression import regression_of
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.intra_cluster_correlation import intra_cluster_correlation
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design

DESIGN = Design(
    kind="cluster_randomised",
    treatment="treated",
    arms=Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated")),
    clusters="village",
    strata="district",
)
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
SHORT, LONG = 500, 5000
# A uniform p-value falls below this once in a thousand.
BY_CHANCE = 0.001
MONTE_CARLO = 3.9


def study(rng: np.random.Generator, villages: int, effect: float = 0.0) -> pd.DataFrame:
    """Villages of 3 to 40 with skewed shared luck, in two districts of unlike chances."""
    district = np.arange(villages) % 2
    treated = np.zeros(villages)
    for level, share in enumerate((0.5, 0.25)):
        members = np.flatnonzero(district == level)
        treated[rng.choice(members, round(share * len(members)), replace=False)] = 1
    village = np.repeat(np.arange(villages), rng.integers(3, 41, size=villages))
    x = rng.normal(size=len(village))
    y = rng.exponential(size=villages)[village] + x + 2.0 * district[village]
    y += effect * treated[village] + rng.normal(size=len(village))
    columns = {"y": y, "x": x, "treated": treated[village], "village": village}
    return pd.DataFrame({**columns, "district": district[village]})


def held_again(
    rows: pd.DataFrame, drawn: np.ndarray, draws: int, rng: np.random.Generator
) -> RandomizationTest:
    """Of the difference in means within districts, the lottery being among what was ``drawn``."""
    both, district = rows[["y", "treated"]].to_numpy(), rows["district"].to_numpy()
    of = regression_of(both, np.empty((len(rows), 0)), drawn, district, own_slopes=True)
    return randomization_test(of, lottery_of(rows["treated"], drawn, district), draws, rng)


def p_values(villages: int, draws: int, studies: int) -> np.ndarray:
    rng = np.random.default_rng(17)
    found = []
    for _ in range(studies):
        rows = study(rng, villages)
        found.append(held_again(rows, rows["village"].to_numpy(), draws, rng).p_value)
    return np.array(found)


def uniform(villages: int, draws: int, studies: int) -> None:
    from scipy.stats import kstest

    assert kstest(p_values(villages, draws, studies), "uniform").pvalue > BY_CHANCE


def test_p_is_uniform_when_nothing_happened() -> None:
    uniform(villages=32, draws=199, studies=SHORT)


@pytest.mark.long
def test_p_is_uniform_in_many_studies() -> None:
    uniform(villages=32, draws=499, studies=LONG)


def test_p_is_uniform_over_all_possible_lotteries() -> None:
    """Sixteen villages, 4 and 2 of eight treated: 1,960 lotteries, every one looked at."""
    found = p_values(16, 1999, SHORT // 5)
    assert np.allclose(found * 1960, np.round(found * 1960))
    from scipy.stats import kstest

    assert kstest(found, "uniform").pvalue > BY_CHANCE


def test_permuting_units_instead_would_find_effects_of_nothing() -> None:
    """What the design protects from: luck that a village shares looks like an effect."""
    rng = np.random.default_rng(23)
    wrong = []
    for _ in range(100):
        rows = study(rng, 16)
        wrong.append(held_again(rows, np.arange(len(rows)), 99, rng).p_value)
    assert np.mean(np.array(wrong) < 0.05) > 0.2


def test_intra_cluster_correlation_finds_what_was_put_in() -> None:
    rng = np.random.default_rng(29)
    found = []
    for _ in range(200):
        village = np.repeat(np.arange(40), rng.integers(5, 41, size=40))
        arm = (np.arange(40) % 2)[village]
        shared = np.sqrt(0.1) * rng.normal(size=40)[village]
        y = shared + np.sqrt(0.9) * rng.normal(size=len(village)) + 3.0 * arm
        found.append(intra_cluster_correlation(y, village, arm)[0])
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(np.mean(found) - 0.1) < MONTE_CARLO * error


def answer(check: str, rows: pd.DataFrame, seed: int) -> str:
    told = EstimatorSettings(("x",), "CR2")
    headline = ESTIMATORS["lin"](rows, DESIGN, "y", told)
    draws = Draws(randomization_inference=999, refuters=100)
    rng = np.random.default_rng(seed)
    settings = RobustnessSettings(pd.Series(vars(headline)), OUTCOME, told, draws, rng)
    return ROBUSTNESS_CHECKS[check](rows, DESIGN, "y", "lin", settings)[0].status


@pytest.mark.parametrize("check", ["placebo_treatment", "random_common_cause"])
@pytest.mark.parametrize("effect", [0.0, 2.0])
def test_a_correct_estimate_is_not_refuted(check: str, effect: float) -> None:
    rows = [study(np.random.default_rng(seed), 32, effect) for seed in range(3)]
    assert [answer(check, data, seed) for seed, data in enumerate(rows)] == ["passed"] * 3


def test_an_estimator_that_finds_effects_anywhere_is_refuted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dataclasses import replace

    lin = ESTIMATORS["lin"]

    def broken(*arguments: object) -> object:
        result = lin(*arguments)
        return replace(result, estimate=result.estimate + 3)

    monkeypatch.setitem(ESTIMATORS, "lin", broken)
    assert answer("placebo_treatment", study(np.random.default_rng(0), 32), 0) == "failed"
