"""The study rehearsed: its vectorised answers, what is planted, what is measured, what it says."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from pipeline.conclusions.attempts import miscalibrated
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.lotteries import drawn_again, lottery_of
from pipeline.inference.multiple_testing import holm, holm_by_draw
from pipeline.plan import Design
from pipeline.rehearsal import by_clusters
from pipeline.rehearsal.answering import analysed, answer_for
from pipeline.rehearsal.calibration import falls_short
from pipeline.rehearsal.cr2_series import by_eigenvalues
from pipeline.rehearsal.measures import Rehearsed, Rule, measures
from pipeline.rehearsal.planting import potential_outcomes, shifted
from pipeline.rehearsal.studies import Question, not_rehearsed
from pipeline.reporting.terms import TERMS
from pipeline.results import TABLES
from rehearsed_studies import COVARIATES, design_of, households, planned, rehearsed, value_of

# The same algebra in another order.
EXACT = 1e-8
MONTE_CARLO = 3.9  # Monte Carlo standard errors: 1 in 10,000 by chance
SAMPLING = {"weight": "weight", "strata": "region"}
UNITS, CLUSTERS = "randomised", "cluster_randomised"
CASES = [
    *((UNITS, name, "HC2", {}) for name in ("difference_in_means", "lin", "ancova")),
    *((CLUSTERS, name, "CR2", {}) for name in ("difference_in_means", "lin", "ancova")),
    *((CLUSTERS, name, "HC2", {}) for name in ("difference_in_means", "lin", "ancova")),
    *((UNITS, name, "linearised", {"sampling": SAMPLING}) for name in ("lin", "ancova")),
    (CLUSTERS, "cluster_means", "CR2", {}),
]
STRATIFIED = [
    *((kind, name, error, keys | {"strata": "stratum"}) for kind, name, error, keys in CASES),
    (UNITS, "strata_fixed_effects", "HC2", {"strata": "stratum"}),
    (CLUSTERS, "strata_fixed_effects", "CR2", {"strata": "stratum"}),
    (CLUSTERS, "strata_fixed_effects", "HC2", {"strata": "stratum"}),
]


def furthest(data: pd.DataFrame, design: Design, estimator: str, error: str, kind: str) -> float:
    """The largest relative gap to the estimator's own answers over some random lotteries."""
    rng = np.random.default_rng(5)
    settings = EstimatorSettings(COVARIATES, error)
    who = analysed(data, design, "y", estimator, settings)
    effects = {"none": 0.0, "some": 0.1}
    outcomes = potential_outcomes(
        who.sample.outcome, who.sample.treatment, kind, effects, 0.05, rng
    )
    drawn = design.rule.assigns_clusters
    owners = data["cluster"].to_numpy() if drawn else np.arange(len(data))
    strata = data["stratum"].to_numpy() if design.strata else None
    lottery = lottery_of(data["treated"].to_numpy(), owners, strata)
    lotteries = drawn_again(lottery, 4, rng)
    rows = data["y"].notna().to_numpy()
    place = np.unique(lottery.cluster_of[rows]) if drawn else lottery.cluster_of[rows]
    answers = answer_for(who, outcomes, estimator, error)(lotteries[:, place])
    gaps = []
    for draw, assignment in enumerate(lotteries):
        treated = assignment[lottery.cluster_of]
        for planted in range(2):
            y = data["y"].to_numpy(copy=True)
            y[rows] = np.where(treated[rows] == 1, outcomes.given[:, planted], outcomes.without)
            held = data.assign(treated=treated, y=y)
            own = ESTIMATORS[estimator](held, design, "y", settings)
            theirs = np.array([own.estimate, own.std_error, own.df])
            gaps.append(np.abs(answers[draw, planted] / theirs - 1).max())
    return max(gaps)


@pytest.mark.parametrize(("kind", "estimator", "error", "keys"), [*CASES, *STRATIFIED])
@pytest.mark.parametrize("outcome", ["continuous", "binary"])
def test_many_draws_at_once_equal_the_estimator(
    kind: str, estimator: str, error: str, keys: dict, outcome: str
) -> None:
    data = households(np.random.default_rng(3), by_cluster=kind == CLUSTERS)
    if outcome == "binary":
        data["y"] = (data["y"] > 6).astype(float).where(data["y"].notna())
    assert furthest(data, design_of(kind, **keys), estimator, error, outcome) < EXACT


@pytest.mark.parametrize("estimator", ["lin", "ancova"])
def test_a_cluster_that_dominates_the_fit_is_taken_by_its_eigenvalues(
    estimator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One village holds most of everybody, and nobody else has a value of one covariate."""
    data = households(np.random.default_rng(4), by_cluster=True)
    large = data["treated"].eq(1) & data["cluster"].eq(
        data.loc[data["treated"].eq(1), "cluster"].min()
    )
    data = pd.concat(
        [data, *[data[large]] * (20 if estimator == "lin" else 200)], ignore_index=True
    )
    data["x0"] = data["x0"] + np.random.default_rng(1).normal(size=len(data)) * 0.3
    if estimator == "ancova":  # fitted exactly by that village alone, in one direction
        data["x2"] = data["cluster"].eq(data.loc[large[large].index[0], "cluster"]) * data["x1"]
    taken = []
    monkeypatch.setattr(
        by_clusters,
        "by_eigenvalues",
        lambda inside, contrast: taken.append(inside) or by_eigenvalues(inside, contrast),
    )
    assert furthest(data, design_of(CLUSTERS), estimator, "CR2", "continuous") < EXACT
    assert taken


def test_effects_are_planted_by_the_rule_of_the_kind() -> None:
    rng = np.random.default_rng(1)
    amounts = np.where(rng.random(500) < 0.4, 0.0, rng.exponential(10, 500))
    more = shifted(amounts, 2.0, "censored_at_zero", rng)
    assert more.mean() - amounts.mean() == pytest.approx(2.0)
    assert (more[amounts == 0] == 0).all()
    answers = (rng.random(500) < 0.3).astype(float)
    fewer = shifted(answers, -0.1, "binary", rng)
    assert (answers - fewer).sum() == 50
    assert set(np.unique(fewer)) == {0.0, 1.0}
    assert (fewer <= answers).all()
    assert shifted(amounts, -1.5, "continuous", rng) == pytest.approx(amounts - 1.5)


def test_the_effect_that_was_found_is_taken_out_first() -> None:
    rng = np.random.default_rng(2)
    treated = (np.arange(400) % 2).astype(float)
    observed = rng.normal(size=400) + 3 * treated
    made = potential_outcomes(observed, treated, "continuous", {"none": 0.0}, 3.0, rng)
    assert made.without == pytest.approx(observed - 3 * treated)
    assert (made.gains == 0).all()
    crowded = potential_outcomes(
        np.r_[np.ones(95), np.zeros(5)], np.zeros(100), "binary", {"large": 0.3}, 0.0, rng
    )
    assert crowded.planted == ()  # only five in a hundred could still say yes


def closed_form(effect: float, std_error: float) -> tuple[float, float, float]:
    """Power, type S and type M of a normal estimate: Gelman and Carlin's `retrodesign`."""
    z, ratio = norm.ppf(0.975), effect / std_error
    above, below = norm.sf(z - ratio), norm.cdf(-z - ratio)
    size = effect * (above - below) + std_error * (norm.pdf(z - ratio) + norm.pdf(-z - ratio))
    return above + below, below / (above + below), size / (above + below) / effect


@pytest.mark.parametrize("ratio", [0.3, 1.0, 2.8])
def test_exaggeration_is_that_of_gelman_and_carlin(ratio: float) -> None:
    draws, rng = 60_000, np.random.default_rng(3)
    found = Rehearsed(
        truth=np.full(draws, ratio),
        estimate=rng.normal(ratio, 1.0, draws),
        std_error=np.ones(draws),
        df=np.full(draws, np.inf),
    )
    told = {
        item.measure: item
        for item in measures(found, found.p_values(), Rule(0.95, 0.01, "increase"))
    }
    power, type_s, type_m = closed_form(ratio, 1.0)
    missed, sign, size = told["missed"], told["type_s"], told["type_m"]
    wrong = power * type_s
    assert abs(missed.value - (1 - power + wrong)) < MONTE_CARLO * missed.monte_carlo_error
    assert abs(sign.value - type_s) < MONTE_CARLO * max(sign.monte_carlo_error, 1e-4)
    assert abs(size.value - type_m) < MONTE_CARLO * size.monte_carlo_error
    assert told["coverage"].value == pytest.approx(0.95, abs=0.004)
    assert told["mean_se_ratio"].value == pytest.approx(1.0, abs=0.02)


def test_the_published_example_of_gelman_and_carlin() -> None:
    """Sex ratios of children: an effect of 0.1, error 3.3: power 5%, type S 46%, type M 77."""
    power, type_s, type_m = closed_form(0.1, 3.28)
    assert (round(power, 2), round(type_s, 2), round(type_m)) == (0.05, 0.46, 77)


def test_a_family_is_adjusted_draw_by_draw_by_holms_rule() -> None:
    p_values = np.random.default_rng(1).random((5, 4))
    assert holm_by_draw(p_values) == pytest.approx(np.array([holm(row) for row in p_values]))


def test_digits_do_not_depend_on_workers() -> None:
    data = households(np.random.default_rng(6), by_cluster=True)
    plan = planned(design_of(CLUSTERS))
    tables = [
        rehearsed(data, plan, "lin", "CR2", 4000, covariates=COVARIATES, workers=workers)[1]
        for workers in (1, 2)
    ]
    pd.testing.assert_frame_equal(*tables, check_exact=True)


def test_an_estimator_without_a_shortcut_is_fitted_anew() -> None:
    """The regression by weights equal to one is the same whichever way it is answered."""
    data = households(np.random.default_rng(7), n=240)
    data["y"] = (data["y"] > 6).astype(float).where(data["y"].notna())
    plan = planned(design_of(UNITS), "binary", smallest_change_that_matters=0.05)
    table = rehearsed(data, plan, "logit_standardisation", "HC2", 100, covariates=COVARIATES)[1]
    assert (table.loc[table["measure"] == "coverage", "draws"] == 100).all()
    assert 0.85 < value_of(table, "none", "coverage") <= 1


def test_who_chose_is_drawn_by_their_chances_and_not_by_lot() -> None:
    rng = np.random.default_rng(8)
    data = households(rng, n=500).dropna()
    chance = 1 / (1 + np.exp(-data["x0"]))
    data["treated"] = (rng.random(len(data)) < chance).astype(float)
    plan = planned(design_of("observational"))
    adjusted = rehearsed(data, plan, "aipw", "influence", 100, covariates=COVARIATES)[1]
    plain = rehearsed(data, plan, "difference_in_means", "HC2", 100, covariates=COVARIATES)[1]
    assert value_of(adjusted, "none", "coverage") > 0.87
    assert value_of(plain, "none", "coverage") < 0.2
    assert set(plain.loc[plain["measure"] == "coverage", "status"]) == {"failed"}


@pytest.mark.parametrize(
    ("kind", "keys", "reason"),
    [
        ("regression_discontinuity", {"running": "x0", "cutoff": 0}, "continuity"),
        ("interrupted_series", {"time": "x0", "first_treated": "x1"}, "trend"),
    ],
)
def test_what_is_not_rehearsed_says_why(kind: str, keys: dict, reason: str) -> None:
    plan = planned(design_of(kind, **keys))
    headline = pd.Series({"estimator": "lin", "estimate": 1.0})
    question = Question("y", "treated", headline, EstimatorSettings((), "HC2"))
    assert not_rehearsed(question, plan) == reason
    assert reason in TERMS["not_rehearsed"]


def test_a_withheld_headline_is_not_rehearsed() -> None:
    plan = planned(design_of(UNITS))
    headline = pd.Series({"estimator": "lin", "estimate": np.nan})
    question = Question("y", "treated", headline, EstimatorSettings((), "HC2"))
    assert not_rehearsed(question, plan) == "withheld"


def test_every_measure_and_planted_effect_has_words() -> None:
    data = households(np.random.default_rng(9))
    table = rehearsed(data, planned(design_of(UNITS)), "difference_in_means", "HC2")[1]
    spoken = {*TERMS["rehearsal_measure"], "bias", "spread"}  # these two are in the file alone
    assert set(table["measure"]) <= spoken
    assert set(table["planted"]) == set(TERMS["planted"])
    assert tuple(table.columns) == TABLES["rehearsal.csv"][0]
    assert not table.duplicated(list(TABLES["rehearsal.csv"][1])).any()


def test_no_number_of_a_rehearsal_counts_people() -> None:
    """Only draws are counted: the table names no group, and holds no share of a group of people."""
    data = households(np.random.default_rng(10), n=120)
    table = rehearsed(data, planned(design_of(UNITS)), "difference_in_means", "HC2")[1]
    assert not {"n", "n_obs", "assigned", "analysed"} & set(table.columns)
    effects = dict(zip(table["planted"], table["effect"], strict=True))
    assert effects["none"] == 0
    assert effects["smallest_change"] == 0.3  # the plan's, not a fraction of those analysed


def test_a_share_must_be_off_by_more_than_chance_and_by_enough_to_matter() -> None:
    assert falls_short(0.03, 0.01)
    assert not falls_short(0.019, 0.001)
    assert not falls_short(0.03, 0.016)


def test_the_headlines_whose_rehearsals_fell_short_are_named() -> None:
    rows = [("pay", "treated", "passed"), ("pay", "loan", "failed"), ("food", "treated", "failed")]
    table = pd.DataFrame(rows, columns=["outcome", "arm", "status"])
    assert miscalibrated(table) == ["food", "pay, loan"]
