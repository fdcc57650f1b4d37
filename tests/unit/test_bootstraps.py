"""The checks that draw the data again, or leave some out: what they say, when they are silent."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from test_resampled_regressions import ARMS, BY_CLUSTER, BY_UNIT, rows, settings_of

from pipeline.curves import CURVES, POINTS
from pipeline.document import Document
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.faults.clustering import clustering_faults
from pipeline.faults.names import column_references
from pipeline.inference.wild_cluster_bootstrap import wild_cluster_bootstrap
from pipeline.inference.wild_sums import crossed_sums, two_ways
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks import bootstrap as bootstrap_check
from pipeline.robustness_checks.drawn_rows import copied, drawn_from
from pipeline.robustness_checks.headline_regression import headline_regression, nested
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.estimate import Estimation
from pipeline.sections.wild_bootstrap import WildBootstrap

CLUSTERED = BY_CLUSTER.model_copy(update={"strata": None})
OBSERVED = Design(kind="observational", treatment="treated", arms=ARMS, clusters="village")


def answered(
    name: str, data: pd.DataFrame, design: Design, estimator: str, **more: object
) -> list[Check]:
    settings = replace(settings_of(data, design, estimator), **more)
    return ROBUSTNESS_CHECKS[name](data, design, "y", estimator, settings)


def studied(effect: float = 1.0) -> pd.DataFrame:
    """Villages in hamlets, with markets that cross them, and an effect that is seen."""
    data = rows()
    rng = np.random.default_rng(8)
    hamlet = data["village"] * 3 + rng.integers(0, 3, len(data))
    market, region = rng.integers(0, 15, len(data)), data["village"] // 3
    data = data.assign(hamlet=hamlet, market=market, region=region)
    return data.assign(y=data["y"] + effect * data["treated"])


# Bootstrap


@pytest.mark.parametrize(
    ("design", "estimator", "words"),
    [
        (BY_CLUSTER, "lin", "999 draws, percentile-t, error"),
        (BY_UNIT, "difference_in_means", "of units, interval"),
        (CLUSTERED, "cluster_means", "100 draws, normal with their error"),
    ],
)
def test_the_bootstrap_confirms_a_sound_study(design: Design, estimator: str, words: str) -> None:
    found, low, high = answered("bootstrap", studied(2.0), design, estimator)
    assert found.status == "passed"
    assert words in found.detail
    assert found.value < found.threshold == 0.25
    assert low.value < high.value
    assert [low.target, high.target] == ["y, from", "y, to"]


def test_refits_vary_as_the_influence_function_says() -> None:
    """Augmented weighting of clusters, drawn whole: its own error within that of 100 draws."""
    data = studied()
    told = EstimatorSettings(("x",), "influence")
    headline = ESTIMATORS["aipw"](data, OBSERVED, "y", told)
    settings = replace(
        settings_of(data, CLUSTERED, "lin"), headline=pd.Series(vars(headline)), estimator=told
    )
    found = ROBUSTNESS_CHECKS["bootstrap"](data, OBSERVED, "y", "aipw", settings)[0]
    error = float(found.detail.split("error ")[1].split(" ")[0])
    assert error == pytest.approx(headline.std_error, rel=0.35)
    assert "of clusters" in found.detail


def test_copies_of_a_cluster_are_clusters_of_their_own() -> None:
    data = studied()
    drawn = drawn_from(data, CLUSTERED, settings_of(data, CLUSTERED, "lin"))
    counts = np.zeros(24, int)
    counts[[3, 7]] = 2, 1
    again = copied(drawn, counts)
    three, seven = (data[data["village"] == village]["y"].tolist() for village in (3, 7))
    assert again["y"].tolist() == three + three + seven
    assert again["village"].nunique() == 3


def test_few_draws_must_disagree_by_more_than_their_chance() -> None:
    sees = pd.Series({"conf_low": 0.1, "conf_high": 4.1})
    answer = bootstrap_check._Answer(0.0, -0.1, 4.3, "")
    assert not answer.agrees_with(sees)
    assert replace(answer, slack=0.14).agrees_with(sees)
    assert not replace(answer, low=-1.0, high=5.2, slack=0.14).agrees_with(sees)
    none = pd.Series({"conf_low": -0.1, "conf_high": 4.3})
    assert not replace(answer, low=0.1, high=4.1).agrees_with(none)
    assert replace(answer, low=0.1, high=4.1, slack=0.14).agrees_with(none)


@pytest.mark.parametrize(
    ("design", "estimator", "options", "why"),
    [
        (OBSERVED, "nearest_neighbour", {}, "does not hold for matching"),
        (OBSERVED, "double_machine_learning", {}, "both sides of a split"),
        (OBSERVED, "aipw", {"nuisance": "gradient_boosting"}, "both sides of a split"),
    ],
)
def test_the_bootstrap_is_silent_where_it_does_not_hold(
    design: Design, estimator: str, options: dict, why: str
) -> None:
    settings = settings_of(studied(), CLUSTERED, "lin")
    told = replace(settings.estimator, options=Estimation(**options))
    settings = replace(settings, estimator=told)
    found = ROBUSTNESS_CHECKS["bootstrap"](studied(), design, "y", estimator, settings)[0]
    assert found.status == "not_applicable"
    assert why in found.detail


def test_pairs_have_nothing_to_draw_from() -> None:
    data = studied()
    order = data.drop_duplicates("village").sort_values(["treated", "village"])["village"]
    data["district"] = data["village"].map(dict(zip(order, [*range(12), *range(12)], strict=True)))
    found = answered("bootstrap", data, BY_CLUSTER, "strata_fixed_effects")[0]
    assert (found.status, found.detail) == (
        "not_applicable", "an arm, or one within a stratum, has 1 to draw from",
    )  # fmt: skip


# Jackknife


@pytest.mark.parametrize("estimator", ["lin", "cluster_means"])
def test_without_each_cluster_a_sound_result_stays(estimator: str) -> None:
    """By sums within clusters, and by running the estimator again, much the same."""
    found = answered("leave_one_cluster_out", studied(2.0), CLUSTERED, estimator)[0]
    assert found.status == "passed"
    assert "24 clusters left out in turn" in found.detail


def test_a_difference_in_differences_runs_again_without_each_cluster() -> None:
    rng = np.random.default_rng(5)
    unit, time = np.repeat(np.arange(60), 4), np.tile(np.arange(2001, 2005), 60)
    district = unit // 5
    first = np.where(district % 2 == 1, 2003.0, np.nan)
    ever = (~np.isnan(first)).astype(float)
    y = 0.3 * rng.normal(size=60)[unit] + 2.0 * (time >= first) + rng.normal(size=240)
    data = pd.DataFrame({"y": y, "treated": ever, "unit": unit, "time": time, "first": first,
                         "district": district})  # fmt: skip
    design = Design(
        kind="difference_in_differences", treatment="treated", arms=ARMS, unit="unit", time="time",
        first_treated="first", adoption="single", clusters="district",
    )  # fmt: skip
    told = EstimatorSettings((), "CR2")
    headline = ESTIMATORS["two_way_fixed_effects"](data, design, "y", told)
    settings = replace(settings_of(studied(), CLUSTERED, "lin"), estimator=told,
                       headline=pd.Series(vars(headline)))  # fmt: skip
    check = ROBUSTNESS_CHECKS["leave_one_cluster_out"]
    (found,) = check(data, design, "y", "two_way_fixed_effects", settings)
    assert "12 clusters left out in turn" in found.detail
    left = [
        ESTIMATORS["two_way_fixed_effects"](data[data["district"] != one], design, "y", told)
        for one in range(12)
    ]
    moves = [abs(one.estimate - headline.estimate) / one.std_error for one in left]
    assert found.value == pytest.approx(max(moves))


def test_a_cluster_that_stands_apart_does_not_hide_behind_the_error_it_makes() -> None:
    data = studied()
    apart = int(data.loc[data["treated"] == 1, "village"].iloc[0])
    data["y"] += 30 * (data["village"] == apart)
    found = answered("leave_one_cluster_out", data, CLUSTERED, "difference_in_means")[0]
    assert found.status == "failed"
    assert found.value > found.threshold == 1
    few = data[data["village"] < 9]
    found = answered("leave_one_cluster_out", few, CLUSTERED, "difference_in_means")[0]
    assert found.threshold == pytest.approx(np.sqrt(19 / 8))


def test_clusters_too_small_to_speak_of_are_not_spoken_of() -> None:
    data = studied()
    sizes = data.groupby("village").size()
    found = answered("leave_one_cluster_out", data, CLUSTERED, "lin", threshold=12)[0]
    assert f"{(sizes >= 12).sum()} clusters left out" in found.detail
    settings = replace(settings_of(data, CLUSTERED, "lin"), threshold=12)
    points = CURVES["influence"](data, CLUSTERED, "y", settings)
    assert sorted(points["n"]) == sorted(sizes[sizes >= 12])
    assert points["value"].is_monotonic_increasing
    assert points["x"].tolist() == list(range(1, len(points) + 1))
    every = CURVES["influence"](data, CLUSTERED, "y", replace(settings, threshold=0))
    assert every["x"].tolist() == [*range(1, 11), *range(15, 25)]  # of 24


@pytest.mark.parametrize(("threshold", "dropped"), [(0, [1, 3, 6, 16]), (5, [6, 16])])
def test_people_are_left_out_in_groups_large_enough(threshold: int, dropped: list[int]) -> None:
    data = studied()
    settings = replace(settings_of(data, BY_UNIT, "lin"), threshold=threshold)
    points = CURVES["influence"](data, BY_UNIT, "y", settings)
    assert tuple(points.columns) == POINTS
    assert points["n"].tolist() == [
        number for number in (int(share * len(data)) for share in (0.005, 0.01, 0.02, 0.05))
        if number >= max(threshold, 1)
    ]  # fmt: skip
    assert len(points) <= len(dropped)
    assert (points["value"] < settings.headline["estimate"]).all()
    found = answered("influential_units", data, BY_UNIT, "lin", threshold=threshold)[0]
    assert (found.status == "not_applicable") == (int(0.01 * len(data)) < threshold)
    assert ("one person alone" in found.detail) == (threshold == 0)


def test_a_result_that_sees_no_effect_hangs_on_nobody() -> None:
    found = answered("influential_units", studied(-0.7), CLUSTERED, "lin")[0]
    assert found.status == "not_applicable"


# Levels of clustering


def test_larger_groups_are_tried_and_few_of_them_do_not_judge() -> None:
    found = answered("alternative_clustering", studied(2.0), CLUSTERED, "lin",
                     levels=("region", "district"))[0]  # fmt: skip
    assert found.status == "passed"
    assert "region: 8 groups, error" in found.detail
    assert "district: 2 groups, too few to judge by" in found.detail


def test_the_error_is_that_of_the_estimator_clustered_there() -> None:
    data = studied()
    found = answered("alternative_clustering", data, CLUSTERED, "lin", levels=("region",))[0]
    there = CLUSTERED.model_copy(update={"clusters": "region", "kind": "randomised"})
    theirs = ESTIMATORS["lin"](data, there, "y", EstimatorSettings(("x",), "CR2"))
    assert found.value == pytest.approx(theirs.p_value, rel=1e-8)


@pytest.mark.parametrize(("level", "code"), [("hamlet", "E787"), ("unknown", "E784")])
def test_a_level_that_cannot_be_is_refused(level: str, code: str) -> None:
    data = studied().assign(unknown=np.nan)
    with pytest.raises(EstimationError) as stopped:
        answered("alternative_clustering", data, CLUSTERED, "lin", levels=(level,))
    assert stopped.value.faults[0].code == code
    assert stopped.value.faults[0].key == "robustness.clusters.0"


def test_groups_are_nested_or_not() -> None:
    data = studied()
    assert nested(data["hamlet"].to_numpy(), data["village"].to_numpy())
    assert not nested(data["village"].to_numpy(), data["market"].to_numpy())


# The wild bootstrap's choices


@pytest.mark.parametrize(
    ("wild", "words"),
    [
        ({}, "Rademacher's two points, 24 clusters, interval"),
        ({"multipliers": "Mammen"}, "Mammen's two points, 24 clusters"),
        ({"level": "hamlet"}, "by hamlet ("),
        ({"second_way": "market"}, "errors by 24 clusters and 15 of market, drawn by the 15"),
    ],
)
def test_the_wild_bootstrap_does_what_the_plan_asks_for(wild: dict, words: str) -> None:
    (found,) = answered("wild_cluster_bootstrap", studied(), CLUSTERED, "lin",
                        wild=WildBootstrap(**wild))  # fmt: skip
    assert words in found.detail
    assert "Monte Carlo error" in found.detail
    assert found.status in ("passed", "failed")


@pytest.mark.parametrize("ways", ["one", "two"])
def test_intervals_hold_the_nulls_that_are_not_rejected(ways: str) -> None:
    """Found by moving the outcome by a null, and testing again, on either side of each end."""
    data = studied()
    found = headline_regression(data, CLUSTERED, "y", "lin", settings_of(data, CLUSTERED, "lin"))
    village, market, hamlet = (data[name].to_numpy() for name in ("village", "market", "hamlet"))
    levels = two_ways(village, market) if ways == "two" else ((1.0, village),)
    drawn_by = market if ways == "two" else hamlet

    def tested(null: float):
        regression = found.regression
        moved = replace(regression, outcome=regression.outcome - null * data["treated"].to_numpy())
        sums = crossed_sums(moved, levels, drawn_by)
        return wild_cluster_bootstrap(sums, 499, np.random.default_rng(5))

    test = tested(0.0)
    width = test.conf_high - test.conf_low
    for end, outwards in ((test.conf_low, -1), (test.conf_high, 1)):
        assert tested(end + outwards * 0.001 * width).p_value <= 0.05
        assert tested(end - outwards * 0.001 * width).p_value > 0.05


def test_parts_that_reach_beyond_a_cluster_are_refused() -> None:
    with pytest.raises(EstimationError) as stopped:
        answered("wild_cluster_bootstrap", studied(), CLUSTERED, "lin",
                 wild=WildBootstrap(level="market"))  # fmt: skip
    assert stopped.value.faults[0].code == "E785"


@pytest.mark.parametrize(
    ("design", "robustness", "codes"),
    [
        ({"kind": "cluster_randomised", "clusters": "v"}, {"clusters": ["d"]}, []),
        ({"kind": "cluster_randomised", "clusters": "v"}, {"clusters": ["v"]}, ["E164"]),
        ({"kind": "cluster_randomised", "clusters": "v"}, {"clusters": ["d", "d"]}, ["E164"]),
        ({"kind": "synthetic_control"}, {"clusters": ["d"]}, ["E164"]),
        ({"kind": "cluster_randomised", "clusters": "v"}, {"wild_bootstrap": {"level": "h"}}, []),
        ({"kind": "cluster_randomised", "clusters": "v"},
         {"wild_bootstrap": {"level": "v"}}, ["E196"]),
        ({"kind": "randomised", "clusters": "v"}, {"wild_bootstrap": {"level": "h"}}, ["E196"]),
        ({"kind": "synthetic_control"}, {"wild_bootstrap": {"level": "h"}}, ["E196"]),
    ],
)  # fmt: skip
def test_what_a_design_does_not_allow_is_told_with_the_plan(
    design: dict, robustness: dict, codes: list[str]
) -> None:
    document = Document("plan.yaml", {"design": design, "robustness": robustness})
    faults = list(clustering_faults(document))
    assert [fault.code for fault in faults] == codes
    assert all(fault.help or "twice" in fault.message for fault in faults)


def test_a_level_and_a_second_way_are_not_asked_for_at_once() -> None:
    with pytest.raises(ValueError, match="not both"):
        WildBootstrap(level="a", second_way="b")


def test_settings_carry_what_the_plan_names(root) -> None:
    from pipeline.plan_file import load_plan, load_settings
    from pipeline.project import evaluation
    from pipeline.robustness_checks.settings import settings_for
    from pipeline.seeds import Seeds

    plan = load_plan(evaluation("job-training", root))
    asked = plan.robustness.model_copy(
        update={"clusters": ("age",), "wild_bootstrap": WildBootstrap(multipliers="Webb")}
    )
    plan = plan.model_copy(update={"robustness": asked})
    headline = pd.Series({"outcome": "re78", "estimator": "lin", "arm": "treated"})
    params = load_settings(root)
    told = settings_for(plan, headline, "bootstrap", params, Seeds(1, "test"))
    assert isinstance(told, RobustnessSettings)
    assert (told.levels, told.wild.multipliers) == (("age",), "Webb")
    assert "alternative_clustering" in plan.robustness_checks or plan.robustness.checks


@pytest.mark.parametrize(
    "robustness", [{"clusters": ["nowhere"]}, {"wild_bootstrap": {"level": "nowhere"}}]
)
def test_columns_that_are_not_there_are_told_with_the_plan(robustness: dict) -> None:
    document = Document("plan.yaml", {"robustness": robustness})
    assert "nowhere" in [name for _, name in column_references(document)]
