"""Lotteries of every kind held again: what is kept, how often each assignment comes, digits."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from test_plan_faults import edit, refused

from pipeline.errors import EstimationError
from pipeline.inference import lotteries
from pipeline.inference.lotteries import Lottery, drawn_again, enumerated, lottery_of
from pipeline.inference.rerandomisation import balance_of, threshold_of
from pipeline.lottery import lottery_held
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms, Design, Rerandomisation

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
# A chi-squared statistic is beyond its quantile once in a thousand.
BY_CHANCE = 0.999


def complete() -> Lottery:
    return lottery_of(np.repeat([0.0, 1.0], [3, 2]), np.arange(5), None)


def stratified() -> Lottery:
    """Strata of three, three and two, the first two alike."""
    return lottery_of(
        np.array([1.0, 0, 0, 0, 1, 0, 0, 1]), np.arange(8), np.array([0, 0, 0, 1, 1, 1, 2, 2])
    )


def paired() -> Lottery:
    return lottery_of(np.array([1.0, 0, 0, 1, 1, 0]), np.arange(6), np.repeat([2, 0, 1], 2))


def clustered() -> Lottery:
    village = np.repeat(["d", "b", "a", "c"], [3, 1, 2, 2])
    return lottery_of(np.isin(village, ["a", "d"]) * 1.0, village, None)


def clustered_in_strata() -> Lottery:
    village = np.repeat(np.arange(6), [3, 1, 2, 2, 1, 4])
    return lottery_of(np.isin(village, [0, 4]) * 1.0, village, village % 2)


def several_arms() -> Lottery:
    """Three arms in one stratum, two in the other."""
    return lottery_of(np.array([0.0, 1, 2, 2, 0, 2, 2]), np.arange(7), np.repeat([0, 1], [4, 3]))


def balanced() -> Lottery:
    free = lottery_of(np.array([1.0, 0, 0, 1, 0, 1, 1, 0]), np.arange(8), None)
    x = np.array([[1.0], [1.2], [3.0], [3.1], [2.0], [2.2], [0.3], [0.1]])
    return replace(free, balance=balance_of(x, free.treated, free.strata, 0.5))


KINDS = (complete, stratified, paired, clustered, clustered_in_strata, several_arms, balanced)
kinds = pytest.mark.parametrize(
    "lottery", [kind() for kind in KINDS], ids=[k.__name__ for k in KINDS]
)


def by_brute_force(lottery: Lottery) -> set[tuple[int, ...]]:
    """Every ordering of the arms that leaves each stratum its own, kept where it is balanced."""
    found = set()
    for order in set(permutations(lottery.treated.astype(int))):
        arms = np.array(order)
        same = all(
            (np.sort(arms[members]) == np.sort(lottery.treated[members])).all()
            for members in lottery.strata
        )
        if same and (lottery.balance is None or lottery.balance.holds(arms[None, :])[0]):
            found.add(order)
    return found


@kinds
def test_every_assignment_is_enumerated_once(lottery: Lottery) -> None:
    every = enumerated(lottery)
    assert len(every) == len({tuple(row) for row in every})
    assert {tuple(row) for row in every.tolist()} == by_brute_force(lottery)
    assert lottery.balance or lottery.assignments == len(every)


@kinds
def test_every_assignment_is_as_likely(lottery: Lottery) -> None:
    from scipy.stats import chi2

    possible = enumerated(lottery)
    drawn = drawn_again(lottery, 40 * len(possible), np.random.default_rng(5))
    numbers = {tuple(row): 0 for row in possible.tolist()}
    for row in drawn.tolist():
        numbers[tuple(row)] += 1
    counts = np.array(list(numbers.values()))
    assert ((counts - 40) ** 2 / 40).sum() < chi2.ppf(BY_CHANCE, len(counts) - 1)


@kinds
def test_the_digits_do_not_depend_on_who_draws(
    lottery: Lottery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.inference.resampling.BLOCK_CELLS", 50)
    ways = [Compute(workers=1), Compute(workers=2), Compute(workers=16), Compute(memory_mb=16)]
    drawn = [drawn_again(lottery, 123, np.random.default_rng(9), compute) for compute in ways]
    assert all((other == drawn[0]).all() for other in drawn)
    assert len(drawn[0]) == 123


def test_a_tie_where_arms_part_is_dealt_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two random bits a key, ties are everywhere."""
    monkeypatch.setattr(lotteries, "KEYS", 4)
    for lottery in (complete(), stratified(), several_arms()):
        drawn = drawn_again(lottery, 500, np.random.default_rng(2))
        for members in lottery.strata:
            assert (np.sort(drawn[:, members]) == np.sort(lottery.treated[members])).all()


# --- drawn until balanced


def study(seed: int = 1, n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"age": rng.normal(40, 9, n), "land": rng.exponential(size=n)})
    frame["treated"], frame["region"] = 0.0, np.arange(n) % 2
    while True:
        frame["treated"] = rng.permutation(np.arange(n) % 2) * 1.0
        if mahalanobis(frame) < 1.0:
            return frame


def mahalanobis(frame: pd.DataFrame) -> float:
    """As Morgan and Rubin (2012) have it: covariances of everybody, with n - 1."""
    x = frame[["age", "land"]].to_numpy()
    inside = frame["treated"].to_numpy() == 1
    apart = x[inside].mean(axis=0) - x[~inside].mean(axis=0)
    spread = np.cov(x, rowvar=False) * (1 / inside.sum() + 1 / (~inside).sum())
    return float(apart @ np.linalg.solve(spread, apart))


def design(**rule: object) -> Design:
    about = Rerandomisation(**{"covariates": ("age", "land"), **rule})
    return Design(kind="randomised", treatment="treated", arms=ARMS, rerandomisation=about)


def test_the_distance_is_morgan_s_and_rubin_s() -> None:
    frame = study()
    lottery = lottery_held(frame, design(threshold=1.0))
    for drawn in drawn_again(lottery, 50, np.random.default_rng(1)):
        again = frame.assign(treated=drawn * 1.0)
        assert lottery.balance.distances(drawn[None, :])[0] == pytest.approx(mahalanobis(again))
        assert mahalanobis(again) < 1.0


def test_the_share_kept_is_the_one_asked_for() -> None:
    """Chi-squared of two covariates: the threshold of one in five is 0.446."""
    assert threshold_of(0.2, 2) == pytest.approx(0.44629, abs=1e-5)
    frame = study(4, 200)
    lottery = lottery_held(frame, design(threshold=threshold_of(0.2, 2) * 3))
    narrow = replace(lottery, balance=replace(lottery.balance, threshold=threshold_of(0.2, 2)))
    free = drawn_again(replace(lottery, balance=None), 4000, np.random.default_rng(3))
    assert narrow.balance.holds(free).mean() == pytest.approx(0.2, abs=0.03)


TWINS = np.repeat(np.random.default_rng(1).exponential(size=30), 2)


@pytest.mark.parametrize(
    ("change", "rule", "code"),
    [
        ({"land": np.nan}, {"threshold": 1.0}, "E776"),
        ({"age": 7.0}, {"threshold": 1.0}, "E777"),
        ({"treated": np.repeat([0.0, 1.0], 30), "age": range(60)}, {"threshold": 1.0}, "E778"),
        (
            {"age": TWINS, "treated": np.tile([0.0, 1.0], 30)},
            {"threshold": 1e-8, "covariates": ("age",)},
            "E779",
        ),
    ],
)
def test_a_balance_that_cannot_have_been_is_refused(change: dict, rule: dict, code: str) -> None:
    with pytest.raises(EstimationError) as refusal:
        lottery_held(study().assign(**change), design(**rule))
    assert refusal.value.faults[0].code == code


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{covariates: [age]}", "needs one of a threshold and a share"),
        ("{covariates: [age], threshold: 2, acceptance: 0.1}", "needs one of"),
        ("{covariates: [], threshold: 2}", "names no covariates"),
        ("{covariates: [agee], threshold: 2}", "column `agee`"),
    ],
)
def test_a_rule_that_says_too_little_is_refused(project, rule: str, message: str) -> None:
    edit(project, "  treatment: any", f"  treatment: any\n  rerandomisation: {rule}")
    assert message in refused(project)


def test_a_rule_outside_a_lottery_is_refused(project) -> None:
    plan = "data/organ-donation/plan.yaml"
    edit(
        project, "  kind:", "  rerandomisation: {covariates: [a], threshold: 2}\n  kind:", file=plan
    )
    assert "`rerandomisation` has no meaning" in refused(project, "check-plan", "organ-donation")
