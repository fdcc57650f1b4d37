"""Two-stage least squares, its tests and its compliers against numbers that are not ours."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.anderson_rubin import (
    ConfidenceSet,
    anderson_rubin_p,
    anderson_rubin_set,
    solve_quadratic,
)
from pipeline.inference.compliers import (
    Uptake,
    complier_mean,
    response_weights,
    shares,
    treated_mean,
    untreated_mean,
)
from pipeline.inference.instrument import Encouragement, encouragement
from pipeline.inference.instrument_strength import critical_effective_f
from pipeline.sections.design import Arm, Arms, Design

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
# The references are printed to 12 digits; least squares loses a few to conditioning.
DETERMINISTIC = 1e-8
# A p-value this near to the error rate is at the end of an interval.
AT_THE_END = 1e-8
FARMERS = (
    "male", "age", "agpop", "ricearea_2010", "literacy", "intensive", "risk_averse",
    "disaster_prob",
)  # fmt: skip
CARD = (
    "exper",
    "expersq",
    "black",
    "south",
    "smsa",
    "smsa66",
    *(f"reg66{i}" for i in range(2, 10)),
)


@cache
def columns(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]:
    """Outcome, take-up, design matrix with the instrument second, clusters."""
    return {
        "close_college": _close_college,
        "card": _card,
        "farmers": _farmers,
        "thornton": _thornton,
    }[name]()


def _matrix(rows: pd.DataFrame, names: tuple[str, ...], *more: pd.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(len(rows)), rows[list(names)].to_numpy(float), *more])


def _close_college():
    rows = pd.read_csv(HERE / "data" / "close_college.csv").dropna()
    exog = _matrix(rows, ("nearc4", "exper", "black", "south", "married", "smsa"))
    return rows["lwage"].to_numpy(), rows["educ"].to_numpy(float), exog, None


def _card():
    rows = pd.read_csv(DATA / "college-proximity" / "raw" / "card.csv")
    exog = _matrix(rows, ("nearc4", *CARD))
    return rows["lwage"].to_numpy(), rows["educ"].to_numpy(float), exog, None


def _farmers():
    rows = pd.read_csv(DATA / "weather-insurance" / "raw" / "social_insure.csv")
    rows = rows.dropna(subset=list(FARMERS))
    villages = pd.get_dummies(rows["village"], drop_first=True, dtype=float)
    exog = _matrix(rows, ("default", *FARMERS), villages)
    outcome, taken = rows["takeup_survey"].to_numpy(float), rows["pre_takeup_rate"].to_numpy()
    return outcome, taken, exog, rows["address"].to_numpy()


def _thornton():
    rows = pd.read_csv(HERE / "data" / "thornton_hiv.csv")
    rows = rows.dropna(subset=["got", "any", "age", "hiv2004", "distvct", "villnum"])
    outcome, taken = rows["hiv2004"].to_numpy(float), rows["got"].to_numpy(float)
    return outcome, taken, _matrix(rows, ("any", "age")), rows["villnum"].to_numpy()


def fitted(name: str, se_type: str) -> Encouragement:
    outcome, taken, exog, clusters = columns(name)
    return encouragement(outcome, taken, exog, se_type, clusters)


def near(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) <= DETERMINISTIC * abs(theirs)


@pytest.mark.parametrize(
    ("row", "name", "se_type"),
    [
        ("card_iv_HC1", "close_college", "HC1"),
        ("card_iv_HC2", "close_college", "HC2"),
        ("thornton_iv_cluster_CR2", "thornton", "CR2"),
        ("iv2sls_cluster_CR0", "farmers", "CR0"),
        ("iv2sls_cluster_stata", "farmers", "CR1"),
        ("iv2sls_cluster_CR2", "farmers", "CR2"),
    ],
)
def test_the_ratio_equals_iv_robust_of_estimatr(row: str, name: str, se_type: str) -> None:
    theirs = _estimatr().loc[row]
    ours = fitted(name, se_type)
    assert near(ours.ratio, theirs["estimate"])
    assert near(ours.std_error, theirs["std_error"])
    assert near(ours.df, theirs["df"])


def _estimatr() -> pd.DataFrame:
    regression = pd.read_csv(HERE / "regression.csv").set_index("id")
    more = pd.read_csv(HERE / "more.csv").rename(columns={"se": "std_error"})
    more = more[more["dataset"] == "social_insure"].set_index("estimator")
    kept = ["estimate", "std_error", "df"]
    return pd.concat([regression[kept], more[kept]])


@pytest.mark.parametrize("se_type", ["CR1", "CR2"])
def test_the_reduced_form_equals_lm_robust_of_estimatr(se_type: str) -> None:
    theirs = _estimatr().loc[f"itt_villageFE_cluster_{'stata' if se_type == 'CR1' else 'CR2'}"]
    ours = fitted("farmers", se_type)
    assert near(ours.on_outcome, theirs["estimate"])
    assert near(ours.covariance[0, 0] ** 0.5, theirs["std_error"])
    assert near(ours.df, theirs["df"])


@pytest.mark.parametrize("row", pd.read_csv(HERE / "encouragement.csv")["id"])
def test_ratio_and_strength_equal_linearmodels(row: str) -> None:
    theirs = pd.read_csv(HERE / "encouragement.csv").set_index("id").loc[row]
    ours = fitted(*row.split("_"))
    assert len(columns(row.split("_", maxsplit=1)[0])[0]) == theirs["n_obs"]
    assert near(ours.ratio, theirs["estimate"])
    assert near(ours.std_error, theirs["std_error"])
    assert near(ours.effective_f, theirs["first_stage_f"])


def test_the_published_numbers() -> None:
    """Cai, de Janvry and Sadoulet (2015), 0.791 (0.273); Card (1995), 0.132 (0.055)."""
    farmers, card = fitted("farmers", "CR1"), fitted("card", "HC2")
    assert (round(farmers.ratio, 4), round(farmers.std_error, 4)) == (0.7911, 0.2731)
    assert round(card.ratio, 3) == 0.132
    assert round(fitted("close_college", "HC2").ratio, 4) == 0.1242


def test_the_published_errors_of_card_assume_that_all_vary_alike() -> None:
    """By hand: 0.0550 divides by n - k, 0.0499 by n as Stata's `ivregress` does."""
    for name, printed, degrees in (("card", 0.0550, "n-k"), ("close_college", 0.0499, "n")):
        outcome, taken, exog, _ = columns(name)
        ours = fitted(name, "HC2")
        fitted_taken = exog @ np.linalg.lstsq(exog, taken, rcond=None)[0]
        second = np.column_stack([fitted_taken, np.delete(exog, 1, axis=1)])
        actual = np.column_stack([taken, np.delete(exog, 1, axis=1)])
        coefficients = np.linalg.lstsq(second, outcome, rcond=None)[0]
        assert near(coefficients[0], ours.ratio)
        n, k = exog.shape
        variance = ((outcome - actual @ coefficients) ** 2).sum() / (n - k if "k" in degrees else n)
        error = np.sqrt(variance * np.linalg.inv(second.T @ second)[0, 0])
        assert round(error, 4) == printed


@pytest.mark.parametrize(("bias", "printed"), [(0.05, 37.42), (0.10, 23.11), (0.20, 15.06),
                                               (0.30, 12.05)])  # fmt: skip
def test_critical_values_of_montiel_olea_and_pflueger(bias: float, printed: float) -> None:
    """Their table 1, one effective degree of freedom, 5 percent."""
    assert round(critical_effective_f(bias), 2) == printed


def _grid_p(name: str, effects: np.ndarray, **robust) -> np.ndarray:
    """P-values of the instrument, by statsmodels, for the outcome less each effect a unit."""
    from statsmodels.regression.linear_model import OLS

    outcome, taken, exog, clusters = columns(name)
    if robust["cov_type"] == "cluster":
        groups = np.unique(clusters, return_inverse=True)[1]
        robust["cov_kwds"] = {"groups": groups, "use_correction": True, "df_correction": True}
    return np.array(
        [OLS(outcome - effect * taken, exog).fit(use_t=True, **robust).pvalues[1]
         for effect in effects]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "se_type", "robust"),
    [
        ("card", "HC2", {"cov_type": "HC2"}),
        ("close_college", "HC1", {"cov_type": "HC1"}),
        ("farmers", "CR1", {"cov_type": "cluster"}),
        ("thornton", "CR1", {"cov_type": "cluster"}),
    ],
)
def test_anderson_rubin_equals_a_grid_of_regressions(name, se_type, robust) -> None:
    fit = fitted(name, se_type)
    found = anderson_rubin_set(fit, 0.95)
    assert found.shape == "interval"
    grid = np.linspace(2 * found.low - found.high, 2 * found.high - found.low, 32)
    p_values = _grid_p(name, grid, **robust)
    ours = np.array([anderson_rubin_p(fit, effect) for effect in grid])
    assert np.allclose(ours, p_values, rtol=DETERMINISTIC * 100, atol=0)
    assert [found.holds(effect) for effect in grid] == list(p_values >= 0.05)
    ends = _grid_p(name, np.array([found.low, found.high]), **robust)
    assert np.abs(ends - 0.05).max() < AT_THE_END


def _drawn(strength: float, seed: int) -> Encouragement:
    rng = np.random.default_rng(seed)
    offered = np.repeat([0.0, 1.0], 50)
    luck = rng.normal(size=100)
    taken = strength * offered + luck
    outcome = taken + luck + rng.normal(size=100)
    exog = np.column_stack([np.ones(100), offered])
    return encouragement(outcome, taken, exog, "HC2")


def test_every_shape_of_a_set_is_what_a_grid_says() -> None:
    """Sets that are bounded, the whole line, and two rays; each held to its own p-values."""
    seen = set()
    grid = np.concatenate([np.linspace(-50, 50, 401), [-1e6, 1e6]])
    for strength in (0.0, 0.3, 2.0):
        for seed in range(12):
            fit = _drawn(strength, seed)
            found = anderson_rubin_set(fit, 0.95)
            seen.add(found.shape)
            inside = [anderson_rubin_p(fit, effect) >= 0.05 for effect in grid]
            assert [found.holds(effect) for effect in grid] == inside
            assert found.holds(fit.ratio)
    assert seen == {"interval", "everything", "two_rays"}


@pytest.mark.parametrize(
    ("square", "linear", "constant", "shape", "low", "high"),
    [
        (1, -3, 2, "interval", 1, 2),
        (1, -2, 1, "interval", 1, 1),
        (-1, 3, -2, "two_rays", 1, 2),
        (1, 0, 1, "empty", -np.inf, np.inf),
        (-1, 0, -1, "everything", -np.inf, np.inf),
        (-1, 2, -1, "everything", -np.inf, np.inf),
        (0, 2, -4, "ray_below", -np.inf, 2),
        (0, -2, 4, "ray_above", 2, np.inf),
        (0, 0, -1, "everything", -np.inf, np.inf),
        (0, 0, 1, "empty", -np.inf, np.inf),
        (1, -1e9, 1, "interval", 1e-9, 1e9),
    ],
)  # fmt: skip
def test_a_quadratic_inequality(square, linear, constant, shape, low, high) -> None:
    found = solve_quadratic(square, linear, constant)
    assert found.shape == shape
    assert (found.low, found.high) == pytest.approx((low, high))


def test_nothing_is_in_an_empty_set() -> None:
    assert not ConfidenceSet("empty", -np.inf, np.inf).holds(0.0)
    assert ConfidenceSet("two_rays", 1.0, 2.0).holds(0.0)
    assert not ConfidenceSet("two_rays", 1.0, 2.0).holds(1.5)


def _counted() -> tuple[Uptake, np.ndarray, np.ndarray]:
    """Ten people a cell: a table that can be worked out by hand.

    Without the offer 2 of 10 take it up, with it 7 of 10: half comply.
    """
    offered = np.repeat([0.0, 1.0], 10)
    taken = np.r_[np.repeat([1.0, 0.0], [2, 8]), np.repeat([1.0, 0.0], [7, 3])]
    old = np.r_[1, 0, np.repeat([1, 0], [4, 4]), np.repeat([1, 0], [4, 3]), 1, 0, 0].astype(float)
    exog = np.column_stack([np.ones(20), offered - 0.0])
    return Uptake(taken, exog, "HC2"), old, offered


def test_compliers_by_hand() -> None:
    uptake, old, _ = _counted()
    found = shares(uptake)
    assert (found.compliers, found.always_takers, found.never_takers) == pytest.approx(
        (0.5, 0.2, 0.3)
    )
    # Of the offered who took it up 4 in 10 are old; of the others 1 in 10: 0.3 over 0.5.
    assert complier_mean(old, uptake).ratio == pytest.approx(0.6)
    income = 10.0 * old + 100.0 * uptake.taken_up
    assert treated_mean(income, uptake).ratio == pytest.approx(106.0)
    # Not taking it up: 4 old of 8 without the offer, 1 of 3 with it: (40 - 10) / 5.
    assert untreated_mean(income, uptake).ratio == pytest.approx(6.0)


@pytest.mark.parametrize("name", ["thornton"])
def test_the_compliers_difference_is_two_stage_least_squares(name: str) -> None:
    outcome, taken, exog, clusters = columns(name)
    uptake = Uptake(taken, exog, "CR2", clusters)
    difference = treated_mean(outcome, uptake).ratio - untreated_mean(outcome, uptake).ratio
    assert near(difference, fitted(name, "CR2").ratio)


def test_complier_means_equal_a_two_stage_fit_of_linearmodels_by_hand() -> None:
    """Abadie's mean is two-stage least squares of characteristic times take-up on take-up."""
    _outcome, taken, exog, clusters = columns("thornton")
    age = exog[:, 2]
    second = np.column_stack([taken, np.delete(exog, 1, axis=1)])
    instruments = exog
    by_hand = np.linalg.solve(instruments.T @ second[:, [0, 1, 2]], instruments.T @ (age * taken))
    assert near(complier_mean(age, Uptake(taken, exog, "CR2", clusters)).ratio, by_hand[0])


def test_response_weights_say_where_schooling_moved() -> None:
    """Angrist and Imbens (1995): they sum to one, and average the steps to the first stage."""
    _outcome, taken, exog, _ = columns("card")
    levels, weights = response_weights(Uptake(taken, exog, "HC2"))
    assert weights.sum() == pytest.approx(1.0)
    assert levels[0] > taken.min()
    assert levels[-1] == taken.max()
    with pytest.raises(ValueError, match="no compliers"):
        shares(Uptake(taken, exog, "HC2"))


ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))


def test_the_estimators_are_the_fits() -> None:
    """Both as a plan runs them: the weather insurance in full, Thornton without covariates."""
    rows = pd.read_csv(DATA / "weather-insurance" / "raw" / "social_insure.csv")
    design = Design(
        kind="encouragement", treatment="default", arms=ARMS, take_up="pre_takeup_rate",
        clusters="address", encouraged_by="cluster_lottery", exclusion="argued",
        fixed_effects="village",
    )  # fmt: skip
    settings = EstimatorSettings(FARMERS, "CR2")
    ours = ESTIMATORS["two_stage_least_squares"](rows, design, "takeup_survey", settings)
    theirs = _estimatr().loc["iv2sls_cluster_CR2"]
    assert ours.estimand == "LATE"
    assert ours.n_obs == 1378
    for mine, name in ((ours.estimate, "estimate"), (ours.std_error, "std_error"), (ours.df, "df")):
        assert near(mine, theirs[name])
    itt = ESTIMATORS["ancova"](rows, design, "takeup_survey", EstimatorSettings(FARMERS, "CR2"))
    assert itt.estimand == "ITT"


def test_wald_is_the_ratio_of_the_differences_in_means() -> None:
    """By hand: Neyman's variance of the outcome less the estimate times take-up."""
    rows = pd.read_csv(HERE / "data" / "thornton_hiv.csv").dropna(subset=["got", "any", "hiv2004"])
    design = Design(kind="encouragement", treatment="any", arms=ARMS, take_up="got")
    ours = ESTIMATORS["wald"](rows, design, "hiv2004", EstimatorSettings((), "HC2"))
    arms = [rows[rows["any"] == arm] for arm in (1, 0)]
    gap = {name: arms[0][name].mean() - arms[1][name].mean() for name in ("hiv2004", "got")}
    assert near(ours.estimate, gap["hiv2004"] / gap["got"])
    left = [arm["hiv2004"] - ours.estimate * arm["got"] for arm in arms]
    variance = sum(each.var(ddof=1) / len(each) for each in left)
    assert near(ours.std_error, np.sqrt(variance) / abs(gap["got"]))
