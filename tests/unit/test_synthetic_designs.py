"""Synthetic controls and interrupted series: what is refused, what must change nothing, and why."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scenarios.interrupted_series import SERIES, settings
from scenarios.interrupted_series import series as simulated_series
from scenarios.synthetic_control import BY_PLACEBOS, PLACES, as_rows, factor_model

from pipeline.curves import CURVES, POINTS
from pipeline.designs import DESIGNS
from pipeline.document import read_document
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.placebo_estimate import METHODS
from pipeline.estimators.settings import ERRORS
from pipeline.faults.choices import choice_faults
from pipeline.inference.placebo import placebo_test
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import InterruptedSeries, Synthetic
from pipeline.wwc import rating

ROOT = Path(__file__).resolve().parents[2]
SECRET = 987654.25  # an outcome that no message may show
OUTCOME = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=1
)


def places(**changes: object) -> pd.DataFrame:
    data, _ = factor_model(np.random.default_rng(7), 12, (12, 4), **changes)
    return data


def one_series(length: int = 60) -> pd.DataFrame:
    return simulated_series(np.random.default_rng(7), length, 0.4)[0]


def effect(name: str, data: pd.DataFrame, design: Design = PLACES) -> tuple[float, float]:
    told = BY_PLACEBOS if name in METHODS else settings(ERRORS[name][0])
    found = ESTIMATORS[name](data, design, "y", told)
    return found.estimate, found.std_error


def attack(data: pd.DataFrame, design: Design, estimator: str) -> RobustnessSettings:
    told = BY_PLACEBOS if estimator in METHODS else settings(ERRORS[estimator][0])
    found = ESTIMATORS[estimator](data, design, "y", told)
    return RobustnessSettings(
        headline=pd.Series(vars(found)),
        outcome=OUTCOME,
        estimator=told,
        draws=Draws(randomization_inference=99, refuters=100),
        rng=np.random.default_rng(1),
    )


@pytest.mark.parametrize("name", METHODS)
def test_synthetic_controls_change_exactly_as_their_data_do(name):
    data = places()
    estimate, std_error = effect(name, data)
    shuffled = data.sample(frac=1, random_state=3)
    renamed = data.assign(place="place " + (50 - data["place"]).astype(str))
    twice = pd.concat([data, data])
    later = data.assign(period=data["period"] + 1990, start=data["start"] + 1990)
    for same in (shuffled, renamed, twice, later, data.assign(y=data["y"] + 100)):
        assert effect(name, same) == pytest.approx((estimate, std_error), rel=1e-7)
    scaled = effect(name, data.assign(y=-3 * data["y"]))
    assert scaled == pytest.approx((-3 * estimate, 3 * std_error), rel=1e-7)


@pytest.mark.parametrize("name", ["segmented_regression", "prais_winsten", "effect_at_horizon"])
def test_interrupted_series_change_exactly_as_their_data_do(name):
    data = one_series()
    estimate, std_error = effect(name, data, SERIES)
    later = data.assign(t=data["t"] + 300, start=data["start"] + 300)
    trend = data.assign(y=data["y"] + 5 + 0.7 * data["t"])
    for same in (data.sample(frac=1, random_state=3), pd.concat([data, data]), later, trend):
        assert effect(name, same, SERIES) == pytest.approx((estimate, std_error), rel=1e-7)
    scaled = effect(name, data.assign(y=-3 * data["y"]), SERIES)
    assert scaled == pytest.approx((-3 * estimate, 3 * std_error), rel=1e-7)


def test_without_plus_effect_is_what_the_treated_were():
    data = places()
    seen = data.query("treated == 1 and period >= 12")["y"].mean()
    for name in METHODS:
        found = ESTIMATORS[name](data, PLACES, "y", BY_PLACEBOS)
        assert found.control_mean + found.estimate == pytest.approx(seen)


def test_an_effect_added_to_the_treated_is_found_in_full():
    data = places()
    later = data["treated"].eq(1) & (data["period"] >= 12)
    for name in METHODS:
        more = effect(name, data.assign(y=data["y"] + 10 * later))
        assert more[0] - effect(name, data)[0] == pytest.approx(10)


def test_a_treated_place_that_is_a_mix_of_two_donors_is_found_to_be_it():
    rng = np.random.default_rng(2)
    outcomes = rng.normal(size=(10, 20)).cumsum(axis=1)
    outcomes[0] = 0.3 * outcomes[4] + 0.7 * outcomes[8]
    outcomes[0, 15:] += 2
    data = as_rows(outcomes, 1, 15)
    assert effect("synthetic_control", data)[0] == pytest.approx(2, abs=1e-6)
    weights = CURVES["donor_weights"](data, PLACES, "y", attack(data, PLACES, "synthetic_control"))
    assert weights["series"].tolist() == ["8", "4"]
    assert weights["value"].to_numpy() == pytest.approx([0.7, 0.3], abs=1e-6)


def test_the_placebo_test_is_exact_where_any_place_could_have_been_treated():
    """Over every place that could have been treated, each p-value comes up once."""
    from pipeline.estimators.synthetic import SYNTHETIC_CONTROL
    from pipeline.estimators.unit_periods import panel_of

    panel = panel_of(places(), PLACES, "y")
    values = [
        placebo_test(panel.pretending(np.arange(12) == unit), SYNTHETIC_CONTROL, 12, None).p_value
        for unit in range(12)
    ]
    assert sorted(values) == pytest.approx(np.arange(1, 13) / 12)


def test_few_places_cannot_be_told_apart_and_the_check_says_so():
    data = places()
    (found,) = ROBUSTNESS_CHECKS["placebo_in_space"](
        data, PLACES, "y", "synthetic_control", attack(data, PLACES, "synthetic_control")
    )
    assert found.status == "not_applicable"
    assert "no p below 0.0833" in found.detail


def test_a_poor_fit_fails_its_check_and_a_good_one_passes():
    for unlike, status in ((0.0, "passed"), (6.0, "failed")):
        data, _ = factor_model(np.random.default_rng(5), 20, (20, 4), 0.1, unlike)
        (found,) = ROBUSTNESS_CHECKS["pre_fit"](
            data, PLACES, "y", "synthetic_control", attack(data, PLACES, "synthetic_control")
        )
        assert found.status == status


def test_a_change_before_the_start_fails_the_placebo_in_time():
    data = one_series(120)
    told = attack(data, SERIES, "segmented_regression")
    jumped = data.assign(y=data["y"] + 8 * (data["t"] >= 40))
    for rows, status in ((data, "passed"), (jumped, "failed")):
        (found,) = ROBUSTNESS_CHECKS["placebo_in_time"](
            rows, SERIES, "y", "segmented_regression", told
        )
        assert found.status == status
    early = places()
    moved = early["y"] + 50 * (early["treated"].eq(1) & (early["period"] >= 8))
    told = attack(early, PLACES, "synthetic_control")
    (found,) = ROBUSTNESS_CHECKS["placebo_in_time"](
        early.assign(y=moved), PLACES, "y", "synthetic_control", told
    )
    assert found.status == "failed"


def test_leaving_out_the_one_donor_that_matters_fails():
    rng = np.random.default_rng(4)
    outcomes = rng.normal(size=(10, 20))
    outcomes[1] += np.linspace(0, 60, 20)
    outcomes[0] = outcomes[1] + 0.1 * rng.normal(size=20)
    data = as_rows(outcomes, 1, 15)
    told = attack(data, PLACES, "synthetic_control")
    (found,) = ROBUSTNESS_CHECKS["leave_one_out"](data, PLACES, "y", "synthetic_control", told)
    assert found.status == "failed"


def test_autocorrelation_is_found_where_it_is_and_gone_once_it_is_modelled():
    data, _ = simulated_series(np.random.default_rng(1), 200, 0.7)
    for estimator, status in (("segmented_regression", "failed"), ("prais_winsten", "passed")):
        (found,) = ROBUSTNESS_CHECKS["autocorrelation"](
            data, SERIES, "y", estimator, attack(data, SERIES, estimator)
        )
        assert found.status == status


def test_a_comparison_series_takes_out_what_both_share():
    data = one_series()
    shared = 4 * np.sin(data["t"]) + 3 * (data["t"] >= 30)
    beside = data.assign(y=shared, start=np.nan, after=0.0, place="beside")
    both = pd.concat([data.assign(y=data["y"] + shared, place="here"), beside])
    compared = Design.model_validate(SERIES.model_dump() | {"unit": "place"})
    assert effect("segmented_regression", both, compared) == pytest.approx(
        effect("segmented_regression", data, SERIES)
    )


@pytest.mark.parametrize("curve", ["synthetic_path", "gap", "donor_weights", "series_fit"])
def test_curves_have_the_columns_of_points(curve):
    data, design, name = places(), PLACES, "synthetic_control"
    if curve == "series_fit":
        data, design, name = one_series(), SERIES, "segmented_regression"
    drawn = CURVES[curve](data, design, "y", attack(data, design, name))
    assert tuple(drawn.columns) == POINTS
    assert drawn["n"].isna().all()  # rows are whole places: no point speaks of people
    persons = pd.concat([data, data])
    drawn = CURVES[curve](persons, design, "y", attack(persons, design, name))
    assert drawn["n"].notna().any() == (curve != "donor_weights")


def broken(kind: str) -> pd.DataFrame:
    data = places(treated=3 if kind == "staggered" else 1)
    first = data["place"] == 0
    return {
        "unbalanced": data[~((data["place"] == 5) & (data["period"] == 3))],
        "staggered": data.assign(start=data["start"].where(~first, 9.0)),
        "two_starts": data.assign(start=data["start"].where(data["period"] != 2, 5.0)),
        "disagrees": data.assign(treated=0.0),
        "never": data.assign(start=np.nan, treated=0.0),
        "at_once": data[data["period"] >= 11],
        "not_over": data[data["period"] < 12],
        "few_donors": data[data["place"] < 3],
    }[kind]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("unbalanced", "E765"),
        ("staggered", "E762"),
        ("two_starts", "E761"),
        ("disagrees", "E761"),
        ("never", "E764"),
        ("at_once", "E764"),
        ("not_over", "E764"),
        ("few_donors", "E764"),
    ],
)
def test_what_is_no_panel_of_places_is_refused_without_showing_it(kind, code):
    data = broken(kind)
    data = data.assign(y=data["y"].where(data["period"] != 11, SECRET))
    with pytest.raises(EstimationError) as refused:
        effect("synthetic_control", data)
    assert [fault.code for fault in refused.value.faults] == [code]
    assert "987654" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[data["t"] != 20], "E766"),
        (lambda data: data.assign(start=data["start"].where(data["t"] < 50, 40.0)), "E767"),
        (lambda data: data.assign(after=1.0), "E761"),
        (lambda data: data[data["t"] >= 28], "E771"),
        (lambda data: data[data["t"] >= 40], "E767"),
        (lambda data: data.assign(y=data["y"].where(data["t"] != 9)), "E765"),
    ],
)
def test_what_is_no_interrupted_series_is_refused(change, code):
    with pytest.raises(EstimationError) as refused:
        effect("segmented_regression", change(one_series()), SERIES)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_options_that_do_not_fit_are_refused():
    jackknife = replace(BY_PLACEBOS, options=Estimation(synthetic=Synthetic(error="jackknife")))
    for name in ("synthetic_control", "synthetic_difference_in_differences"):
        with pytest.raises(EstimationError, match="jackknife"):
            ESTIMATORS[name](places(), PLACES, "y", jackknife)
    beyond = replace(settings("HAC"), options=Estimation(series=InterruptedSeries(horizon=30)))
    with pytest.raises(EstimationError, match="ends 29"):
        ESTIMATORS["effect_at_horizon"](one_series(), SERIES, "y", beyond)


def test_the_jackknife_answers_for_several_treated():
    jackknife = replace(BY_PLACEBOS, options=Estimation(synthetic=Synthetic(error="jackknife")))
    found = ESTIMATORS["synthetic_difference_in_differences"](
        places(treated=3), PLACES, "y", jackknife
    )
    assert found.se_type == "jackknife"
    assert found.std_error > 0


def test_designs_that_follow_places_are_not_rated():
    assert rating("synthetic_control", "", "not_measured", adjusted=False) == "not_rated"
    assert rating("interrupted_series", "", "not_measured", adjusted=False) == "not_rated"


@pytest.mark.parametrize("evaluation", ["tobacco-control", "seat-belt-law"])
@pytest.mark.parametrize("key", ["clusters: state", "strata: state", "sampling: {weight: state}"])
def test_clusters_strata_and_weights_are_refused_with_what_to_do_instead(evaluation, key, tmp_path):
    planned = (ROOT / "data" / evaluation / "plan.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(planned.replace("design:\n", f"design:\n  {key}\n", 1), encoding="utf-8")
    faults = choice_faults(read_document(path, "plan.yaml"))
    assert [fault.code for fault in faults] == ["E145"]
    assert faults[0].help == DESIGNS[faults[0].message.split("`")[3]].refuses[key.split(":")[0]]
    assert faults[0].line


def test_a_design_that_follows_places_needs_its_columns(tmp_path):
    planned = (ROOT / "data" / "tobacco-control" / "plan.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plan.yaml"
    path.write_text(planned.replace("  unit: state\n", "", 1), encoding="utf-8")
    (fault,) = choice_faults(read_document(path, "plan.yaml"))
    assert fault.code == "E135"
