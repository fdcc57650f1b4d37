"""Redrawn regressions against the estimators themselves, brute force, grids, and scipy."""

from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from references import data

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.lotteries import Lottery, drawn_again, lottery_of
from pipeline.inference.randomization import moments, randomization_test
from pipeline.inference.randomization_regression import Regression, regression_of
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks.randomization_inference import check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms, Design

# What matrix algebra and the estimators compute in different order.
SAME_T = 1e-10
SAME = 1e-9
MONTE_CARLO = 3.9
DRAWS = Draws(randomization_inference=199, refuters=100)
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OWN = ("lin", "difference_in_means")
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)


def study(seed: int, cells: int, *, clusters: bool, inside: bool = True) -> pd.DataFrame:
    """Units, or villages of 1 to 19, in three regions of unlike chances; two covariates.

    ``inside`` says whether covariates differ inside villages.
    """
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(cells), rng.integers(1, 20, cells) if clusters else 1)
    region = np.arange(cells) // (cells // 3)
    treated = np.zeros(cells)
    for level, share in enumerate((0.5, 0.34, 0.5)):
        members = np.flatnonzero(region == level)
        treated[rng.choice(members, round(share * len(members)), replace=False)] = 1
    n = len(village)
    x = rng.normal(size=(n, 2)) if inside else rng.normal(size=(cells, 2))[village]
    y = x @ [1.0, 0.5] + rng.normal(size=cells)[village] + region[village] + rng.normal(size=n)
    columns = {"y": y + 0.5 * treated[village], "t": treated[village], "v": village}
    return pd.DataFrame({**columns, "r": region[village], "x1": x[:, 0], "x2": x[:, 1]})


def design(clusters: bool, strata: bool) -> Design:
    kind = {"kind": "cluster_randomised", "clusters": "v"} if clusters else {"kind": "randomised"}
    return Design(treatment="t", arms=ARMS, **kind, **({"strata": "r"} if strata else {}))


def redrawn(rows: pd.DataFrame, estimator: str, strata: bool) -> tuple[Regression, Lottery]:
    names = ["x1", "x2"] if estimator in ("lin", "ancova") else []
    region = rows["r"].to_numpy() if strata else None
    of = regression_of(
        rows[["y", "t"]].to_numpy(),
        rows[names].to_numpy(),
        rows["v"].to_numpy(),
        region,
        own_slopes=estimator in OWN,
    )
    return of, lottery_of(rows["t"].to_numpy(), rows["v"].to_numpy(), region)


@pytest.mark.parametrize("estimator", [*OWN, "ancova", "strata_fixed_effects"])
@pytest.mark.parametrize("strata", [True, False])
@pytest.mark.parametrize(
    ("clusters", "inside", "cells"),
    [(False, True, 60), (True, True, 60), (True, True, 18), (True, False, 24)],
    ids=["units", "many_villages", "few_villages", "alike_inside"],
)
def test_the_redrawn_t_is_the_estimator_s_own(
    estimator: str, strata: bool, clusters: bool, inside: bool, cells: int
) -> None:
    """Of the lottery held and of ten others, of the outcome and of it less a constant effect.

    With few villages leverages are high, and both ways to take roots are used.
    """
    if estimator == "strata_fixed_effects" and not strata:
        pytest.skip("there are none")
    rows = study(3, cells, clusters=clusters, inside=inside)
    of, lottery = redrawn(rows, estimator, strata)
    assignments = np.vstack(
        [lottery.treated.astype(np.int8), drawn_again(lottery, 10, np.random.default_rng(1))]
    )
    adjusted = ("x1", "x2") if estimator in ("lin", "ancova") else ()
    told = EstimatorSettings(adjusted, "CR2" if clusters else "HC2")
    for assignment, found in zip(assignments, moments(of, assignments), strict=True):
        again = rows.assign(t=assignment[lottery.cluster_of] * 1.0)
        for effect in (0.0, 0.7):
            told_of = again.assign(y=rows["y"] - effect * rows["t"])
            own = ESTIMATORS[estimator](told_of, design(clusters, strata), "y", told)
            variance = found[2] - 2 * effect * found[3] + effect**2 * found[4]
            t = (found[0] - effect * found[1]) / np.sqrt(variance)
            assert abs(t - own.statistic) < SAME_T * max(1.0, abs(own.statistic))


@pytest.mark.parametrize("clusters", [True, False])
def test_the_check_compares_the_headline_s_own_t(clusters: bool) -> None:
    rows, about = study(5, 30, clusters=clusters), design(clusters, strata=True)
    for estimator in (*OWN, "ancova", "strata_fixed_effects", "cluster_means"):
        if estimator == "cluster_means" and not clusters:
            continue
        told = EstimatorSettings(("x1", "x2"), "CR2" if clusters else "HC2")
        headline = ESTIMATORS[estimator](rows, about, "y", told)
        seen = []
        rng = np.random.default_rng(1)
        settings = RobustnessSettings(pd.Series(vars(headline)), OUTCOME, told, DRAWS, rng)
        with pytest.MonkeyPatch.context() as patch:

            def watched(*arguments, seen=seen):
                seen.append(randomization_test(*arguments))
                return seen[0]

            patch.setattr(
                "pipeline.robustness_checks.randomization_inference.randomization_test", watched
            )
            found = check(rows, about, "y", estimator, settings)
        assert abs(seen[0].statistic - headline.statistic) < SAME_T * abs(headline.statistic)
        assert abs(seen[0].estimate - headline.estimate) < SAME_T * abs(headline.estimate)
        assert [row.target for row in found] == ["y", "y, from", "y, to"]
        assert found[1].value < headline.estimate < found[2].value


# --- exact p-values and intervals, on designs small enough to look at every assignment


def units() -> tuple[pd.DataFrame, bool, str, list[set]]:
    rows = study(11, 9, clusters=False).assign(t=lambda rows: (rows["v"] % 2) * 1.0)
    return rows, False, "ancova", [set(some) for some in combinations(range(9), 4)]


def units_in_strata() -> tuple[pd.DataFrame, bool, str, list[set]]:
    rows = study(12, 12, clusters=False).assign(t=lambda rows: (rows["v"] % 2) * 1.0)
    each = [list(combinations(range(4 * level, 4 * level + 4), 2)) for level in range(3)]
    return rows, True, "difference_in_means", [set(a + b + c) for a, b, c in product(*each)]


def villages() -> tuple[pd.DataFrame, bool, str, list[set]]:
    rows = study(13, 9, clusters=True).assign(t=lambda rows: (rows["v"] % 3 == 1) * 1.0)
    return rows, False, "lin", [set(some) for some in combinations(range(9), 3)]


def villages_in_strata() -> tuple[pd.DataFrame, bool, str, list[set]]:
    rows = study(14, 12, clusters=True).assign(t=lambda rows: (rows["v"] % 2) * 1.0)
    each = [list(combinations(range(4 * level, 4 * level + 4), 2)) for level in range(3)]
    return rows, True, "ancova", [set(a + b + c) for a, b, c in product(*each)]


def pairs() -> tuple[pd.DataFrame, bool, str, list[set]]:
    rows = study(15, 12, clusters=True).assign(
        r=lambda rows: rows["v"] // 2, t=lambda rows: (rows["v"] % 2) * 1.0
    )
    sides = product((0, 1), repeat=6)
    possible = [{2 * pair + side for pair, side in enumerate(each)} for each in sides]
    return rows, True, "strata_fixed_effects", possible


SMALL = (units, units_in_strata, villages, villages_in_strata, pairs)
small = pytest.mark.parametrize("kind", SMALL, ids=[kind.__name__ for kind in SMALL])


def statistics(
    rows: pd.DataFrame, strata: bool, estimator: str, possible: list[set], effect: float
) -> tuple[float, np.ndarray]:
    """The estimator's own t statistics, observed and of every assignment, were the effect so."""
    clusters = rows["v"].nunique() < len(rows)
    told = EstimatorSettings(
        ("x1", "x2") if estimator in ("lin", "ancova") else (), "CR2" if clusters else "HC2"
    )
    null = rows.assign(y=rows["y"] - effect * rows["t"])
    held = set(rows.loc[rows["t"] == 1, "v"])

    def t(treated: set) -> float:
        drawn = null.assign(t=rows["v"].isin(treated) * 1.0)
        return ESTIMATORS[estimator](drawn, design(clusters, strata), "y", told).statistic

    return t(held), np.array([t(treated) for treated in possible])


@small
def test_exact_p_values_equal_brute_force(kind) -> None:
    rows, strata, estimator, possible = kind()
    of, lottery = redrawn(rows, estimator, strata)
    test = randomization_test(of, lottery, 2000, np.random.default_rng(0))
    observed, every = statistics(rows, strata, estimator, possible, 0.0)
    assert (test.exact, test.draws) == (True, len(possible))
    near = abs(observed) * SAME
    assert test.p_value == (np.abs(every) >= abs(observed) - near).mean()
    assert test.p_above == (every >= observed - near).mean()
    assert test.p_below == (every <= observed + near).mean()


@small
def test_the_interval_equals_a_grid(kind) -> None:
    """Effects on either side of each end, every one with its own outcomes and every assignment."""
    rows, strata, estimator, possible = kind()
    of, lottery = redrawn(rows, estimator, strata)
    alpha = 0.2
    test = randomization_test(of, lottery, 2000, np.random.default_rng(0), alpha)
    width = test.conf_high - test.conf_low
    assert np.isfinite(width)

    def accepted(effect: float) -> bool:
        observed, every = statistics(rows, strata, estimator, possible, effect)
        return (np.abs(every) >= abs(observed) * (1 - SAME)).mean() > alpha

    step = 1e-6 * width
    assert [accepted(test.conf_low + side) for side in (-step, step)] == [False, True]
    assert [accepted(test.conf_high + side) for side in (-step, step)] == [True, False]
    outside = [test.conf_low - width * share for share in (0.1, 0.5, 2.0)]
    assert not any(accepted(effect) for effect in outside)


@pytest.mark.parametrize("kind", [units, villages_in_strata], ids=["units", "villages"])
def test_the_interval_of_the_coefficient_equals_a_grid(kind) -> None:
    """Without errors each assignment accepts all effects between two, which are known."""
    rows, strata, estimator, _ = kind()
    of, lottery = redrawn(rows, estimator, strata)
    test = randomization_test(
        replace(of, studentised=False), lottery, 2000, np.random.default_rng(0), 0.2
    )
    from pipeline.inference.lotteries import enumerated

    drawn = moments(replace(of, studentised=False), enumerated(lottery))[:, :2]
    effects = np.linspace(test.conf_low - 1, test.conf_high + 1, 4001)
    as_large = (
        np.abs(drawn[:, :1] - drawn[:, 1:] * effects) >= np.abs(test.estimate - effects) - SAME
    )
    inside = effects[as_large.mean(axis=0) > 0.2]
    step = effects[1] - effects[0]
    assert inside[0] == pytest.approx(test.conf_low, abs=step)
    assert inside[-1] == pytest.approx(test.conf_high, abs=step)


# --- software that is not ours


def test_the_difference_in_means_agrees_with_scipy() -> None:
    """`permutation_test` of the National Supported Work experiment, 9,999 resamples each."""
    from scipy.stats import permutation_test

    rows = data("nsw")
    arms = [rows.loc[rows["treat"] == arm, "re78"].to_numpy(float) for arm in (1, 0)]
    theirs = permutation_test(
        arms, lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), n_resamples=9999, rng=1
    )
    both, nobody = rows[["re78", "treat"]].to_numpy(float), np.empty((len(rows), 0))
    of = regression_of(both, nobody, np.arange(len(rows)), None, own_slopes=True)
    lottery = lottery_of(both[:, 1], np.arange(len(rows)), None)
    ours = randomization_test(
        replace(of, studentised=False), lottery, 9999, np.random.default_rng(2)
    )
    assert ours.estimate == pytest.approx(theirs.statistic)
    # scipy doubles the smaller of the one-sided p-values; ours is of the absolute difference.
    assert abs(2 * min(ours.p_above, ours.p_below) - theirs.pvalue) < (
        MONTE_CARLO * 2 * np.sqrt(2) * ours.monte_carlo_error
    )


def test_the_digits_do_not_depend_on_who_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.inference.resampling.BLOCK_CELLS", 5_000)
    rows = study(21, 30, clusters=True)
    of, lottery = redrawn(rows, "lin", strata=True)
    ways = [Compute(workers=1), Compute(workers=2), Compute(workers=16), Compute(memory_mb=16)]
    found = [
        randomization_test(of, lottery, 499, np.random.default_rng(9), 0.05, compute)
        for compute in ways
    ]
    assert all(other == found[0] for other in found)
