"""Differences in differences: what is refused, what changes how, and what the checks find."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.curves import CURVES, POINTS
from pipeline.difference_in_differences.bands import critical_value
from pipeline.difference_in_differences.honest_did import Path, breakdown, relative_magnitudes
from pipeline.difference_in_differences.placebo_in_space import placebo_test
from pipeline.difference_in_differences.pre_trends import pre_trends
from pipeline.difference_in_differences.two_way import TwoWay, without_effects
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import ERRORS, EstimatorSettings, errors_of
from pipeline.plan import Draws, Outcome
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design, Sampling
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import DifferenceInDifferences

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
ROUNDING = 1e-9
ALL = ("two_way_fixed_effects", "callaway_santanna", "sun_abraham", "imputation")


def study(adoption: str = "staggered", **columns: object) -> Design:
    names = {"treatment": "ever", "unit": "place", "time": "time", "first_treated": "first"}
    return Design(
        kind="difference_in_differences", arms=ARMS, adoption=adoption, **{**names, **columns}
    )


def panel(first: list[float], effect: float = 1.0, slope: float = 0.0) -> pd.DataFrame:
    """Places over eight years; the treated drift away by ``slope`` a year from the start."""
    rng = np.random.default_rng(5)
    starts = np.array(first, float)
    place, time = np.repeat(np.arange(len(first)), 8), np.tile(np.arange(2000, 2008), len(first))
    start = starts[place]
    y = rng.normal(size=len(place)) + 0.2 * time + place + effect * (time >= start)
    y += slope * (time - 2000) * ~np.isnan(start)
    columns = {"y": y, "place": place, "time": time, "first": start, "ever": ~np.isnan(start) * 1.0}
    return pd.DataFrame(columns)


STAGGERED = [2003.0] * 8 + [2005.0] * 8 + [np.nan] * 10
SINGLE = [2004.0] * 10 + [np.nan] * 12
ONE = [2004.0] + [np.nan] * 29


def run(name: str, data: pd.DataFrame, design: Design, role: str = "primary"):
    return ESTIMATORS[name](data, design, "y", EstimatorSettings((), ERRORS[name][0], role=role))


def refused(data: pd.DataFrame, design: Design, name: str = "two_way_fixed_effects"):
    with pytest.raises(EstimationError) as error:
        run(name, data, design)
    fault = error.value.faults[0]
    assert fault.help
    assert fault.key
    return fault


def test_adoption_must_be_as_declared() -> None:
    cases = {"single": STAGGERED, "staggered": SINGLE, "one_place": SINGLE}
    for declared, first in cases.items():
        fault = refused(panel(first), study(declared))
        assert (fault.code, fault.key) == ("E725", "design.adoption")
    assert "one_place" in refused(panel(ONE), study("single")).help


def test_rows_must_be_units_at_times() -> None:
    rows = panel(STAGGERED)
    assert refused(pd.concat([rows, rows.head(3)]), study()).code == "E723"
    assert "3 rows" in refused(pd.concat([rows, rows.head(3)]), study()).message
    moved = rows.assign(first=rows["first"].mask(rows.index == 0, 2006.0))
    assert refused(moved, study()).code == "E724"
    unlike = rows.assign(ever=1.0)
    assert refused(unlike, study()).code == "E722"
    assert refused(rows.query("ever == 1"), study("single")).code == "E722"
    stages = Sampling(weight="time", strata="place")
    assert refused(rows, study(sampling=stages)).code == "E720"


def test_one_place_needs_its_own_inference() -> None:
    rows, design = panel(ONE), study("one_place")
    for name in ALL:
        assert refused(rows, design, name).code == "E726"
    assert refused(panel(SINGLE), study("single"), "placebo_in_space").code == "E727"
    assert refused(panel(ONE[:10]), design, "placebo_in_space").code == "E728"
    assert errors_of("two_way_fixed_effects", design) == ("CR1",)
    told = EstimatorSettings((), "CR2", role="robustness")
    with pytest.raises(EstimationError):  # it would report thousands of degrees of freedom
        ESTIMATORS["two_way_fixed_effects"](rows, design, "y", told)


def test_no_error_shows_a_value() -> None:
    rows = panel(STAGGERED).assign(place=lambda frame: "village of " + frame["place"].astype(str))
    fault = refused(pd.concat([rows, rows.head(3)]), study())
    assert "village of" not in fault.message + fault.found + fault.help


def test_comparison_that_is_not_there() -> None:
    """Without never-treated places one can only compare with those not treated yet."""
    rows = panel([2003.0] * 8 + [2005.0] * 8)
    asked = Estimation(
        difference_in_differences=DifferenceInDifferences(comparison="never_treated")
    )
    told = EstimatorSettings((), "influence", options=asked)
    with pytest.raises(EstimationError) as error:
        ESTIMATORS["callaway_santanna"](rows, study(), "y", told)
    assert error.value.faults[0].code == "E729"
    for name in ("callaway_santanna", "sun_abraham", "imputation"):
        assert run(name, rows, study()).estimate == pytest.approx(1.0, abs=1.0)


@pytest.mark.parametrize("name", ALL)
def test_units_treated_from_the_start_are_left_out_and_named(name: str) -> None:
    rows = panel([1999.0] * 4 + STAGGERED)
    found = run(name, rows, study())
    if name != "two_way_fixed_effects":  # they say nothing there, but what time is like
        assert found.n_obs == 8 * len(STAGGERED)
        assert "4 units" in found.formula
        alone = run(name, rows.query("place >= 4"), study())
        assert found.estimate == pytest.approx(alone.estimate, rel=ROUNDING)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("adoption", ["staggered", "single"])
def test_metamorphic(name: str, adoption: str) -> None:
    """Shift, scale, order, names, paths that all share, levels of places: as they should."""
    first = STAGGERED if adoption == "staggered" else SINGLE
    rows, design = panel(first), study(adoption)
    base = run(name, rows, design)
    lag = 13.0 * rows["place"] % 7 + np.sin(rows["time"])
    same = {
        "shifted": rows.assign(y=rows["y"] + 100),
        "levels and shared paths": rows.assign(y=rows["y"] + lag),
        "permuted": rows.sample(frac=1, random_state=1),
        "renamed": rows.assign(place=rows["place"].map(lambda code: f"p{97 - code}")),
        "later": rows.assign(time=rows["time"] + 7, first=rows["first"] + 7),
    }
    for changed in same.values():
        found = run(name, changed, design)
        assert found.estimate == pytest.approx(base.estimate, rel=1e-8)
        assert found.std_error == pytest.approx(base.std_error, rel=1e-8)
    scaled = run(name, rows.assign(y=-3 * rows["y"]), design)
    assert scaled.estimate == pytest.approx(-3 * base.estimate, rel=1e-8)
    assert scaled.std_error == pytest.approx(3 * base.std_error, rel=1e-8)
    everybody = run(name, rows.assign(y=rows["y"] + (rows["time"] >= rows["first"])), design)
    assert everybody.estimate == pytest.approx(base.estimate + 1, rel=1e-8)


@pytest.mark.parametrize("name", ALL)
def test_twins_with_half_the_weight_change_nothing(name: str) -> None:
    """Each place twice in one cluster, each copy counting half."""
    rows = panel(STAGGERED).assign(weight=lambda frame: 1.0 + frame["place"] % 3)
    twins = rows.assign(place=rows["place"] + 1000)
    both = pd.concat([rows, twins]).assign(weight=lambda frame: frame["weight"] / 2)
    weighted = study(sampling=Sampling(weight="weight"), clusters="cluster")
    base = run(name, rows.assign(cluster=rows["place"]), weighted)
    found = run(name, both.assign(cluster=both["place"] % 1000), weighted)
    assert found.estimate == pytest.approx(base.estimate, rel=1e-8)
    # CR1 counts twice as many rows; the others know nothing of rows.
    tolerance = 0.05 if name == "sun_abraham" else 1e-6
    assert found.std_error == pytest.approx(base.std_error, rel=tolerance)


def test_one_date_makes_them_all_one_number() -> None:
    rows, design = panel(SINGLE), study("single")
    found = [run(name, rows, design).estimate for name in ALL if name != "imputation"]
    assert found[1] == pytest.approx(found[2], rel=1e-8)
    two = rows[rows["time"].isin([2003, 2004])]
    values = [run(name, two, design).estimate for name in ALL]
    assert values == pytest.approx([values[0]] * 4, rel=1e-8)


def test_effects_of_units_and_times_are_taken_out_exactly_with_gaps() -> None:
    rng = np.random.default_rng(2)
    unit, time = np.repeat(np.arange(40), 6), np.tile(np.arange(6), 40)
    seen = rng.random(240) < 0.7
    unit, time = np.unique(unit[seen], return_inverse=True)[1], time[seen]
    weights, column = rng.random(seen.sum()) + 0.1, rng.normal(size=(seen.sum(), 1))
    dummies = np.column_stack([np.eye(unit.max() + 1)[unit], np.eye(6)[time]])
    root = np.sqrt(weights)[:, None]
    fit = np.linalg.lstsq(dummies * root, column * root, rcond=None)[0]
    ours = without_effects(TwoWay(unit, time, weights), column)
    assert ours == pytest.approx(column - dummies @ fit, abs=ROUNDING)


def checked(name: str, data: pd.DataFrame, design: Design, estimator: str) -> Check:
    return ROBUSTNESS_CHECKS[name](data, design, "y", estimator, told(data, design, estimator))[0]


def told(data: pd.DataFrame, design: Design, estimator: str) -> RobustnessSettings:
    headline = run(estimator, data, design)
    return RobustnessSettings(
        headline=pd.Series(vars(headline)),
        outcome=OUTCOME,
        estimator=EstimatorSettings((), ERRORS[estimator][0]),
        draws=Draws(randomization_inference=99, refuters=100),
        rng=np.random.default_rng(0),
    )


def test_pre_trends_sees_a_drift_and_says_what_it_could_not_have_seen() -> None:
    drifting = panel(SINGLE, effect=0.0, slope=1.0)
    assert checked("pre_trends", drifting, study("single"), ALL[0]).status == "failed"
    clean = checked("pre_trends", panel(SINGLE, effect=6.0), study("single"), ALL[0])
    assert clean.status == "passed"
    weak = checked("pre_trends", panel(SINGLE, effect=0.3), study("single"), ALL[0])
    assert weak.status == "informative"
    assert "power" in weak.detail
    two = panel(SINGLE).query("time in (2003, 2004)")
    assert checked("pre_trends", two, study("single"), ALL[0]).status == "not_applicable"


def test_power_of_the_pre_trend_test_is_what_it_says() -> None:
    """Drawn: the share of Wald tests that find the line which is said to be found with 80%."""
    rng = np.random.default_rng(3)
    root = rng.normal(size=(4, 4))
    covariance, since = root @ root.T + np.eye(4), np.arange(-5, -1)
    after = np.array([[0.0, 1.0], [0.5, 0.5]]), 2.0
    planned = pre_trends(np.zeros(4), covariance, since, after, 0.8)
    draws = rng.multivariate_normal(planned.slope * (since + 1), covariance, size=4000)
    found = [pre_trends(draw, covariance, since, after, 0.8).p_value < 0.05 for draw in draws]
    assert np.mean(found) == pytest.approx(0.8, abs=3.9 * np.sqrt(0.16 / 4000))
    assert planned.bias == pytest.approx(1.5 * planned.slope)


def test_goodman_bacon_blames_only_a_headline_that_leans_on_it() -> None:
    rows = panel([2001.0] * 8 + [2006.0] * 8 + [np.nan] * 2)
    assert checked("goodman_bacon", rows, study(), "two_way_fixed_effects").status == "failed"
    other = checked("goodman_bacon", rows, study(), "callaway_santanna")
    assert other.status == "informative"
    assert 0 < other.value < 1


def test_few_treated_clusters() -> None:
    three = panel([2004.0] * 3 + [np.nan] * 20)
    assert checked("few_treated_clusters", three, study("single"), ALL[0]).status == "failed"
    assert checked("few_treated_clusters", panel(SINGLE), study("single"), ALL[0]).value == 10
    one = checked("few_treated_clusters", panel(ONE), study("one_place"), "placebo_in_space")
    assert (one.status, one.value) == ("informative", 1)


def test_honest_did_breaks_where_zero_enters() -> None:
    sure = checked("honest_did", panel(SINGLE, effect=8.0), study("single"), ALL[0])
    unsure = checked("honest_did", panel(SINGLE, effect=0.0), study("single"), ALL[0])
    assert sure.status == "passed"
    assert (unsure.status, unsure.value) == ("informative", 0.0)
    path = Path(np.array([0.1, -0.2, 1.5, 1.8]), 0.04 * (np.eye(4) + 1), 2, np.array([0.5, 0.5]))
    value = breakdown(path, 0.95, np.random.default_rng(0))
    below = relative_magnitudes(path, value - 0.1, 0.95, np.random.default_rng(0))
    above = relative_magnitudes(path, value + 0.1, 0.95, np.random.default_rng(0))
    assert below[0] > 0 > above[0]


def test_honest_intervals_hold_the_truth_when_trends_bend_as_much_as_allowed() -> None:
    """The worst allowed step after treatment is as large as the largest before."""
    rng = np.random.default_rng(11)
    covariance = 0.05 * (np.eye(3) + 1)
    mean = np.array([-0.4, 0.0, 1.0 + 0.4])[[0, 1, 2]]  # the largest step before is 0.4
    held = []
    for _ in range(150):
        path = Path(rng.multivariate_normal(mean, covariance), covariance, 2, np.array([1.0]))
        low, high = relative_magnitudes(path, 1.0, 0.95, rng)
        held.append(low <= 1.0 <= high)
    assert np.mean(held) > 0.95 - 3.9 * np.sqrt(0.05 * 0.95 / 150)


def test_bands_hold_for_all_points_together() -> None:
    """For independent normal averages the width is known: that of the largest of k."""
    from scipy.stats import norm

    rng = np.random.default_rng(4)
    sums = np.kron(np.eye(5), rng.normal(size=(400, 1)))
    width = critical_value(sums, 0.95, rng)
    assert width == pytest.approx(norm.ppf(0.5 + 0.95 ** (1 / 5) / 2), abs=0.15)


def test_checks_leave_out_times_that_few_places_speak_of() -> None:
    """One place begins so late that it alone is seen seven years before."""
    rows = panel([*SINGLE, 2007.0])
    from pipeline.difference_in_differences.asked import path_of

    path = path_of(rows, study(), "y", told(rows, study(), "callaway_santanna"))
    assert path.since.min() == -7
    assert path.trusted.since.min() == -4
    assert (path.trusted.units >= 6).all()
    assert path.trusted.covariance.shape == (len(path.trusted.since),) * 2


def test_placebo_interval_is_the_inverse_of_its_test() -> None:
    effects = np.linspace(-2, 2, 39)
    test = placebo_test(1.0, effects, 0.95)
    for truth in (test.conf_low + 0.01, test.conf_high - 0.01):
        assert placebo_test(1.0 - truth, effects, 0.95).p_value > 0.05
    for truth in (test.conf_low - 0.2, test.conf_high + 0.2):
        assert placebo_test(1.0 - truth, effects, 0.95).p_value <= 0.05
    assert np.isinf(placebo_test(1.0, effects[:18], 0.95).conf_high)


@pytest.mark.parametrize("adoption", ["staggered", "single", "one_place"])
def test_curves_have_their_columns(adoption: str) -> None:
    first = {"staggered": STAGGERED, "single": SINGLE, "one_place": ONE}[adoption]
    rows, design = panel(first), study(adoption)
    headline = design.default_estimators[0]
    drawn = {
        name: CURVES[name](rows, design, "y", told(rows, design, headline))
        for name in design.rule.curves
    }
    assert all(set(points) == set(POINTS) for points in drawn.values())
    event = drawn["event_study"].set_index("x")
    assert event.loc[-1, "value"] == 0
    assert (event["conf_low"] <= event["value"]).all()
    assert len(drawn["goodman_bacon"]) == (4 if adoption == "staggered" else 0)
    assert len(drawn["group_effects"]) == (2 if adoption == "staggered" else 0)
    assert len(drawn["honest_did"]) == 5


def test_balance_is_that_of_the_first_time() -> None:
    from types import SimpleNamespace

    from pipeline.baseline import at_start

    rows = panel(SINGLE).query("place > 0 or time > 2001")
    start = at_start(rows, SimpleNamespace(design=study("single")))
    assert len(start) == len(SINGLE)
    assert start.groupby("place")["time"].first().loc[[0, 1]].tolist() == [2002, 2000]
    people = at_start(rows, SimpleNamespace(design=study("single", unit=None)))
    assert set(people["time"]) == {2000}


def test_covariates_for_the_balance_table_alone() -> None:
    rows = panel(SINGLE).assign(x=lambda frame: np.sin(frame["place"]))
    asked = Estimation(difference_in_differences=DifferenceInDifferences(adjust=False))
    plain = EstimatorSettings((), "influence")
    shown = EstimatorSettings(("x",), "influence", options=asked)
    found = [
        ESTIMATORS["callaway_santanna"](rows, study("single"), "y", told).estimate
        for told in (plain, shown, replace(plain, covariates=("x",)))
    ]
    assert found[0] == found[1] != found[2]


def test_headline_follows_from_what_the_plan_declares() -> None:
    headlines = {name: study(name).default_estimators[0] for name in
                 ("staggered", "single", "one_place")}  # fmt: skip
    assert headlines == {
        "staggered": "callaway_santanna",
        "single": "two_way_fixed_effects",
        "one_place": "placebo_in_space",
    }


def test_covariates_that_do_not_change_are_taken_out_with_the_units() -> None:
    rows = panel(SINGLE).assign(
        fixed=lambda frame: frame["place"] % 4, moving=lambda f: f["y"] ** 2
    )
    told = EstimatorSettings(("fixed", "moving"), "CR2")
    found = ESTIMATORS["two_way_fixed_effects"](rows, study("single"), "y", told)
    assert "moving" in found.formula
    assert "fixed" not in found.formula
    same = replace(told, covariates=("moving",))
    assert found.estimate == pytest.approx(
        ESTIMATORS["two_way_fixed_effects"](rows, study("single"), "y", same).estimate
    )
