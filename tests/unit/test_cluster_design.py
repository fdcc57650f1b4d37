"""A lottery between clusters: what is drawn again, what is refused, what the evidence says."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from conftest import athar
from pipeline.attrition import attrition_by_arm
from pipeline.baseline import baseline_balance
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings, settings_for
from pipeline.evidence import cluster_evidence, evidence
from pipeline.inference.lotteries import (
    drawn_again,
    enumerated,
    lottery_of,
)
from pipeline.inference.randomization import randomization_test
from pipeline.inference.randomization_regression import regression_of
from pipeline.inference.refuter_p_values import placebo_p
from pipeline.plan import Draws, Outcome, Plan
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.intra_cluster_correlation import intra_cluster_correlation
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design
from pipeline.seeds import Seeds
from villages import NAME, PLAN, add_villages, households

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
# What rounding may do to a sum of a few hundred numbers.
SAME = 1e-9


def design(strata: str | None = "district") -> Design:
    return Design(
        kind="cluster_randomised",
        treatment="assigned",
        arms=ARMS,
        clusters="village",
        strata=strata,
    )


def few() -> pd.DataFrame:
    """Ten villages in two districts, two and three of five treated: 100 possible lotteries."""
    rows = households()
    kept = rows.groupby("district")["village"].transform(lambda v: v.rank(method="dense")) <= 5
    rows = rows[kept].reset_index(drop=True)
    treated = {1, 2, *sorted(rows.loc[rows["district"] == 2, "village"].unique())[:3]}
    return rows.assign(assigned=rows["village"].isin(treated) * 1.0)


def settings(rows: pd.DataFrame, estimator: str = "lin") -> RobustnessSettings:
    told = EstimatorSettings(("savings_before",), "CR2")
    headline = ESTIMATORS[estimator](rows, design(), "savings", told)
    draws = Draws(randomization_inference=999, refuters=100)
    rng = np.random.default_rng(4)
    return RobustnessSettings(pd.Series(vars(headline)), OUTCOME, told, draws, rng)


def checked(name: str, rows: pd.DataFrame, estimator: str = "lin") -> Check:
    told = settings(rows, estimator)
    return ROBUSTNESS_CHECKS[name](rows, design(), "savings", estimator, told)[0]


def alike_inside(rows: pd.DataFrame) -> bool:
    """Whether all households of each village share their arm."""
    return len(rows[["village", "assigned"]].drop_duplicates()) == rows["village"].nunique()


def test_enumeration_equals_brute_force() -> None:
    """Every lottery by `combinations`, each t from the planned regression with its CR2 error."""
    rows = few().dropna(subset=["savings"])
    told = EstimatorSettings((), "CR2")

    def t_of(treated: set[int]) -> float:
        drawn = rows.assign(assigned=rows["village"].isin(treated) * 1.0)
        row = ESTIMATORS["difference_in_means"](drawn, design(), "savings", told)
        return abs(row.statistic)

    ones, twos = (sorted(group["village"].unique()) for _, group in rows.groupby("district"))
    possible = [
        t_of({*one, *two}) for one in combinations(ones, 2) for two in combinations(twos, 3)
    ]
    observed = t_of(set(rows.loc[rows["assigned"] == 1, "village"]))
    both, groups = rows[["savings", "assigned"]].to_numpy(float), rows[["village", "district"]]
    of = regression_of(both, np.empty((len(rows), 0)), *groups.to_numpy().T, own_slopes=True)
    lottery = lottery_of(rows["assigned"], rows["village"], rows["district"])
    test = randomization_test(of, lottery, 999, np.random.default_rng(0))
    assert (test.draws, test.exact, test.monte_carlo_error) == (100, True, 0.0)
    assert abs(test.statistic) == pytest.approx(observed, rel=SAME)
    assert test.p_value == np.mean(np.array(possible) >= observed * (1 - SAME))
    drawn = randomization_test(of, lottery, 99, np.random.default_rng(0))
    assert (drawn.draws, drawn.exact) == (99, False)


def test_each_possible_lottery_is_enumerated_once() -> None:
    rows = few()
    lottery = lottery_of(rows["assigned"], rows["village"], rows["district"])
    every = enumerated(lottery)
    assert len(np.unique(every, axis=0)) == len(every) == lottery.assignments == 100
    for members in lottery.strata:
        assert (every[:, members].sum(axis=1) == lottery.treated[members].sum()).all()


def test_a_lottery_drawn_again_keeps_clusters_and_strata() -> None:
    rows = households()
    lottery = lottery_of(rows["assigned"], rows["village"], rows["district"])
    drawn = drawn_again(lottery, 200, np.random.default_rng(1))
    for members, number in zip(lottery.strata, (6, 5), strict=True):
        assert (drawn[:, members].sum(axis=1) == number).all()
    share = drawn.mean(axis=0)
    assert share.min() > 0.25
    assert share.max() < 0.75
    assert alike_inside(rows.assign(assigned=drawn[0][lottery.cluster_of]))


def test_randomization_inference_draws_clusters() -> None:
    told = checked("randomization_inference", few())
    assert told.detail.startswith(
        "all 100 possible assignments of 10 clusters within district, CR2 t; one-sided p"
    )
    many = checked("randomization_inference", households())
    assert "999 draws, complete randomisation of 23 clusters within district" in many.detail


def test_the_placebo_moves_whole_clusters(monkeypatch: pytest.MonkeyPatch) -> None:
    lin, seen = ESTIMATORS["lin"], []

    def watched(data: pd.DataFrame, *rest: object) -> object:
        seen.append(data)
        found = lin(data, *rest)
        return replace(found, estimate=found.estimate * 1.01)  # so that algebra may not answer

    rows = households()
    monkeypatch.setitem(ESTIMATORS, "lin", watched)
    told = settings(rows)
    seen.clear()
    found = ROBUSTNESS_CHECKS["placebo_treatment"](rows, design(), "savings", "lin", told)[0]
    assert found.status == "passed"
    assert found.detail.startswith("100 draws, whole clusters within district")
    assert len(seen) == 101  # one of them to compare algebra with
    for drawn in seen:
        assert alike_inside(drawn)
        villages = drawn.drop_duplicates("village").groupby("district")["assigned"].sum()
        assert list(villages) == [6, 5]
    assert len({tuple(drawn["assigned"]) for drawn in seen}) > 90


def test_placebo_p_is_that_of_dowhy() -> None:
    from types import SimpleNamespace

    from dowhy.causal_refuter import perform_bootstrap_test

    effects = np.array([-1.0, 0.0, 0.5, 2.0, 3.0])
    theirs = perform_bootstrap_test(SimpleNamespace(value=0), effects)
    assert placebo_p(effects) == pytest.approx(theirs)


def test_intra_cluster_correlation_of_shrout_and_fleiss() -> None:
    """Psychological Bulletin 1979, table 4: six targets, four judges, ICC(1, 1) of 0.17."""
    ratings = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    )
    targets = np.repeat(np.arange(6), 4)
    value, size = intra_cluster_correlation(ratings.ravel() * 1.0, targets, np.zeros(24))
    assert round(value, 2) == 0.17
    assert size == 4


def test_intra_cluster_correlation_by_hand() -> None:
    """Unequal clusters in two arms, the sums of squares written out; the arms' means do not count.

    Treated: (1, 3) and (5, 5, 8), mean 4.4; controls: (0, 2) and (4,), mean 2.
    """
    outcome = np.array([1.0, 3, 5, 5, 8, 0, 2, 4])
    clusters = np.array([1, 1, 2, 2, 2, 3, 3, 4])
    arm = np.array([1, 1, 1, 1, 1, 0, 0, 0])
    between = (2 * 2.4**2 + 3 * 1.6**2 + 2 * 1**2 + 1 * 2**2) / (4 - 2)
    within = (2 * 1**2 + 2 * 1**2 + 2 * 1**2 + 2**2) / (8 - 4)
    average = (8 - (2**2 + 3**2) / 5 - (2**2 + 1**2) / 3) / (4 - 2)
    by_hand = (between - within) / (between + (average - 1) * within)
    assert intra_cluster_correlation(outcome, clusters, arm) == pytest.approx((by_hand, average))
    moved = intra_cluster_correlation(outcome + 100 * arm, clusters, arm)
    assert moved == pytest.approx((by_hand, average))
    alone = intra_cluster_correlation(outcome, np.arange(8), arm)
    assert np.isnan(alone[0])


def test_how_alike_villages_are_goes_to_the_results() -> None:
    found = checked("intra_cluster_correlation", households())
    assert found.status == "informative"
    assert 0 < found.value < 0.4
    assert "23 clusters" in found.detail
    assert "within arms and district" in found.detail


@pytest.mark.parametrize("name", ["difference_in_means", "lin", "ancova"])
def test_the_only_error_is_cr2(name: str, project) -> None:
    add_villages(project)
    plan = load_plan(evaluation(NAME, project))
    told = settings_for(plan, name, "savings", Seeds(1, NAME))
    assert [item.se_type for item in told] == ["CR2"]


@pytest.mark.parametrize("name", ["difference_in_means", "lin", "ancova"])
def test_strata_and_arms_need_two_clusters_not_two_units(name: str) -> None:
    told = EstimatorSettings(("savings_before",), "CR2")
    rows = few()
    kept = rows[~rows["village"].isin(rows.loc[rows["assigned"] == 1, "village"].unique()[1:2])]
    with pytest.raises(EstimationError, match="1 of 2 strata have fewer than two `village` clu"):
        ESTIMATORS[name](kept, design(), "savings", told)
    with pytest.raises(EstimationError, match="an arm has 1 `village` clusters"):
        ESTIMATORS[name](kept[kept["district"] == 1], design(None), "savings", told)
    assert ESTIMATORS[name](rows, design(), "savings", told).n_clusters == 10


def planned(project, rows: pd.DataFrame) -> tuple[Plan, pd.DataFrame]:
    add_villages(project)
    return load_plan(evaluation(NAME, project)), rows.assign(assigned=rows["assigned"] * 1.0)


def test_lost_clusters_count_and_the_worse_loss_decides(project) -> None:
    plan, rows = planned(project, households())
    gone = rows.loc[rows["assigned"] == 0, "village"].unique()[:3]
    rows["savings"] = rows["savings_before"].mask(rows["village"].isin(gone))
    attrition = attrition_by_arm(rows, plan).set_index(["outcome", "arm"])
    assert list(attrition.loc[("savings", "clusters_control")])[:2] == [13, 10]
    assert list(attrition.loc[("savings", "clusters_treated")])[:2] == [11, 11]
    assert attrition.loc[("savings", "clusters_difference"), "attrition"] == pytest.approx(3 / 13)
    assert attrition.loc[("savings", "clusters_difference"), "level"] == "high"
    attrition.loc[("savings", "difference"), "level"] = "low"
    found = evidence(plan, attrition.reset_index(), baseline_balance(rows, plan))
    assert found["savings"]["attrition_level"] == "high"
    assert found["savings"]["rating"] != "without_reservations"
    assert found["has_savings"]["attrition_level"] == "low"
    assert found["has_savings"]["rating"] == "without_reservations"


@pytest.mark.parametrize(("clusters", "expected"), [(5, True), (6, False)])
def test_fewer_than_six_clusters_in_an_arm_are_few(clusters: int, expected: bool) -> None:
    arms = ["clusters_treated", "clusters_control", "clusters_all"]
    rows = pd.DataFrame({"arm": arms, "analysed": [clusters, 20, 20 + clusters]})
    assert cluster_evidence(rows) == {"fewest_clusters": clusters, "few_clusters": expected}


def test_too_few_clusters_have_no_joint_test(project) -> None:
    plan, rows = planned(project, few())
    two = {1, 2, 4, 5}
    rows = rows[rows["village"].isin(two)].assign(district=1, savings=lambda r: r["savings_before"])
    for number in range(3):
        rows[f"x{number}"] = np.random.default_rng(number).normal(size=len(rows))
    covariates = {"covariates": ("savings_before", "x0", "x1", "x2")}
    construct = plan.construct_.model_copy(update=covariates)
    balance = baseline_balance(rows, plan.model_copy(update={"construct_": construct}))
    joint = balance[(balance["variable"] == "all covariates") & (balance["sample"] == "assigned")]
    assert joint["p_value"].isna().all()
    assert joint["n_obs"].iloc[0] == len(rows)


def refused(project, old: str, new: str) -> str:
    path = project / PLAN
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = athar(project, "check-plan", NAME)
    assert result.returncode == 2, result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("old", "new", "fault", "place", "help_"),
    [
        ("  clusters: village\n", "", "needs `clusters`", ":11", "clusters: village"),
        ("inference: CR2", "inference: HC2", "takes their units", "inference", "CR2"),
        ("simulated: true", "simulated: false", "a `truth` is known", "kind", "benchmark"),
        ("clusters: village", "clusters: vilage", "column `vilage`", "clusters", "`village`"),
        ("estimate: {}", "estimate: {estimators: [aipw]}", "`aipw` does not", "estimators", "lin"),
        ("estimate: {}", "estimate: {errors: [HC1]}", "takes units for", "errors", "stata"),
        ("estimate: {}", "estimate: {errors: [HC9]}", "HC9", "errors", "CR2"),
        (
            "estimate: {}",
            "estimate: {estimators: [cluster_means], errors: [stata]}",
            "none of the planned estimators",
            "errors",
            "difference_in_means",
        ),
    ],
)
def test_plans_of_cluster_lotteries_are_checked(
    project, old: str, new: str, fault: str, place: str, help_: str
) -> None:
    add_villages(project)
    message = refused(project, old, new)
    assert fault in message
    assert place in message
    assert help_ in message


@pytest.mark.parametrize(
    ("change", "kind", "fault"),
    [
        ("units", "cluster_randomised", "2 of 24 `village` clusters have units of both arms"),
        ("strata", "cluster_randomised", "1 of 24 `village` clusters lie in more than one stratum"),
        ("", "randomised", "`kind: cluster_randomised`"),
    ],
)
def test_data_that_contradict_the_lottery_stop_the_run(
    project, change: str, kind: str, fault: str
) -> None:
    rows = households()
    if change == "units":
        first = [rows.index[rows["village"] == village][0] for village in (3, 7)]
        rows.loc[first, "assigned"] = 1 - rows.loc[first, "assigned"]
    if change == "strata":
        rows.loc[rows.index[rows["village"] == 3][0], "district"] = 2
    add_villages(project, rows)
    path = project / PLAN
    text = path.read_text(encoding="utf-8").replace("kind: cluster_randomised", f"kind: {kind}")
    path.write_text(text, encoding="utf-8")
    assert athar(project, "stage", "clean", NAME).returncode == 0
    result = athar(project, "stage", "check", NAME)
    if result.returncode == 0:
        result = athar(project, "stage", "construct", NAME)
    assert result.returncode == 3, result.stderr
    assert fault in " ".join(result.stderr.split())
    assert f"{PLAN}:" in result.stderr
