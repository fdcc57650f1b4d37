"""Weights, sampling units and kinds of outcome in a plan: what they change, what is refused."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from conftest import athar
from pipeline.errors import EstimationError, PlanError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.linearisation import covariance_of_totals, survey_regression
from pipeline.plan import Outcome
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design, Sampling
from pipeline.sections.outcome_kinds import ONLY_FOR
from villages import NAME, PLAN, add_villages

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
WEIGHTED = ("difference_in_means", "lin", "ancova", "logit_standardisation")
LINEARISED = EstimatorSettings(("x",), "linearised")
# Two ways to the same sums; a derivative by a small step; a Newton iteration's end.
SAME, STEP, ITERATED = 1e-9, 1e-5, 1e-7


def people(n: int = 120) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    x, village = rng.normal(size=n), np.arange(n) % 20
    treated = rng.permutation(np.arange(n) % 2).astype(float)
    y = (x + treated + rng.normal(size=n) > 0).astype(float)
    weights = rng.uniform(1, 5, size=n)
    return pd.DataFrame(
        {"y": y, "x": x, "treated": treated, "village": village, "w": weights, "h": village % 4}
    )


def sampled(**columns: str) -> Design:
    plan = Sampling(**({"weight": "w"} | columns))
    return Design(kind="randomised", treatment="treated", arms=ARMS, sampling=plan)


def estimated(data: pd.DataFrame, design: Design, estimator: str) -> Estimate:
    return ESTIMATORS[estimator](data, design, "y", LINEARISED)


@pytest.mark.parametrize("columns", [{}, {"psu": "village"}, {"psu": "village", "strata": "h"}])
@pytest.mark.parametrize("estimator", WEIGHTED)
def test_the_error_is_that_of_what_each_weight_changes(estimator: str, columns: dict) -> None:
    """Move each weight a little: the estimate's derivative is the influence that is linearised."""
    data, design = people(), sampled(**columns)
    found = estimated(data, design, estimator)
    influence = np.empty(len(data))
    for row in data.index:
        moved = []
        for step in (STEP, -STEP):
            other = data.copy()
            other.loc[row, "w"] *= 1 + step
            moved.append(estimated(other, design, estimator).estimate)
        influence[row] = (moved[0] - moved[1]) / (2 * STEP)
    sampling = complete_cases(data, design, "y", ()).sampling
    error = np.sqrt(covariance_of_totals(influence, sampling)[0, 0])
    np.testing.assert_allclose(found.std_error, error, rtol=1e-5)


def test_the_difference_is_r_s_regression() -> None:
    data, design = people(), sampled(psu="village", strata="h")
    sampling = complete_cases(data, design, "y", ()).sampling
    exog = np.column_stack([np.ones(len(data)), data["treated"]])
    theirs = survey_regression(exog, data["y"].to_numpy(), sampling)
    ours = estimated(data, design, "difference_in_means")
    np.testing.assert_allclose(ours.estimate, theirs.coefficients[1], rtol=SAME)
    np.testing.assert_allclose(ours.std_error, theirs.std_errors[1], rtol=SAME)
    assert ours.df == theirs.df == 20 - 4 - 1


@pytest.mark.parametrize("estimator", WEIGHTED)
def test_what_must_not_change_an_answer(estimator: str) -> None:
    data, design = people(), sampled(psu="village")
    found = estimated(data, design, estimator)
    scaled = estimated(data.assign(w=data["w"] * 7), design, estimator)
    twice = pd.concat([data.assign(w=data["w"] / 2)] * 2, ignore_index=True)
    doubled = estimated(twice, design, estimator)
    shuffled = estimated(data.sample(frac=1, random_state=1), design, estimator)
    for other in (scaled, doubled, shuffled):
        np.testing.assert_allclose(other.estimate, found.estimate, rtol=ITERATED)
        np.testing.assert_allclose(other.std_error, found.std_error, rtol=ITERATED)
    swapped = estimated(data.assign(treated=1 - data["treated"]), design, estimator)
    np.testing.assert_allclose(swapped.estimate, -found.estimate, rtol=ITERATED)


LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)


@pytest.mark.parametrize("estimator", ONLY_FOR)
def test_answers_of_one_kind_move_as_their_units_do(estimator: str) -> None:
    """Counts and times scaled, rows shuffled, arms swapped, and people of whom nothing is known."""
    data, scale = people(), 1 if estimator.startswith("logit") else 7
    data["y"] = data["y"] + (0 if scale == 1 else 0.5 + data["village"])
    data["event"] = (data["village"] % 3 > 0).astype(float)

    def answer(rows: pd.DataFrame, horizon: float = 12.0) -> Estimate:
        weeks = Outcome(
            label="y", kind=ONLY_FOR[estimator][0], direction="increase",
            smallest_change_that_matters=1, event="event", horizon=horizon,
        )  # fmt: skip
        return ESTIMATORS[estimator](
            rows, LOTTERY, "y", EstimatorSettings(("x",), "HC2", planned=weeks)
        )

    base = answer(data)
    scaled = answer(data.assign(y=data["y"] * scale), 12.0 * scale)
    shuffled = answer(data.sample(frac=1, random_state=1))
    unknown = answer(pd.concat([data, data.head(9).assign(y=np.nan)], ignore_index=True))
    swapped = answer(data.assign(treated=1 - data["treated"]))
    for other, factor in ((scaled, scale), (shuffled, 1), (unknown, 1), (swapped, -1)):
        assert other.estimate == pytest.approx(factor * base.estimate, rel=ITERATED)
        assert other.std_error == pytest.approx(abs(factor) * base.std_error, rel=ITERATED)


def test_times_watched_to_the_horizon_are_a_difference_in_means() -> None:
    data = people().assign(y=lambda rows: 1.0 + rows["village"] * rows["w"], event=1.0)
    weeks = Outcome(
        label="y", kind="time_to_event", direction="increase", smallest_change_that_matters=1,
        event="event", horizon=20,
    )  # fmt: skip
    told = EstimatorSettings((), "HC2", planned=weeks)
    ours = ESTIMATORS["restricted_mean_survival_time"](data, LOTTERY, "y", told)
    cut = data.assign(y=data["y"].clip(upper=20))
    theirs = ESTIMATORS["difference_in_means"](cut, LOTTERY, "y", told)
    for name in ("estimate", "std_error", "df", "control_mean"):
        assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=SAME)


def test_a_correction_does_not_make_a_lottery_certain() -> None:
    """Everybody was asked: R's correction leaves no error, and the lottery's own is all there."""
    data = people().assign(villages=20, everybody=120)
    plain = estimated(data, sampled(), "difference_in_means").std_error
    whole = estimated(data, sampled(fpc="everybody"), "difference_in_means").std_error
    assert whole == pytest.approx(plain, rel=SAME)
    villages = estimated(data, sampled(psu="village"), "difference_in_means").std_error
    within = estimated(data, sampled(psu="village", fpc="villages"), "difference_in_means")
    assert 0.5 * plain < within.std_error < 1.1 * max(plain, villages)


def test_too_few_sampling_units_for_the_model() -> None:
    data = people().assign(village=lambda rows: rows["village"] % 3)
    with pytest.raises(EstimationError) as refusal:
        estimated(data, sampled(psu="village"), "lin")
    assert refusal.value.faults[0].code == "E796"


def test_those_lost_are_counted_as_drawn() -> None:
    """A village none of whose people answered still counts as one of those that were drawn."""
    data, design = people(), sampled(psu="village")
    lost = data.assign(y=data["y"].where(data["village"] != 3))
    kept = complete_cases(lost, design, "y", ()).sampling
    assert kept.stages[0].drawn[0] == 20
    assert kept.df == 18


SAMPLED = ("  strata: district\n", "  sampling: {weight: savings_before}\n")
ONE_BY_ONE = ("kind: cluster_randomised", "kind: randomised")
TIMES = ("kind: continuous", "kind: time_to_event")


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ([SAMPLED, ("weight: savings_before", "weight: savings")], "E133", "an outcome"),
        ([SAMPLED, ("weight: savings_before", "weight: weights")], "E130", "`weights`"),
        ([SAMPLED, ("savings_before}", "savings_before, psu: district}")], "E191", "clusters"),
        (
            [ONE_BY_ONE, SAMPLED, ("kind: randomised", "kind: observational"),
             ("estimate: {}", "estimate: {estimators: [ipw]}")],
            "E190", "logit_standardisation",
        ),
        (
            [ONE_BY_ONE, SAMPLED, ("kind: randomised", "kind: observational")],
            "E190", "no estimator",
        ),
        ([TIMES], "E192", "event"),
        ([("  strata: district\n", "  exposure: {group: village}\n")], "E197", "together"),
        ([("  strata: district\n", "  exposure: {group: district, share: 0.5, kilometres: 2}\n")],
         "E197", "not both"),
        ([("  strata: district\n", "  exposure: {latitude: district, kilometres: 2}\n")],
         "E197", "longitude"),
        ([("  strata: district\n", "  exposure: {group: distric}\n")], "E130", "district"),
        ([SAMPLED, ("  sampling", "  exposure: {group: district}\n  sampling")], "E197", "asked"),
        ([("unit: {en: dollars}", "horizon: 12")], "E192", "time_to_event"),
        (
            [ONE_BY_ONE, SAMPLED, TIMES, ("unit: {en: dollars}", "event: has_savings\n"
             "      horizon: 12")],
            "E193", "survey weights",
        ),
        ([("estimate: {}", "estimate: {estimators: [logit_standardisation]}")], "E194", "lin"),
        ([("unit: {en: dollars}", "measure: money")], "E195", "go together"),
        ([("unit: {en: dollars}", "measure: money\n      months: 3")], "E195", "once"),
        ([("unit: {en: dollars}", "lag: savings_before")], "E195", "already has a part"),
    ],
)  # fmt: skip
def test_what_cannot_go_together_is_refused(
    project: Path, changes: list[tuple[str, str]], code: str, words: str
) -> None:
    add_villages(project)
    path = project / PLAN
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError) as refusal:
        load_plan(evaluation(NAME, project))
    found = [fault for fault in refusal.value.faults if fault.code == code]
    assert found, [fault.code for fault in refusal.value.faults]
    assert any(words in f"{fault.message} {fault.help}" for fault in found)
    assert all(fault.line for fault in found)


def test_estimators_answer_for_their_kinds_alone(project: Path) -> None:
    add_villages(project)
    path = project / PLAN
    text = path.read_text(encoding="utf-8")
    named = "estimate: {estimators: [lin, logit_standardisation]}"
    path.write_text(text.replace("estimate: {}", named), encoding="utf-8")
    plan = load_plan(evaluation(NAME, project))
    assert plan.estimators_of("savings") == ("lin",)
    assert plan.estimators_of("has_savings") == ("lin", "logit_standardisation")


def test_values_that_a_kind_cannot_have_stop_the_check(project: Path) -> None:
    add_villages(project)
    path = project / PLAN
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("kind: continuous", "kind: count"), encoding="utf-8")
    for stage in ("identify", "clean", "check", "construct"):
        result = athar(project, "stage", stage, NAME)
        if result.returncode:
            break
    assert "E213" in result.stderr
    assert "below zero" in result.stderr
