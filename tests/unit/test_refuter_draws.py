"""Refuters' draws keep the design, and the algebra gives what the estimator itself would."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.lotteries import lottery_of, treatments
from pipeline.inference.refuter_draws import by_chance, signs, sources, subsets
from pipeline.inference.refuter_p_values import centre_p, of_several, spread_p, too_often_p
from pipeline.inference.refuter_regression import (
    Regression,
    of_assignments,
    of_outcomes,
    on_subsets,
    with_noise,
)
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.refuter_study import study_of
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms, Design, Sampling

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
# Sums of a few hundred numbers of size one, in another order.
SAME = 1e-10
# Outcome regression solves its least squares in the covariates' own units, here tens of thousands.
UNSCALED = 1e-9
N, DRAWS = 240, 4
REFUTERS = ("placebo_treatment", "placebo_outcome", "data_subset", "dummy_outcome")


def near(name: str, own: list[float]) -> object:
    return pytest.approx(own, rel=SAME, abs=UNSCALED if CASES[name][2] == "influence" else SAME)


def rows() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    village = np.repeat(np.arange(30), 8)
    frame = pd.DataFrame({"village": village, "district": village % 3, "block": np.arange(N) % 5})
    frame["drawn"] = np.isin(village, rng.permutation(30)[:14]) * 1.0
    frame["treated"] = rng.permutation(np.arange(N) % 2) * 1.0
    frame["income"] = 20000.0 + 9000 * rng.normal(size=N)
    frame["x"] = rng.normal(size=N)
    frame["took"] = (rng.random(N) < 0.2 + 0.5 * frame["treated"]) * 1.0
    frame["weight"] = rng.uniform(0.5, 3, size=N)
    shared = 0.4 * rng.normal(size=30)[village]
    frame["y"] = frame["income"] / 9000 + frame["x"] + 0.4 * frame["treated"] + shared
    frame["y"] += rng.exponential(size=N)
    return frame


def plan(kind: str, **keys: object) -> Design:
    return Design(**{"kind": kind, "treatment": "treated", "arms": ARMS} | keys)


BY_VILLAGE = plan("cluster_randomised", treatment="drawn", clusters="village")
WEIGHTED = plan("randomised", sampling=Sampling(weight="weight", psu="village"), clusters="village")
CASES = {
    "plain": ("difference_in_means", plan("randomised"), "HC2"),
    "strata": ("difference_in_means", plan("randomised", strata="district"), "HC2"),
    "clusters": ("difference_in_means", BY_VILLAGE, "CR2"),
    "weights": ("difference_in_means", WEIGHTED, "CR2"),
    "lin": ("lin", plan("randomised", strata="district"), "HC2"),
    "lin, clusters": ("lin", BY_VILLAGE, "CR2"),
    "lin, weights": ("lin", WEIGHTED, "CR2"),
    "ancova": ("ancova", plan("randomised"), "HC2"),
    "ancova, weights": ("ancova", WEIGHTED, "CR2"),
    "ancova, fixed": (
        "ancova",
        plan("encouragement", take_up="took", fixed_effects="block", clusters="village"),
        "CR2",
    ),
    "blocks": ("strata_fixed_effects", plan("randomised", strata="district"), "HC2"),
    "blocks, clusters": (
        "strata_fixed_effects",
        plan("cluster_randomised", treatment="drawn", clusters="village", strata="district"),
        "CR2",
    ),
    "ATT": ("outcome_regression", plan("observational", estimand="ATT"), "influence"),
    "ATE": ("outcome_regression", plan("observational", estimand="ATE"), "influence"),
    "through take-up": (
        "two_stage_least_squares",
        plan("encouragement", take_up="took", strata="district"),
        "HC2",
    ),
}


def told_of(error: str) -> EstimatorSettings:
    return EstimatorSettings(("income", "x"), error)


def settings_of(name: str, data: pd.DataFrame, **keys: object) -> RobustnessSettings:
    estimator, design, error = CASES[name]
    headline = ESTIMATORS[estimator](data, design, "y", told_of(error))
    draws = Draws(randomization_inference=99, refuters=100)
    rng = np.random.default_rng(5)
    told = RobustnessSettings(pd.Series(vars(headline)), OUTCOME, told_of(error), draws, rng)
    return replace(told, **keys)


def known_of(name: str, data: pd.DataFrame) -> Regression:
    estimator, design, _ = CASES[name]
    return study_of(data, design, "y", estimator, settings_of(name, data)).regression


def refitted(name: str, data: pd.DataFrame, more: tuple[str, ...] = ()) -> tuple[float, float]:
    estimator, design, error = CASES[name]
    told = replace(told_of(error), covariates=("income", "x", *more))
    row = ESTIMATORS[estimator](data, design, "y", told)
    return row.estimate, row.p_value


REGRESSIONS = [name for name in CASES if name != "through take-up"]


@pytest.mark.parametrize("name", REGRESSIONS)
def test_other_treatments_are_estimated_as_by_the_estimator(name: str) -> None:
    data, design = rows(), CASES[name][1]
    clusters = data["village"] if design.rule.assigns_clusters else None
    units = lottery_of(data[design.treatment], clusters, None)
    drawn = treatments(DRAWS, np.random.default_rng(1), units)
    own = [refitted(name, data.assign(**{design.treatment: one}))[0] for one in drawn]
    assert of_assignments(known_of(name, data), drawn) == near(name, own)


@pytest.mark.parametrize("name", REGRESSIONS)
def test_subsets_are_estimated_as_by_the_estimator(name: str) -> None:
    data, design = rows(), CASES[name][1]
    clusters = data["village"] if design.rule.assigns_clusters else None
    units = lottery_of(data[design.treatment], clusters, None)
    kept = subsets(DRAWS, np.random.default_rng(1), units, 0.2)
    own = [refitted(name, data[one == 1])[0] for one in kept]
    assert on_subsets(known_of(name, data), kept) == near(name, own)


@pytest.mark.parametrize("name", [n for n in CASES if CASES[n][0] in ("lin", "ancova")] + [
    "ATT", "ATE", "through take-up"])  # fmt: skip
@pytest.mark.parametrize("columns", [1, 3])
def test_noise_moves_the_algebra_as_it_moves_the_estimator(name: str, columns: int) -> None:
    data, rng = rows(), np.random.default_rng(1)
    noise = rng.normal(size=(DRAWS, columns, N))
    names = tuple(f"noise_{number}" for number in range(columns))
    own = [
        refitted(name, data.assign(**dict(zip(names, one, strict=True))), names)[0] for one in noise
    ]
    assert with_noise(known_of(name, data), noise) == near(name, own)


@pytest.mark.parametrize("name", [n for n in REGRESSIONS if CASES[n][2] != "influence"])
def test_other_outcomes_have_the_estimator_s_estimate_and_error(name: str) -> None:
    data, design = rows(), CASES[name][1]
    outcomes = np.random.default_rng(1).permuted(np.tile(data["y"], (DRAWS, 1)), axis=1)
    clusters = data["village"].to_numpy() if CASES[name][2] == "CR2" else None
    welch = CASES[name][0] == "difference_in_means" and design.strata is None and clusters is None
    answers = of_outcomes(known_of(name, data), outcomes, clusters, welch=welch)
    own = [refitted(name, data.assign(y=one)) for one in outcomes]
    assert answers.effects == pytest.approx([each[0] for each in own], rel=SAME, abs=SAME)
    assert answers.p_values == pytest.approx([each[1] for each in own], rel=1e-8)


def test_a_draw_that_cannot_be_estimated_gives_no_number() -> None:
    data = rows()
    everybody = np.ones((1, N))
    for name in ("plain", "lin", "ancova", "blocks"):
        assert np.isnan(of_assignments(known_of(name, data), everybody)).all()
        treated_alone = data["treated"].to_numpy()[None, :]
        assert np.isnan(on_subsets(known_of(name, data), treated_alone)).all()


def test_draws_keep_strata_clusters_and_arms() -> None:
    data, rng = rows(), np.random.default_rng(2)
    units = lottery_of(data["drawn"], data["village"], data["district"])
    by_village = data.groupby("village").ngroup().to_numpy()
    for drawn in treatments(20, rng, units):
        assert (np.bincount(by_village, drawn) % 8 == 0).all()
        assert (
            data.groupby("district")["drawn"]
            .sum()
            .equals(data.assign(drawn=drawn).groupby("district")["drawn"].sum())
        )
    for kept in subsets(20, rng, units, 0.2):
        assert (np.bincount(by_village, kept) % 8 == 0).all()
        left = data[kept == 0].groupby(["district", "drawn"])["village"].nunique()
        cells = data.groupby(["district", "drawn"])["village"].nunique()
        assert (left == (cells * 0.2).round()).all()
    toss = signs(20, rng, units)
    assert set(np.unique(toss)) == {-1.0, 1.0}
    assert all(np.ptp(toss[:, data["village"] == village], axis=1).max() == 0 for village in (0, 9))
    for source in sources(20, rng, units):
        assert (data["district"].to_numpy()[source] == data["district"]).all()
        donors = data.assign(donor=by_village[source]).groupby("village")["donor"].nunique()
        assert (donors == 1).all()


def test_people_are_shuffled_without_loss() -> None:
    data = rows()
    units = lottery_of(data["treated"], None, data["district"])
    for source in sources(5, np.random.default_rng(2), units):
        assert sorted(source) == list(range(N))
        assert (data["district"].to_numpy()[source] == data["district"]).all()


def test_clusters_take_their_chance_as_a_whole() -> None:
    data = rows()
    units = lottery_of(data["drawn"], data["village"], None)
    chances = np.where(data["village"] < 15, 1.0, 0.0)
    assert (by_chance(3, np.random.default_rng(2), units, chances) == chances).all()


@pytest.mark.parametrize("check", REFUTERS)
@pytest.mark.parametrize("name", ["lin, clusters", "ATT"])
def test_the_same_digits_for_any_number_of_workers(check: str, name: str) -> None:
    data = pd.concat([rows()] * 3, ignore_index=True)
    data["village"] += np.repeat([0, 30, 60], N)
    data["y"] += np.random.default_rng(4).normal(size=len(data))
    estimator, design, _ = CASES[name]
    found = {
        ROBUSTNESS_CHECKS[check](
            data, design, "y", estimator, settings_of(name, data, compute=compute)
        )[0]
        for compute in (Compute(workers=1), Compute(workers=4), Compute(memory_mb=16))
    }
    assert len(found) == 1


@pytest.mark.parametrize("check", REFUTERS)
def test_algebra_does_not_answer_for_another_estimator(
    check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, lin, seen = rows(), ESTIMATORS["lin"], []

    def halved(*arguments: object) -> object:
        seen.append(arguments)
        found = lin(*arguments)
        return replace(found, estimate=found.estimate / 2)

    told = settings_of("lin", data)
    args = (data, CASES["lin"][1], "y", "lin")
    ROBUSTNESS_CHECKS[check](*args, told)
    monkeypatch.setitem(ESTIMATORS, "lin", halved)
    assert not seen
    ROBUSTNESS_CHECKS[check](*args, settings_of("lin", data))
    assert len(seen) > 100


def test_criteria_cry_wolf_as_often_as_they_say() -> None:
    from scipy.stats import kstest

    rng = np.random.default_rng(7)
    p_values = [centre_p(rng.normal(size=100)) for _ in range(500)]
    assert kstest(p_values, "uniform").pvalue > 0.001
    assert centre_p(np.zeros(10)) == 1
    assert centre_p(np.full(10, 0.3)) < 1e-6
    assert centre_p(0.3 + rng.normal(size=100), chance=0.3) > 0.05
    often = [too_often_p(rng.random(100) < 0.05, 0.05) < 0.01 for _ in range(1000)]
    assert np.mean(often) <= 0.01 + 3 * np.sqrt(0.01 / 1000)
    assert too_often_p(np.arange(100) < 20, 0.05) < 1e-4
    assert spread_p(rng.normal(size=100), 1.0) > 0.5
    assert spread_p(1.8 * rng.normal(size=100), 1.0) < 0.001
    assert of_several(0.2, 0.04) == pytest.approx(0.08)


def test_the_treated_are_drawn_at_random() -> None:
    units = lottery_of(np.arange(60) % 3 == 0, None, np.arange(60) % 2)
    share = partial(treatments, lottery=units)(2000, np.random.default_rng(8)).mean(axis=0)
    # Each of sixty is treated in a third of the draws, within four standard errors.
    assert np.abs(share - 1 / 3).max() < 4 * np.sqrt(2 / 9 / 2000)
