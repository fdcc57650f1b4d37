"""The curve's regressions, all at once and redrawn, beside one regression at a time."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.specification_curve import joint_test, z_scores
from pipeline.inference.specification_randomization import drawn_effects, redrawn
from pipeline.inference.specification_regressions import People, treatment_effects
from pipeline.plan import Design
from pipeline.sections.design import Arm, Arms
from pipeline.specifications.alternatives import Question, Specification
from pipeline.specifications.comparisons import Study, comparisons_of
from pipeline.specifications.estimates import estimated
from pipeline.specifications.influence import influence_of

EXACT = 1e-8  # deterministic: the same numbers but for rounding
PEOPLE, CLUSTERS, COLUMNS, OUTCOMES = 300, 24, 5, 3
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))


@pytest.fixture
def data() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(5)
    columns = rng.normal(size=(PEOPLE, COLUMNS)) * [1, 30, 0.01, 1, 1] + [0, 1000, 0, 5, 0]
    cluster = np.arange(PEOPLE) % CLUSTERS
    outcomes = (
        rng.normal(size=(PEOPLE, OUTCOMES))
        + columns[:, [0]]
        + rng.normal(size=(CLUSTERS, 1))[cluster]
    )
    alone = rng.permutation(np.arange(PEOPLE) % 3 == 0).astype(float)
    whole = (rng.permutation(CLUSTERS) % 2).astype(float)
    return {
        "columns": columns,
        "outcomes": outcomes,
        "alone": alone,
        "whole": whole,
        "cluster": cluster,
    }


def one_at_a_time(data: dict, treatment: np.ndarray, chosen: tuple, *, own: bool) -> np.ndarray:
    """The design matrix that statsmodels is given."""
    centred = data["columns"][:, list(chosen)]
    centred = centred - centred.mean(axis=0)
    slopes = [treatment[:, None] * centred] if own else []
    return np.column_stack([np.ones(PEOPLE), treatment, centred, *slopes])


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("chosen", [(), (1,), (0, 2, 4), (0, 1, 2, 3, 4)])
def test_hc2_is_that_of_statsmodels(data: dict, chosen: tuple, own: bool) -> None:
    people = People(data["outcomes"], data["alone"], data["columns"])
    found = treatment_effects(people, np.array(chosen, int), own_slopes=own)
    exog = one_at_a_time(data, data["alone"], chosen, own=own)
    for number, outcome in enumerate(data["outcomes"].T):
        fit = sm.OLS(outcome, exog).fit(cov_type="HC2")
        assert found.effects[number] == pytest.approx(fit.params[1], rel=EXACT)
        assert found.std_errors[number] == pytest.approx(fit.bse[1], rel=EXACT)
        if chosen or not own:
            assert found.df[number] == fit.df_resid


def test_every_subset_of_the_columns(data: dict) -> None:
    people = People(data["outcomes"], data["alone"], data["columns"])
    for size in range(COLUMNS + 1):
        for chosen in combinations(range(COLUMNS), size):
            found = treatment_effects(people, np.array(chosen, int), own_slopes=False)
            exog = one_at_a_time(data, data["alone"], chosen, own=False)
            fit = sm.OLS(data["outcomes"][:, 1], exog).fit(cov_type="HC2")
            assert found.std_errors[1] == pytest.approx(fit.bse[1], rel=EXACT)


def test_collinear_columns_are_refused(data: dict) -> None:
    columns = np.column_stack([data["columns"], data["columns"][:, 0] + data["columns"][:, 3]])
    people = People(data["outcomes"], data["alone"], columns)
    with pytest.raises(np.linalg.LinAlgError):
        treatment_effects(people, np.array([0, 3, 5]), own_slopes=False)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("chosen", [(), (0, 3)])
@pytest.mark.parametrize("clustered", [False, True])
def test_redrawn_is_the_regression_of_the_drawn_assignment(
    data: dict, chosen: tuple, own: bool, clustered: bool
) -> None:
    rng = np.random.default_rng(6)
    places = data["cluster"] if clustered else np.arange(PEOPLE)
    held = data["whole"] if clustered else data["alone"]
    people = People(data["outcomes"], held[places], data["columns"])
    drawn = np.stack([held, *(rng.permutation(held) for _ in range(4))])
    parts = redrawn(people, np.array(chosen, int), places, own_slopes=own, clustered=clustered)
    effects, errors = drawn_effects(parts, drawn)
    for number, assignment in enumerate(drawn):
        again = People(
            data["outcomes"],
            assignment[places],
            data["columns"],
            data["cluster"] if clustered else None,
        )
        found = treatment_effects(again, np.array(chosen, int), own_slopes=own)
        assert effects[number] == pytest.approx(found.effects, rel=EXACT)
        # Of clusters that is near CR2, and CR2 itself where arms are fitted without covariates.
        near = EXACT if not clustered or (own and not chosen) else 0.1
        assert errors[number] == pytest.approx(found.std_errors, rel=near)


def test_a_draw_that_leaves_an_arm_without_an_answer_is_not_a_number(data: dict) -> None:
    columns = np.column_stack([data["columns"][:, 0], data["alone"] == 0])
    rng = np.random.default_rng(7)
    columns[:, 1] = 0
    columns[:2, 1] = 1  # two people alone have it: they may both be in one arm
    people = People(data["outcomes"], data["alone"], columns)
    parts = redrawn(people, np.array([0, 1]), np.arange(PEOPLE), own_slopes=True, clustered=False)
    together = data["alone"].copy()
    together[:2] = 1
    effects, _ = drawn_effects(parts, np.stack([together, rng.permutation(together)]))
    assert np.isnan(effects[0]).all()


def test_z_scores_have_the_p_values_of_t() -> None:
    from scipy.stats import norm, t

    values, df = np.array([-3.2, 0.4, 1.9, 60.0]), np.array([9.0, 40.0, 200.0, 3000.0])
    scores = z_scores(values, df)
    assert 2 * norm.sf(np.abs(scores[:3])) == pytest.approx(
        2 * t.sf(np.abs(values[:3]), df[:3]), rel=EXACT
    )
    assert np.isfinite(scores).all()
    assert (np.sign(scores) == np.sign(values)).all()


def test_the_three_statistics_by_hand() -> None:
    observed = np.array([[1.0, 2.0, 3.0], [0.5, 0.5, 4.0]])
    drawn = np.array(
        [
            [[0.1, -0.2, 0.3], [0.5, 0.5, 4.0]],
            [[-2.5, -2.6, -0.1], [0.5, 0.5, 4.0]],
            [[0.0, 0.1, 0.2], [0.5, 0.5, 4.0]],
        ]
    )
    found = joint_test(observed, drawn, np.full(3, np.inf), 0.05)
    assert found.median == 2.0
    assert found.share == pytest.approx(2 / 3)
    assert found.p_median == (1 + 1) / (1 + 3)
    assert found.p_share == (1 + 1) / (1 + 3)
    assert found.stouffer == pytest.approx((2.0 + 4.0 + 0.75) / np.sqrt(3), rel=EXACT)
    assert found.band[1] == pytest.approx([-0.2, 0.1, 0.2])


def study(kind: str, **keys: object) -> Study:
    rng = np.random.default_rng(8)
    age, income = rng.normal(size=(2, PEOPLE))
    cluster = np.arange(PEOPLE) % CLUSTERS
    frame = pd.DataFrame({"age": age, "income": np.exp(income), "village": cluster})
    frame["district"] = cluster % 2
    frame["treated"] = (cluster // 2 % 2).astype(float)
    if kind != "cluster_randomised":
        frame["treated"] = (rng.random(PEOPLE) < 1 / (1 + np.exp(-0.4 * age))).astype(float)
    frame["y"] = np.exp(0.3 * frame["treated"] + 0.2 * age + 0.5 * rng.normal(size=PEOPLE))
    frame.loc[:9, "income"] = np.nan
    design = Design(kind=kind, treatment="treated", arms=ARMS, **keys)
    asked = Question(design, "y", None, "ancova", (), ("age", "income"))
    return Study(frame, asked, {"old": "age > 0"})


@pytest.mark.parametrize(
    ("kind", "keys", "se_type"),
    [
        ("randomised", {}, "HC2"),
        ("randomised", {"strata": "district"}, "HC2"),
        ("cluster_randomised", {"clusters": "village"}, "CR2"),
        ("cluster_randomised", {"clusters": "village", "strata": "district"}, "CR2"),
    ],
)
def test_the_fast_way_is_each_estimator_by_itself(kind: str, keys: dict, se_type: str) -> None:
    made = study(kind, **keys)
    chosen = tuple(
        Specification(
            estimator,
            "set",
            columns if estimator != "difference_in_means" else (),
            sample,
            transformation,
        )
        for estimator in ("difference_in_means", "lin", "ancova")
        for columns in (("age",), ("age", "income"))
        for sample in ("all", "old")
        for transformation in ("none", "winsorise_95", "log1p", "ranks")
    )
    comparisons = comparisons_of(made, chosen)
    assert len(comparisons) == 40  # the difference in means knows no covariates
    settings = EstimatorSettings((), se_type)
    found = estimated(made, comparisons, settings)
    for one, (effect, error, df) in zip(comparisons, found, strict=True):
        rows = made.data[one.rows].assign(y=one.outcome[one.rows])
        told = EstimatorSettings(one.columns, se_type)
        alone = ESTIMATORS[one.specification.estimator](rows, made.design, "y", told)
        assert effect == pytest.approx(alone.estimate, rel=EXACT)
        assert error == pytest.approx(alone.std_error, rel=EXACT)
        assert df == pytest.approx(alone.df, rel=EXACT)


@pytest.mark.parametrize("clusters", [None, "village"])
@pytest.mark.parametrize(
    "estimator", ["aipw", "ipw", "outcome_regression", "overlap_weights", "difference_in_means"]
)
def test_contributions_have_the_estimates_error(estimator: str, clusters: str | None) -> None:
    made = study("observational", **({"clusters": clusters} if clusters else {}))
    columns = () if estimator == "difference_in_means" else ("age", "income")
    (one,) = comparisons_of(made, (Specification(estimator, "all", columns),))
    se_type = "HC2" if estimator == "difference_in_means" else "influence"
    told = EstimatorSettings(columns, se_type)
    parts = influence_of(made, one, told)
    rows = made.data[one.rows]
    alone = ESTIMATORS[estimator](rows, made.design, "y", told)
    if clusters and se_type == "influence":
        parts = np.bincount(made.data["village"], parts)
    assert parts.sum() == pytest.approx(0.0, abs=EXACT)
    # Neyman's error is not quite that of contributions that sum to nothing; nor is G / (G - 1).
    assert np.sqrt((parts**2).sum()) == pytest.approx(alone.std_error, rel=0.03)
