"""Checks of an unobserved confounder, and of those who were lost: what they say and refuse."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.curves import CURVES, POINTS, confounder_contour
from pipeline.document import read_document
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import ERRORS, EstimatorSettings
from pipeline.faults.choices import choice_faults
from pipeline.inference.confounder_strength import robustness_value
from pipeline.inference.made_confounder import made_confounders, residuals_of
from pipeline.inference.omitted_variable import Strength, adjusted, regression
from pipeline.inference.tipping_point import least_difference, least_trimming
from pipeline.plan import Draws, Outcome, Robustness
from pipeline.reporting.curve_figures import confounder as picture
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import Matching

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
OBSERVATIONAL = Design(kind="observational", treatment="treated", arms=ARMS)
LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)
MEASURED = Outcome(
    label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
)
# Least squares in another order of sums.
DETERMINISTIC = 1e-8
CONFOUNDED = ("benchmark_confounder", "unobserved_common_cause", "oster_delta", "robustness_value")


def study(n: int = 600, effect: float = 1.0, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=(2, n))
    treated = (rng.random(n) < 1 / (1 + np.exp(-0.5 * x - 0.3 * z))).astype(float)
    y = 0.6 * x + 0.3 * z + effect * treated + rng.normal(size=n)
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "z": z, "place": np.arange(n) // 20})


def found(
    check: str, data: pd.DataFrame, estimator: str = "aipw", design: Design = OBSERVATIONAL,
    options: Estimation | None = None, **more: object,
) -> dict[str, object]:  # fmt: skip
    """The check's rows by target."""
    told = EstimatorSettings(
        ("x", "z"), ERRORS.get(estimator, ("HC2",))[0], options=options or Estimation()
    )
    headline = ESTIMATORS[estimator](data, design, "y", told)
    settings = RobustnessSettings(
        pd.Series(vars(headline)), MEASURED, told,
        Draws(randomization_inference=99, refuters=100), np.random.default_rng(1),
    )  # fmt: skip
    settings = replace(settings, **more)
    if check in CURVES:
        return CURVES[check](data, design, "y", settings)
    rows = ROBUSTNESS_CHECKS[check](data, design, "y", estimator, settings)
    return {row.target: row for row in rows}


def test_a_made_confounder_does_to_a_regression_what_the_formula_says() -> None:
    data, rng = study(), np.random.default_rng(2)
    exog = np.column_stack([np.ones(len(data)), data[["treated", "x", "z"]]])
    outcome = data["y"].to_numpy()
    expected = adjusted(regression(outcome, exog, 0.95), Strength(0.1, 0.2))
    for column in made_confounders(residuals_of(exog, outcome), (0.1, 0.2), 3, rng):
        with_it = regression(outcome, np.column_stack([exog, column]), 0.95)
        ours = [expected.estimate, expected.std_error, expected.low, expected.high]
        theirs = [with_it.estimate, with_it.std_error, *with_it.interval]
        assert ours == pytest.approx(theirs, rel=DETERMINISTIC)


def test_knowing_a_confounder_gives_the_effect_without_it_back() -> None:
    """A known truth: what adjusting for the real confounder finds, from its strength alone."""
    rng = np.random.default_rng(4)
    data = study(4000, effect=0.5)
    unseen = rng.normal(size=4000) + 0.8 * data["treated"]
    outcome = (data["y"] + 0.7 * unseen).to_numpy()
    exog = np.column_stack([np.ones(4000), data[["treated", "x", "z"]]])
    full = regression(outcome, np.column_stack([exog, unseen]), 0.95)
    # Shares as the real confounder has them.
    order = [0, 4, 2, 3, 1]
    of_treatment = regression(
        data["treated"].to_numpy(), np.column_stack([exog, unseen])[:, [0, 4, 2, 3]], 0.95
    ).treatment_explains
    of_outcome = regression(
        outcome, np.column_stack([exog, unseen])[:, order], 0.95
    ).treatment_explains
    known = regression(outcome, exog, 0.95)
    told = adjusted(known, Strength(of_treatment, of_outcome))
    assert known.estimate - full.estimate > 0.4
    assert told.estimate == pytest.approx(full.estimate, rel=DETERMINISTIC)
    assert told.std_error == pytest.approx(full.std_error, rel=DETERMINISTIC)


def test_a_strong_effect_bears_a_confounder_and_says_how_many_times() -> None:
    rows = found("benchmark_confounder", study())
    assert rows["y"].status == "passed"
    assert rows["y"].value > 1
    assert "strongest: x" in rows["y"].detail
    assert 0 < rows["y, from"].value < rows["y, estimate"].value < rows["y, to"].value


def test_only_the_benchmarks_of_the_plan_are_compared_with() -> None:
    weak = found("benchmark_confounder", study(), benchmarks=("z",))["y"]
    assert "strongest: z" in weak.detail
    assert weak.value > found("benchmark_confounder", study())["y"].value


def test_without_a_verdict_there_is_nothing_to_explain_away() -> None:
    for check in ("benchmark_confounder", "unobserved_common_cause", "oster_delta"):
        assert found(check, study(effect=0.0, seed=2))["y"].status == "informative"


def test_an_effect_downwards_is_judged_as_one_upwards() -> None:
    data = study()
    turned = data.assign(y=-data["y"])
    for check in ("benchmark_confounder", "oster_delta"):
        one, other = found(check, data), found(check, turned)
        assert one["y"].value == pytest.approx(other["y"].value)
        assert one["y, estimate"].value == pytest.approx(-other["y, estimate"].value)
    up, down = (found("unobserved_common_cause", rows) for rows in (data, turned))
    assert up["y, estimate"].value == pytest.approx(-down["y, estimate"].value)
    assert up["y"].status == down["y"].status == "passed"


def test_a_made_confounder_says_its_monte_carlo_error_and_answers_twice_alike() -> None:
    one, two = (found("unobserved_common_cause", study()) for _ in range(2))
    assert one == two
    assert "Monte Carlo error" in one["y"].detail


def test_weighting_with_a_made_confounder_comes_back_to_the_truth() -> None:
    """A real confounder of known shares, and the headline's method told of one with these."""
    rng = np.random.default_rng(6)
    x, z, unseen = rng.normal(size=(3, 6000))
    treated = (rng.random(6000) < 1 / (1 + np.exp(-0.5 * x - 0.6 * unseen))).astype(float)
    y = 0.6 * x + 0.3 * z + 0.6 * unseen + 0.5 * treated + rng.normal(size=6000)
    data = pd.DataFrame({"y": y, "treated": treated, "x": x, "z": z})
    exog = np.column_stack([np.ones(6000), treated, x, z])
    given = np.column_stack([np.ones(6000), unseen, x, z])
    shares = (
        regression(treated, given, 0.95).treatment_explains,
        regression(y, np.column_stack([given[:, :2], exog[:, 1:]]), 0.95).treatment_explains,
    )
    told = EstimatorSettings(("x", "z", "made"), "influence")
    answers = [
        ESTIMATORS["aipw"](data.assign(made=column), OBSERVATIONAL, "y", told)
        for column in made_confounders(residuals_of(exog, y), shares, 3, rng)
    ]
    plain = ESTIMATORS["aipw"](data, OBSERVATIONAL, "y", replace(told, covariates=("x", "z")))
    assert plain.estimate > 0.75
    assert np.mean([each.estimate for each in answers]) == pytest.approx(
        0.5, abs=3 * plain.std_error
    )


def test_clusters_widen_the_interval_and_not_the_bias() -> None:
    design = OBSERVATIONAL.model_copy(update={"clusters": "place"})
    rng = np.random.default_rng(3)
    shared = np.repeat(rng.normal(size=30), 20)
    data = study().assign(y=lambda rows: rows["y"] + shared, treated=lambda rows: (
        rows["treated"].where(rng.random(600) < 0.5, shared > 0)).astype(float))  # fmt: skip
    alone = found("robustness_value", data)
    together = found("robustness_value", data, design=design)
    assert together["y"].value == pytest.approx(alone["y"].value)
    assert together["y, interval"].value < alone["y, interval"].value


@pytest.mark.parametrize("check", CONFOUNDED)
def test_weights_are_refused_with_a_reason(check: str) -> None:
    data = study().assign(w=1.0)
    settings = {"options": Estimation()}
    design = OBSERVATIONAL.model_copy(update={"sampling": "w"})
    told = EstimatorSettings(("x", "z"), "influence", **settings)
    headline = pd.Series({"estimate": 1.0, "conf_low": 0.5, "conf_high": 1.5})
    asked = RobustnessSettings(
        headline, MEASURED, told, Draws(randomization_inference=99, refuters=100),
        np.random.default_rng(1),
    )  # fmt: skip
    row = ROBUSTNESS_CHECKS[check](data, design, "y", "aipw", asked)[0]
    assert (row.status, "weights" in row.detail) == ("not_applicable", True)


@pytest.mark.parametrize(
    ("neighbours", "binary", "test"),
    [(1, False, "Wilcoxon"), (1, True, "McNemar"), (2, False, "aligned"), (2, True, "Mantel")],
)
def test_rosenbaum_bounds_of_matched_sets(neighbours: int, binary: bool, test: str) -> None:
    data = study(800).assign(treated=lambda rows: rows["treated"] * (rows.index % 3 == 0))
    if binary:
        data = data.assign(y=(data["y"] > 0.5).astype(float))
    options = Estimation(matching=Matching(replacement=False, neighbours=neighbours))
    planned = MEASURED.model_copy(update={"kind": "binary"}) if binary else MEASURED
    rows = found("rosenbaum_bounds", data, "nearest_neighbour", options=options, outcome=planned)
    assert test in rows["y"].detail
    assert rows["y"].status == "informative"
    assert 1 < rows["y"].value < 20


def test_rosenbaum_bounds_refuse_what_is_not_matched_once() -> None:
    assert "does not match" in found("rosenbaum_bounds", study())["y"].detail
    again = found("rosenbaum_bounds", study(), "nearest_neighbour")["y"]
    assert (again.status, "replacement: false" in again.detail) == ("not_applicable", True)


def lost(share: float, seed: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    data = study(2000, seed=seed)
    treated = rng.permutation(np.arange(2000) % 2) * 1.0
    y = 0.6 * data["x"] + 0.3 * treated + rng.normal(size=2000)
    return data.assign(treated=treated, y=np.where(rng.random(2000) < share, np.nan, y))


def test_filling_in_the_tipping_point_takes_the_effect_to_zero() -> None:
    """The known truth: the lost given the seen's means, and so much less or more."""
    data = lost(0.2)
    seen = data.groupby("treated")["y"].mean()
    shares = data["y"].isna().groupby(data["treated"]).mean()
    apart = least_difference(seen[1] - seen[0], (shares[0], shares[1]))
    filled = data["y"].fillna(data["treated"].map({0: seen[0] + apart, 1: seen[1] - apart}))
    means = filled.groupby(data["treated"]).mean()
    assert means[1] == pytest.approx(means[0], abs=1e-12)


@pytest.mark.parametrize("sign", [1, -1])
def test_trimming_the_arm_that_lost_fewer_takes_lees_bound_to_zero(sign: int) -> None:
    """By brute force: the best of the treated, or the worst, taken away one by one."""
    data = lost(0.2).assign(y=lambda rows: sign * rows["y"])
    data.loc[data.index[:150], "y"] = data["y"].where(data["treated"] == 1)
    treated, control = (np.sort(data.loc[data["treated"] == arm, "y"].dropna()) for arm in (1, 0))
    ordered = treated if sign > 0 else treated[::-1]
    kept = len(ordered)
    while sign * (ordered[:kept].mean() - control.mean()) > 0:
        kept -= 1
    reached = len(treated) / (data["treated"] == 1).sum()
    most = (1 - kept / len(treated)) * reached
    least = (1 - (kept + 1) / len(treated)) * reached
    found = least_trimming(*data[["y", "treated"]].to_numpy().T, np.ones(len(data)))
    assert least <= found <= most


def test_attrition_to_reverse_is_held_to_what_the_covariates_foretell() -> None:
    rows = found("attrition_to_reverse", lost(0.1), "lin", LOTTERY)
    assert rows["y"].status == "passed"
    assert rows["y"].value > rows["y"].threshold >= 0
    assert rows["y, estimate"].value > rows["y"].value
    assert 0 < rows["y, differential"].value < 1
    assert found("attrition_to_reverse", lost(0.0), "lin", LOTTERY)["y"].status == "not_applicable"
    data = lost(0.0)
    poorest = (data["treated"] == 1) & (data["x"] < -0.5)
    data["y"] = (data["y"] - 0.3 * data["treated"]).mask(poorest)  # no effect is left
    gone = found("attrition_to_reverse", data, "difference_in_means", LOTTERY)["y"]
    foretold = 0.6 * (data.loc[poorest, "x"].mean() - data.loc[(data["treated"] == 1) & ~poorest,
                                                               "x"].mean())  # fmt: skip
    # The slope is estimated among those who were seen.
    assert gone.threshold == pytest.approx(-foretold, rel=0.1)
    assert gone.status == "failed"


def test_the_contours_hold_the_robustness_value_and_the_marks() -> None:
    data = study()
    points = found("confounder_contour", data)
    assert set(points) == set(POINTS)
    exog = np.column_stack([np.ones(len(data)), data[["treated", "x", "z"]]])
    known = regression(data["y"].to_numpy(), exog, 0.95)
    value = robustness_value(known.estimate / known.classical, known.df)
    line = points[points["series"] == "none_left"].sort_values("x")
    assert np.interp(value, line["x"], line["value"]) == pytest.approx(value, rel=0.01)
    assert set(points["series"]) == {*picture.LINES, "x", "z"}
    assert points["value"].between(0, 1).all()


def test_the_picture_knows_the_lines_by_their_names() -> None:
    assert tuple(picture.REMAINING) == tuple(confounder_contour.REMAINING)
    assert picture.RANGE == confounder_contour.RANGE
    named = {name: left for name, left in picture.REMAINING.items() if left is not None}
    assert named.items() <= confounder_contour.REMAINING.items()


def test_benchmarks_start_from_the_regression_itself() -> None:
    points = found("confounder_benchmarks", study())
    first = points.iloc[0]
    assert (first["series"], first["x"]) == ("no_confounder", 0)
    later = points[points["series"] == "x"].sort_values("x")["value"]
    assert (np.diff([first["value"], *later]) < 0).all()


PLAN = """design:
  kind: {kind}
  treatment: joined
construct:
  outcomes: {{y: {{}}}}
  covariates: [x, z]
robustness:
  benchmarks: {benchmarks}
"""


@pytest.mark.parametrize(
    ("kind", "benchmarks", "says"),
    [
        ("observational", "[wealth]", "none of the covariates"),
        ("observational", "[x, x]", "listed twice"),
        ("randomised", "[x]", "does not rest on what was measured"),
    ],
)
def test_benchmarks_in_vain(tmp_path: Path, kind: str, benchmarks: str, says: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.format(kind=kind, benchmarks=benchmarks), encoding="utf-8")
    faults = choice_faults(read_document(path, "plan.yaml"))
    fault = next(fault for fault in faults if fault.code == "E164")
    assert (fault.line, says in fault.message) == (8, True)


def test_benchmarks_may_be_left_out() -> None:
    assert Robustness().benchmarks == ()
