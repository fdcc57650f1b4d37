"""Specifications of a plan: which apply, whom they compare, what is refused, what is told."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.disclosure_rules.cells import is_withheld
from pipeline.disclosure_rules.specifications import protected_specifications
from pipeline.errors import EstimationError, PlanError
from pipeline.plan import Design, Outcome
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.sections.design import Arm, Arms
from pipeline.sections.specifications import MOST_SPECIFICATIONS, Specifications
from pipeline.specifications.alternatives import Question, headline_of, specifications_of
from pipeline.specifications.comparisons import Study, comparisons_of
from pipeline.specifications.transformations import transformed

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
HIV = "data/hiv-results/plan.yaml"
DECLARED = "    samples:\n      adults: age >= 18\n"


def question(kind: str = "randomised", outcome: str = "continuous", **keys: object) -> Question:
    estimators = ("lin", "ancova", "difference_in_means")
    if kind == "observational":
        estimators = ("aipw", "ipw", "difference_in_means")
    return Question(
        design=Design(kind=kind, treatment="treated", arms=ARMS, **keys),
        outcome="y",
        planned=Outcome(
            label="y", kind=outcome, direction="increase", smallest_change_that_matters=1
        ),
        headline=estimators[0],
        estimators=estimators,
        covariates=("age", "income"),
    )


def test_the_headline_is_the_first_specification_and_none_is_there_twice() -> None:
    for asked in (question(), question("observational"), question(outcome="binary")):
        for declared in (None, Specifications(covariates={"none": ()})):
            found = specifications_of(asked, declared)
            assert found[0] == headline_of(asked)
            assert len(set(found)) == len(found)


def test_without_a_declaration_a_lottery_has_every_regression_with_all_but_one_covariate() -> None:
    found = specifications_of(question(), None)
    plain = [one for one in found if one.transformation == "none"]
    assert {(one.estimator, one.covariates) for one in plain} == {
        ("difference_in_means", "none"),
        *(
            (estimator, covariates)
            for estimator in ("lin", "ancova")
            for covariates in ("all", "without_age", "without_income")
        ),
    }
    assert len(found) == 2 * len(plain)
    assert {one.transformation for one in found} == {"none", "winsorise_99"}


def test_without_a_lottery_no_covariate_is_left_out() -> None:
    found = specifications_of(question("observational"), None)
    assert {one.covariates for one in found} == {"all"}
    assert {one.estimator for one in found} == {"aipw", "ipw"}
    assert {one.trimming for one in found} == {"none", "common_support"}


def test_yes_or_no_is_not_bent() -> None:
    found = specifications_of(question(outcome="binary"), None)
    assert {one.transformation for one in found} == {"none"}


def test_strata_keep_analysis_of_covariance_apart_from_the_difference_in_means() -> None:
    declared = Specifications(covariates={"none": ()})
    found = specifications_of(question(strata="district"), declared)
    assert ("ancova", "none") in {(one.estimator, one.covariates) for one in found}
    assert ("lin", "none") not in {(one.estimator, one.covariates) for one in found}


def test_another_outcome_has_the_curve_of_a_plan_without_a_declaration() -> None:
    declared = Specifications(outcomes=("other",), transformations=("none", "ranks"))
    assert specifications_of(question(), declared) == specifications_of(question(), None)


def study(samples: dict[str, str] | None = None) -> Study:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"age": rng.integers(15, 60, 200), "income": rng.normal(size=200)})
    frame["treated"] = np.arange(200) % 2.0
    frame["y"] = rng.normal(size=200) ** 2
    frame.loc[:4, "y"] = np.nan
    frame.loc[5:9, "income"] = np.nan
    return Study(frame, question(), samples or {})


def test_specifications_of_the_same_people_are_one() -> None:
    made = study({"everybody": "age > 0", "grown": "age >= 18"})
    declared = Specifications(samples={"everybody": "age > 0", "grown": "age >= 18"})
    found = comparisons_of(made, specifications_of(made.question, declared))
    assert {one.specification.sample for one in found} == {"all", "grown"}


def test_who_is_compared() -> None:
    made = study({"grown": "age >= 18"})
    declared = Specifications(samples={"grown": "age >= 18"}, trimming=("none", "drop_top_1"))
    for one in comparisons_of(made, specifications_of(made.question, declared)):
        expected = made.data["y"].notna()
        if one.specification.sample == "grown":
            expected &= made.data["age"] >= 18
        if one.specification.trimming == "drop_top_1":
            expected &= made.data["y"] <= made.data.loc[expected, "y"].quantile(0.99)
        if one.specification.columns:
            expected &= made.data["income"].notna()
        assert (one.rows == expected.to_numpy()).all()


def test_a_covariate_that_a_sample_holds_still_is_left_out_there() -> None:
    made = study({"rich": "income > 0", "thirty": "age == 30 or age == 30"})
    made.data["income"] = (made.data["income"] > 0).astype(float)
    declared = Specifications(samples={"rich": "income > 0"})
    found = comparisons_of(made, specifications_of(made.question, declared))
    assert all(
        one.columns == ("age",)
        for one in found
        if one.specification.sample == "rich" and one.columns
    )


def test_a_sample_of_nobody_is_refused_without_saying_whose_answers() -> None:
    made = study({"ancient": "age > 100"})
    declared = Specifications(samples={"ancient": "age > 100"})
    with pytest.raises(EstimationError) as caught:
        comparisons_of(made, specifications_of(made.question, declared))
    assert caught.value.faults[0].code == "E744"
    assert "ancient" in caught.value.faults[0].message


def test_transformations() -> None:
    values = np.array([0.0, 1.0, 2.0, 2.0, 100.0, np.nan])
    assert transformed(values, "log1p", "y")[:5] == pytest.approx(np.log1p(values[:5]))
    assert transformed(values, "inverse_hyperbolic_sine", "y")[4] == pytest.approx(np.arcsinh(100))
    assert transformed(values, "ranks", "y")[:5] == pytest.approx([0.1, 0.3, 0.6, 0.6, 0.9])
    assert transformed(values, "any", "y")[:5].tolist() == [0, 1, 1, 1, 1]
    top = np.nanpercentile(values, 95)
    assert transformed(values, "winsorise_95", "y")[4] == pytest.approx(top)
    for name in ("log1p", "ranks", "any", "winsorise_95", "inverse_hyperbolic_sine"):
        assert np.isnan(transformed(values, name, "y")[5])
    with pytest.raises(EstimationError, match="below zero"):
        transformed(-values, "log1p", "y")


@pytest.mark.parametrize(
    ("old", "new", "fault", "key"),
    [
        (
            "      demographics: [male,",
            "      demographics: [mael,",
            "column `mael`",
            "demographics",
        ),
        (
            "      demographics: [male,",
            "      demographics: [got,",
            "`got` is the",
            "demographics.0",
        ),
        (
            "      demographics: [male,",
            "      demographics: [any,",
            "`any` is the",
            "demographics.0",
        ),
        ("adults: age >= 18", "adults: got == 1", "chosen by `got`", "samples.adults"),
        ("adults: age >= 18", "adults: any == 1", "chosen by `any`", "samples.adults"),
        ("adults: age >= 18", "adults: agee >= 18", "names `agee`", "samples.adults"),
        ("adults: age >= 18", "all: age >= 18", "without a rule", "samples.all"),
        (DECLARED, f"    estimators: [aipw]\n{DECLARED}", "no place on this", "estimators.0"),
        (DECLARED, f"    transformations: [log1p]\n{DECLARED}", "kind binary", "transformations"),
        (DECLARED, f"    transformations: [logg]\n{DECLARED}", "must be one of", "transformations"),
        (DECLARED, f"    trimming: [common_support]\n{DECLARED}", "lottery has fixed", "trimming"),
        (DECLARED, f"    outcomes: [gott]\n{DECLARED}", "not one of the plan's", "outcomes.0"),
        ("      none: []", "      none: [male]", "a set of its own", "covariates.none"),
    ],
)
def test_what_cannot_be_a_specification_is_told(
    project: Path, old: str, new: str, fault: str, key: str
) -> None:
    path = project / HIV
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(evaluation("hiv-results", project))
    told = [one for one in caught.value.faults if fault in one.message]
    assert told
    assert "robustness.specifications" in told[0].key
    assert key in told[0].key
    assert told[0].line


def test_too_many_specifications_are_refused(project: Path) -> None:
    path = project / HIV
    text = path.read_text(encoding="utf-8")
    many = "".join(
        f"      older_than_{age}: age > {age}\n" for age in range(MOST_SPECIFICATIONS // 8)
    )
    path.write_text(text.replace("      adults: age >= 18\n", many, 1), encoding="utf-8")
    with pytest.raises(PlanError, match="are more than 2048"):
        load_plan(evaluation("hiv-results", project))


def test_a_design_without_a_curve_refuses_the_declaration(project: Path) -> None:
    path = project / "data/tobacco-control/plan.yaml"
    text = path.read_text(encoding="utf-8")
    declared = "robustness:\n  specifications: {transformations: [none, log1p]}\n"
    text = (
        text.replace("robustness: {}\n", declared).replace("robustness:\n", declared, 1)
        if ("robustness:\n" in text)
        else text.replace("robustness: {}\n", declared)
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlanError, match="no specification curve"):
        load_plan(evaluation("tobacco-control", project))


def table(number: int) -> pd.DataFrame:
    rows = {
        name: np.linspace(0.123456, 0.654321, number)
        for name in (
            "estimate",
            "std_error",
            "p_value",
            "conf_low",
            "conf_high",
            "standardised",
            "standardised_low",
            "standardised_high",
        )
    }
    return pd.DataFrame(rows | {"df": 50.0, "n_obs": 100, "n_treated": 50, "n_clusters": np.nan})


def test_few_people_and_small_differences_of_samples_are_not_told(project: Path) -> None:
    plan = load_plan(evaluation("savings-groups", project))
    assert plan.disclosure.threshold == 10
    people = np.array([[50, 50], [50, 50], [47, 50], [30, 30], [4, 40]], dtype=float)
    told = protected_specifications(table(5), people, plan)
    assert is_withheld(told, "estimate").tolist() == [False, False, False, False, True]
    # The third differs from the first two by three people: none of the three says its size.
    assert is_withheld(told, "n_obs").tolist() == [True, True, True, False, True]
    assert told["estimate"].tolist()[:3] == [0.12, 0.26, 0.39]
    assert told["estimate"].iloc[3] == table(5)["estimate"].iloc[3]


def test_public_data_are_told_whole(project: Path) -> None:
    plan = load_plan(evaluation("job-training", project))
    people = np.array([[50, 50], [2, 50]], dtype=float)
    pd.testing.assert_frame_equal(protected_specifications(table(2), people, plan), table(2))
