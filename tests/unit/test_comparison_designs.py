"""Matching, weighting and trimming where nobody was assigned: rules kept, limits refused."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.curves import CURVES, POINTS
from pipeline.document import read_document
from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.balancing import WEIGHTS, effective_size, standardised_differences
from pipeline.estimators.cross_fitting import folds_of, median_of_splits
from pipeline.estimators.entropy_balancing import tilted
from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import ERRORS, EstimatorSettings, adjusted_sample
from pipeline.faults.choices import choice_faults
from pipeline.matching.greedy import match_without_replacement
from pipeline.matching.matched import Matched, Rule, match_to
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Arm, Arms, Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import Matching, Trimming

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
ATT = Design(kind="observational", treatment="treated", arms=ARMS)
KEPT = Estimation(trimming=Trimming(score=(0.1, 0.9)))


def study(n: int = 400, steep: float = 1.0, seed: int = 3) -> pd.DataFrame:
    """Two covariates, one of them coarse; ``before`` is what treatment cannot have changed."""
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.integers(0, 4, size=n).astype(float)
    treated = (rng.random(n) < 1 / (1 + np.exp(-steep * (x + z / 2 - 0.75)))).astype(float)
    y = x + z + treated + rng.normal(size=n)
    before = rng.normal(size=n) + x
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "z": z, "before": before})


def told(name: str, options: Estimation | None = None, **more: object) -> EstimatorSettings:
    options = options or Estimation()
    return EstimatorSettings(("x", "z"), ERRORS[name][0], options=options, **more)


def answer(name: str, data: pd.DataFrame, options: Estimation | None = None, **design: object):
    planned = ATT.model_copy(update=design)
    return ESTIMATORS[name](data, planned, "y", told(name, options))


def arrays(data: pd.DataFrame) -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    x = data[["x", "z"]].to_numpy()
    return (x, data["y"].to_numpy(), x), data["treated"].to_numpy() == 1


def by_brute_force(values: tuple, asked: np.ndarray, rule: Rule) -> list[set[int]]:
    """Who is matched to each unit asked for: every distance computed, ties by a full sort."""
    partners = []
    for unit in np.flatnonzero(asked):
        others = np.flatnonzero(~asked & (rule.cells == rule.cells[unit]))
        distance = np.sqrt(((values[0][others] - values[0][unit]) ** 2).sum(axis=1))
        order = np.sort(distance)
        last = min(order[min(rule.neighbours, len(order)) - 1], rule.caliper)
        partners.append(set(others[distance <= last + 1e-9]))
    return partners


@pytest.mark.parametrize("neighbours", [1, 3, 7])
@pytest.mark.parametrize("caliper", [np.inf, 0.2])
def test_neighbours_with_ties_cells_and_a_caliper(neighbours: int, caliper: float) -> None:
    data = study().round({"x": 0})  # coarse: many ties
    values, asked = arrays(data)
    rule = Rule(neighbours, caliper, (data["y"] > 1).to_numpy(float))
    matched, theirs = match_to(values, asked, rule), by_brute_force(values, asked, rule)
    times = np.zeros(len(data))
    for unit, partners in zip(np.flatnonzero(asked), theirs, strict=True):
        assert matched.found[unit] == bool(partners)
        if partners:
            mean = values[1][list(partners)].mean()
            assert matched.outcome[unit] == pytest.approx(mean)
            times[list(partners)] += 1 / len(partners)
    np.testing.assert_allclose(matched.times, times, atol=1e-12)


def test_without_replacement_nobody_serves_twice_and_order_decides() -> None:
    data = study(300, steep=0.3)
    values, asked = arrays(data)
    order = data["x"].to_numpy()
    matched = match_without_replacement(values, asked, order, Rule())
    free, outcome = set(np.flatnonzero(~asked)), {}
    for unit in sorted(np.flatnonzero(asked), key=lambda unit: (-order[unit], unit)):
        if free:
            near = min(free, key=lambda i: (((values[0][i] - values[0][unit]) ** 2).sum(), i))
            free.remove(near)
            outcome[unit] = values[1][near]
    assert set(np.flatnonzero(matched.found)) == set(outcome)
    for unit, value in outcome.items():
        assert matched.outcome[unit] == value
    assert set(np.unique(matched.times)) <= {0.0, 1.0}


def test_a_hundred_thousand_units_are_matched_in_seconds() -> None:
    import time

    values, asked = arrays(study(100_000))
    start = time.process_time()
    matched = match_to(values, asked, Rule())
    assert matched.found.sum() == asked.sum()
    assert time.process_time() - start < 10


def test_matching_on_exact_variables_pairs_only_the_same() -> None:
    data = study()
    exact = Estimation(matching=Matching(exact=("z",), bias_correction=False))
    settings = told("nearest_neighbour", exact)
    sample = adjusted_sample(data, ATT, "y", settings)
    from pipeline.estimators.nearest_neighbour import matched_units
    from pipeline.matching.distance import coordinates

    matched = matched_units(sample, coordinates(sample, "mahalanobis"), exact.matching, "ATT")
    found = matched.found
    np.testing.assert_allclose(matched.covariates[found, 1], sample.covariates[found, 1])


def test_matching_refuses_clusters_and_names_what_has_their_error() -> None:
    data = study().assign(place=lambda rows: np.arange(len(rows)) // 10)
    with pytest.raises(EstimationError, match="no standard error for clusters") as refused:
        answer("nearest_neighbour", data, clusters="place")
    assert "entropy_balancing or ipw" in refused.value.faults[0].help


def test_a_headline_does_not_quietly_leave_out_the_unmatched() -> None:
    near = Estimation(matching=Matching(caliper=0.02))
    with pytest.raises(EstimationError, match="other people than planned") as refused:
        answer("nearest_neighbour", study(), near)
    assert "ATT_trimmed" in refused.value.faults[0].help
    found = answer("nearest_neighbour", study(), near, estimand="ATT_trimmed")
    assert found.estimand == "ATT_trimmed"
    assert "without a match left out" in found.inference
    settings = told("nearest_neighbour", near, role="robustness")
    other = ESTIMATORS["nearest_neighbour"](study(), ATT, "y", settings)
    assert other.estimand == "ATT_trimmed"  # it says whose effect it is


@pytest.mark.parametrize("rule", [Trimming(score=(0.1, 0.9)), Trimming(common_support=True)])
def test_whoever_is_trimmed_is_counted_and_named(rule: Trimming) -> None:
    data, options = study(steep=2.0), Estimation(trimming=rule)
    found = answer("ipw", data, options, estimand="ATT_trimmed")
    sample = adjusted_sample(data, ATT, "y", told("ipw", options))
    assert sum(sample.trimmed) > 0
    assert found.n_obs + sum(sample.trimmed) == len(data)
    treated, controls = sample.trimmed
    assert f"{treated} treated and {controls} controls trimmed" in found.inference
    assert found.estimand == "ATT_trimmed"


def test_a_standardisation_after_trimming_is_still_of_the_treated() -> None:
    data = study(steep=2.0)
    data["y"] = (data["y"] > data["y"].median()).astype(float)
    settings = EstimatorSettings(("x", "z"), "HC2", options=KEPT)

    def value(rows: pd.DataFrame, target: str, options: EstimatorSettings) -> float:
        design = ATT.model_copy(update={"estimand": target})
        return ESTIMATORS["logit_standardisation"](rows, design, "y", options).estimate

    of_treated, of_all = (value(data, name, settings) for name in ("ATT_trimmed", "ATE_trimmed"))
    score = logit_propensity(
        adjusted_sample(data, ATT, "y", replace(settings, options=Estimation()))
    )
    kept = data[(score >= 0.1) & (score <= 0.9)]
    assert of_treated == pytest.approx(value(kept, "ATT", replace(settings, options=Estimation())))
    assert of_treated != pytest.approx(of_all)


def test_a_rule_that_leaves_nobody_is_refused() -> None:
    narrow = Estimation(trimming=Trimming(score=(0.4999, 0.5)))
    with pytest.raises(EstimationError, match="fewer than two units"):
        answer("ipw", study(), narrow, estimand="ATT_trimmed")


@pytest.mark.parametrize("name", ["overlap_weights", "entropy_balancing", "outcome_regression"])
def test_these_weights_balance_exactly(name: str) -> None:
    design = ATT.model_copy(update={"estimand": "ATO" if name == "overlap_weights" else "ATT"})
    sample = adjusted_sample(study(), design, "y", told(name))
    weights = WEIGHTS[name](sample, design, told(name))
    assert np.abs(standardised_differences(sample, np.ones(len(weights)))).max() > 0.3
    assert np.abs(standardised_differences(sample, weights)).max() < 1e-8


def test_weights_that_cannot_balance_are_refused() -> None:
    with pytest.raises(EstimationError, match="no weights can make"):
        tilted(np.array([[1.0], [2.0], [3.0]]))
    with pytest.raises(EstimationError, match="no weights can make"):
        answer("entropy_balancing", study(steep=40.0))


def test_implied_weights_are_those_of_the_regression() -> None:
    sample = adjusted_sample(study(), ATT, "y", told("outcome_regression"))
    weights = WEIGHTS["outcome_regression"](sample, ATT, told("outcome_regression"))
    arms = sample.treated, ~sample.treated
    means = [np.average(sample.outcome[arm], weights=weights[arm]) for arm in arms]
    assert answer("outcome_regression", study()).estimate == pytest.approx(means[0] - means[1])


def test_effective_size_of_kish() -> None:
    assert effective_size(np.ones(50)) == pytest.approx(50)
    assert effective_size(np.array([1.0, 0, 0, 0])) == pytest.approx(1)


def test_the_median_over_splits_grows_with_their_disagreement() -> None:
    middle, error = median_of_splits(np.array([1.0, 2.0, 6.0]), np.array([1.0, 1.0, 1.0]))
    assert (middle, error) == (2.0, pytest.approx(np.sqrt(2.0)))
    assert median_of_splits(np.array([3.0]), np.array([0.5])) == (3.0, 0.5)


def test_folds_follow_from_the_rows_and_keep_clusters_whole() -> None:
    data = study(200)
    sample = adjusted_sample(data, ATT, "y", told("aipw"))
    order = np.random.default_rng(1).permutation(200)
    moved = sample.keep(np.ones(200, bool))
    moved = replace(moved, outcome=sample.outcome[order], treatment=sample.treatment[order],
                    covariates=sample.covariates[order])  # fmt: skip
    first = [set(sample.outcome[test]) for _, test in folds_of(sample, 5, 7)]
    assert first == [set(moved.outcome[test]) for _, test in folds_of(moved, 5, 7)]
    villages = replace(sample, clusters=np.arange(200) // 4)
    for train, test in folds_of(villages, 5, 7):
        assert not set(villages.clusters[train]) & set(villages.clusters[test])


@pytest.mark.parametrize("nuisance", ["lasso", "gradient_boosting"])
@pytest.mark.parametrize("name", ["aipw", "double_machine_learning"])
def test_learners_answer_twice_alike(name: str, nuisance: str) -> None:
    options = Estimation(nuisance=nuisance, repeats=2, folds=3)
    settings = told(name, options)
    one, two = (ESTIMATORS[name](study(300), ATT, "y", settings) for _ in range(2))
    assert (one.estimate, one.std_error) == (two.estimate, two.std_error)
    assert "median of 2 splits" in one.inference
    assert abs(one.estimate - 1) < 4 * one.std_error


def asked(data: pd.DataFrame, estimator: str = "aipw", **more: object):
    settings = told(estimator)
    headline = ESTIMATORS[estimator](data, ATT, "y", settings)
    outcome = Outcome(
        label="y", kind="continuous", direction="increase", smallest_change_that_matters=0.1
    )
    draws = Draws(randomization_inference=99, refuters=100)
    return RobustnessSettings(
        pd.Series(vars(headline)), outcome, settings, draws, np.random.default_rng(1), **more
    )


def status(check: str, data: pd.DataFrame, estimator: str = "aipw", **more: object):
    settings = asked(data, estimator, **more)
    return ROBUSTNESS_CHECKS[check](data, ATT, "y", estimator, settings)[0]


def test_overlap_passes_where_there_is_some_and_fails_where_there_is_none() -> None:
    assert status("overlap", study(steep=0.5)).status == "passed"
    assert status("overlap", study(steep=4.0)).status == "failed"


def test_effective_sample_size_is_that_of_the_weighted_arm() -> None:
    found = status("effective_sample_size", study())
    controls = int((study()["treated"] == 0).sum())
    assert 10 < found.value < controls
    assert f"of {controls} control" in found.detail


def test_a_negative_control_finds_what_was_not_adjusted_for() -> None:
    data = study(800)
    one = status("negative_control_outcome", data, negative_controls=("before",))
    assert one.status == "passed"
    tainted = data.assign(before=data["before"] + data["treated"])
    two = status("negative_control_outcome", tainted, negative_controls=("before",))
    assert two.status == "failed"


@pytest.mark.parametrize("curve", ["overlap", "balance_after"])
def test_curves_have_their_columns_and_shares_add_up(curve: str) -> None:
    data = study()
    points = CURVES[curve](data, ATT, "y", asked(data))
    assert set(points) == set(POINTS)
    if curve == "overlap":
        assert points.groupby("series")["value"].sum().to_numpy() == pytest.approx([1, 1])
        assert points["n"].sum() == len(data)
    else:
        assert list(dict.fromkeys(points["series"])) == ["before", "ipw", "outcome_regression"]
        after = points[points["series"] == "ipw"]["value"].abs().max()
        assert after < points[points["series"] == "before"]["value"].abs().max()


PLAN = """design:
  kind: observational
  treatment: joined
{design}
construct:
  outcomes: {{y: {{}}}}
  covariates: [x, z]
estimate:
{estimate}
robustness:
{robustness}
"""


@pytest.mark.parametrize(
    ("sections", "place", "says"),
    [
        (("", "  trimming: {common_support: true}", "  {}"), "E184:9", "estimand: ATT_trimmed"),
        (("  estimand: ATE_trimmed", "  {}", "  {}"), "E184:4", "trimming: {score"),
        (("  clusters: place", "  estimators: [ipw, nearest_neighbour]", "  {}"), "E185:9",
         "entropy_balancing or ipw"),
        (("  sampling: {weight: w}", "  estimators: [outcome_regression]", "  {}"), "E185:9",
         "sampling"),
        (("  estimand: ATO", "  estimators: [overlap_weights, aipw]", "  {}"), "E185:9", "ATT"),
        (("", "  matching: {exact: [place]}", "  {}"), "E186:9", "covariates"),
        (("  estimand: ATE", "  matching: {replacement: false}", "  {}"), "E186:9", "ATT"),
        (("", "  {}", "  negative_controls: [x]"), "E187:11", "take it off"),
        (("", "  {}", "  checks: [negative_control_outcome]"), "E187:11", "name one"),
    ],
)  # fmt: skip
def test_choices_that_exclude_one_another(
    tmp_path: Path, sections: tuple[str, str, str], place: str, says: str
) -> None:
    design, estimate, robustness = sections
    path = tmp_path / "plan.yaml"
    text = PLAN.format(design=design or "  # none", estimate=estimate, robustness=robustness)
    path.write_text(text, encoding="utf-8")
    faults = choice_faults(read_document(path, "plan.yaml"))
    fault = next(fault for fault in faults if fault.code == place[:4])
    assert f"{fault.code}:{fault.line}" == place
    assert says in fault.help


def test_a_match_is_a_match_of_whole_samples() -> None:
    """Nobody asked for, nobody found."""
    values, asked_for = arrays(study(50))
    matched = match_to(values, np.zeros_like(asked_for), Rule())
    assert isinstance(matched, Matched)
    assert not matched.found.any()
    assert isinstance(adjusted_sample(study(50), ATT, "y", told("ipw")), Sample)
