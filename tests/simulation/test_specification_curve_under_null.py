"""The joint test of a specification curve: right under no effect, and caught by its own checks."""

import numpy as np
import pandas as pd
import pytest
from broken_studies import status
from broken_studies.specifications import CASES
from scipy.stats import kstest

from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.specification_curve import JointTest, statistics_of
from pipeline.plan import Design
from pipeline.sections.compute import Compute
from pipeline.sections.design import Arm, Arms
from pipeline.specifications.alternatives import Question, Specification
from pipeline.specifications.comparisons import Study, comparisons_of
from pipeline.specifications.estimates import estimated, one_by_one
from pipeline.specifications.null import joint_test_of, units_of

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
STUDIES, DRAWS, PEOPLE, CLUSTERS = 300, 99, 60, 12
FEWER = 100  # studies without a lottery, whose estimators are slower
# Of 300 uniform p-values, a Kolmogorov-Smirnov p below this comes once in a thousand times.
RARE = 0.001
SEEDS, ENOUGH = 6, 5  # the table of benchmarks counts a hundred


def drawn(rng: np.random.Generator, kind: str, **keys: object) -> Study:
    """A study in which the programme does nothing; people of one village are alike."""
    people = 4 * PEOPLE if kind == "observational" else PEOPLE
    village = np.arange(people) % CLUSTERS
    age, income = rng.normal(size=(2, people))
    treated = rng.permutation(np.arange(people) % 2)
    if kind == "cluster_randomised":
        treated = rng.permutation(np.arange(CLUSTERS) % 2)[village]
    if kind == "observational":
        treated = (rng.random(people) < 1 / (1 + np.exp(-0.5 * age))).astype(float)
    outcome = np.exp(0.5 * age + 0.5 * rng.normal(size=people))
    if kind == "cluster_randomised":
        outcome *= np.exp(0.5 * rng.normal(size=CLUSTERS))[village]
    frame = pd.DataFrame({"age": age, "income": income, "village": village, "y": outcome})
    frame["treated"] = treated.astype(float)
    design = Design(kind=kind, treatment="treated", arms=ARMS, **keys)
    return Study(
        frame, Question(design, "y", None, "", (), ("age", "income")), {"some": "income < 1"}
    )


def joint_test_on(
    study: Study, estimators: tuple[str, ...], rng: np.random.Generator, **compute
) -> JointTest:
    clustered = study.design.rule.assigns_clusters
    settings = EstimatorSettings((), "CR2" if clustered else "HC2")
    chosen = tuple(
        Specification(estimator, "set", columns, sample, transformation)
        for estimator in estimators
        for columns in ((),) * (estimator == "difference_in_means")
        + (("age",), ("age", "income")) * (estimator != "difference_in_means")
        for sample in ("all", "some")
        for transformation in ("none", "ranks")
    )
    comparisons = comparisons_of(study, chosen)
    found = estimated(study, comparisons, settings)
    return joint_test_of(study, comparisons, found, settings, (DRAWS, rng, Compute(**compute)))


@pytest.mark.parametrize(
    ("kind", "keys"), [("randomised", {}), ("cluster_randomised", {"clusters": "village"})]
)
def test_joint_p_values_are_uniform_where_a_lottery_did_nothing(kind: str, keys: dict) -> None:
    found = []
    for seed in range(STUDIES):
        rng = np.random.default_rng([seed, 1])
        study = drawn(rng, kind, **keys)
        test = joint_test_on(study, ("difference_in_means", "ancova", "lin"), rng)
        # Ties of a discrete p-value are broken at random: it is then uniform, and not just about.
        jitter = rng.uniform(0, 1 / (DRAWS + 1), 2)
        found.append(np.array([test.p_median, test.p_stouffer]) - jitter)
    for p_values in np.array(found).T:
        assert kstest(p_values, "uniform").pvalue > RARE


def test_without_a_lottery_the_test_keeps_about_its_size() -> None:
    found = []
    for seed in range(FEWER):
        rng = np.random.default_rng([seed, 2])
        study = drawn(rng, "observational")
        found.append(joint_test_on(study, ("ipw", "outcome_regression"), rng).p_median)
    assert np.mean(np.array(found) <= 0.05) <= 0.11  # the bootstrap is right in large samples


def test_the_same_digits_for_any_number_of_workers() -> None:
    study = drawn(np.random.default_rng(4), "randomised")
    found = [
        joint_test_on(study, ("lin", "ancova"), np.random.default_rng(5), workers=workers)
        for workers in (1, 2)
    ]
    assert found[0].p_stouffer == found[1].p_stouffer
    assert (found[0].band == found[1].band).all()


def test_every_assignment_of_a_small_lottery_by_brute_force() -> None:
    from itertools import combinations

    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"treated": rng.permutation(np.arange(8) % 2).astype(float)})
    frame["age"], frame["y"] = rng.normal(size=(2, 8))
    design = Design(kind="randomised", treatment="treated", arms=ARMS)
    study = Study(frame, Question(design, "y", None, "", (), ("age",)))
    chosen = (
        Specification("difference_in_means", "none", ()),
        Specification("ancova", "all", ("age",)),
    )
    comparisons = comparisons_of(study, chosen)
    settings = EstimatorSettings((), "HC2")
    found = estimated(study, comparisons, settings)
    test = joint_test_of(study, comparisons, found, settings, (99, rng, Compute()))
    assert test.exact
    assert test.draws == 70
    every = []
    for members in combinations(range(8), 4):
        treatment = np.isin(np.arange(8), members).astype(float)
        every.append([one_by_one(study, one, treatment, settings)[:2] for one in comparisons])
    effects, errors = np.moveaxis(np.array(every), 2, 0)
    theirs = statistics_of(effects, effects / errors, found[:, 2], 0.05)
    ours = statistics_of(found[:, 0], found[:, 0] / found[:, 1], found[:, 2], 0.05)
    for name in ("median", "share", "stouffer"):
        rare = np.abs(getattr(theirs, name)) >= abs(getattr(ours, name)) * (1 - 1e-9)
        assert getattr(test, f"p_{name}") == pytest.approx(rare.mean())
    assert (units_of(comparisons) == 1).all()


def test_an_estimator_that_runs_one_by_one_is_estimated_again_for_every_lottery() -> None:
    rng = np.random.default_rng(10)
    study = drawn(rng, "randomised")
    study.data["y"] = (study.data["y"] > 1).astype(float)
    settings = EstimatorSettings((), "HC2")
    chosen = (
        Specification("logit_standardisation", "all", ("age", "income")),
        Specification("ancova", "all", ("age", "income")),
    )
    comparisons = comparisons_of(study, chosen)
    found = estimated(study, comparisons, settings)
    test = joint_test_of(study, comparisons, found, settings, (99, rng, Compute()))
    assert 0 < test.p_median <= 1
    assert np.isfinite(test.band).all()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.fault)
def test_a_headline_that_stands_alone_is_caught_and_a_sound_one_passes(case) -> None:
    assert sum(status(case, seed, True) == "failed" for seed in range(SEEDS)) >= ENOUGH
    assert sum(status(case, seed, False) == "passed" for seed in range(SEEDS)) >= ENOUGH
