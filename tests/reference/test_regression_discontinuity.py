"""Jumps at a cutoff against rdrobust, rddensity, R and published numbers."""

import json

import numpy as np
import pandas as pd
import pytest
from references import HERE, RAW, relative_difference

from pipeline.discontinuity.bandwidth import Bandwidths, mse_optimal
from pipeline.discontinuity.density import density_test
from pipeline.discontinuity.robust import Specification, estimate_jump
from pipeline.discontinuity.sides import Side, Sides
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.published import prints_as
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.estimators import LocalLinear, LocalPolynomial

# Bandwidths divide small numbers by each other three times over.
DETERMINISTIC = 1e-8
# The slope of a distribution function: rddensity solves normal equations of 0 and 1 with noise.
DENSITY = 1e-7
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
CASES = pd.read_csv(HERE / "rdrobust.csv").set_index("case")
DENSITIES = pd.read_csv(HERE / "rddensity.csv").set_index("case")


def senate() -> pd.DataFrame:
    """The rows that `rdrobust_cases.py` made its numbers from."""
    rows = pd.read_csv(HERE / "data" / "us_senate.csv").dropna().reset_index(drop=True)
    number = np.arange(len(rows))
    won = (rows["margin"] >= 0) * 1.0
    coarse = np.round(rows["margin"] / 4) * 4
    return rows.assign(
        treated=won,
        took=won.where(np.sin(number * 2.1) <= 0.6, 1 - won),
        z1=np.sin(number * 0.7) * 10 + 0.2 * rows["vote"],
        z2=np.cos(number * 1.3),
        cluster=number // 30,
        coarse=coarse.where((rows["margin"] >= 0) | (coarse < 0), -4.0) + 0.0,
    )


def head_start() -> pd.DataFrame:
    rows = pd.read_csv(HERE / "data" / "head_start.csv")
    rows = rows.rename(columns={"povrate": "margin", "mortHS": "vote"})
    return rows.assign(treated=(rows["margin"] >= 0) * 1.0)


def cash_transfers() -> pd.DataFrame:
    return pd.read_csv(RAW / "cash-transfers" / "raw" / "gov_transfers.csv")


def design(treatment: str = "treated", running: str = "margin", **more: str) -> Design:
    kind = "regression_discontinuity"
    return Design(kind=kind, treatment=treatment, arms=ARMS, running=running, cutoff=0.0, **more)


def estimated(case: str, se_type: str) -> Estimate:
    """One case of `rdrobust.csv` by the estimator that a plan would name."""
    options = json.loads(CASES.loc[case, "options"])
    rows = head_start() if options.pop("data", "senate") == "head_start" else senate()
    keys = {key: options.pop(key) for key in ("take_up", "clusters", "running") if key in options}
    covariates = tuple(options.pop("covariates", ()))
    planned = Estimation(local_polynomial=LocalPolynomial(adjust=bool(covariates), **options))
    settings = EstimatorSettings(covariates, se_type, options=planned)
    name = "fuzzy_local_polynomial" if "take_up" in keys else "local_polynomial"
    return ESTIMATORS[name](rows, design(**keys), "vote", settings)


@pytest.mark.parametrize("case", CASES.index)
def test_jumps_equal_rdrobust(case: str) -> None:
    """Bandwidth by the rows inside it, estimate, both errors, and the robust interval."""
    theirs = CASES.loc[case]
    robust, conventional = estimated(case, "bias_corrected"), estimated(case, "conventional")
    assert robust.n_obs == theirs["inside"]
    for ours, column in (
        (robust.estimate, "conventional"),
        (robust.std_error, "robust_error"),
        (robust.conf_low, "conf_low"),
        (robust.conf_high, "conf_high"),
        (conventional.estimate, "conventional"),
        (conventional.std_error, "std_error"),
    ):
        assert relative_difference(ours, theirs[column]) < DETERMINISTIC, column
    assert robust.statistic == pytest.approx(theirs["bias_corrected"] / theirs["robust_error"])


def sides_of(rows: pd.DataFrame) -> Sides:
    above = (rows["margin"] >= 0).to_numpy()
    everyone = Side(rows["margin"].to_numpy(), rows["vote"].to_numpy(), np.empty((len(rows), 0)))
    return Sides(everyone.rows(above), everyone.rows(~above))


@pytest.mark.parametrize(
    ("case", "order", "kernel"),
    [
        ("senate", 1, "triangular"),
        ("senate_quadratic", 2, "triangular"),
        ("senate_uniform", 1, "uniform"),
        ("senate_epanechnikov", 1, "epanechnikov"),
    ],
)
def test_bandwidths_equal_rdrobust(case: str, order: int, kernel: str) -> None:
    ours, theirs = mse_optimal(sides_of(senate()), order, kernel), CASES.loc[case]
    assert relative_difference(ours.jump, theirs["bandwidth"]) < DETERMINISTIC
    assert relative_difference(ours.bias, theirs["bias_bandwidth"]) < DETERMINISTIC


def test_senate_prints_as_published() -> None:
    """Calonico, Cattaneo, Farrell and Titiunik (2017), Stata Journal 17(2), by rdrobust."""
    robust, plain = estimated("senate", "bias_corrected"), estimated("senate", "conventional")
    assert prints_as(plain.estimate, "7.4141")
    assert prints_as(plain.std_error, "1.4587")
    assert prints_as(robust.conf_low, "4.094")
    assert prints_as(robust.conf_high, "10.919")


@pytest.mark.parametrize("treated_above", [True, False])
def test_the_treated_side_may_be_either(treated_above: bool) -> None:
    """Turning the score around, so that the treated are below, changes no digit of the jump."""
    rows = senate()
    turned = rows if treated_above else rows.assign(margin=-rows["margin"])
    settings = EstimatorSettings((), "bias_corrected")
    ours = ESTIMATORS["local_polynomial"](turned, design(), "vote", settings)
    assert relative_difference(ours.conf_low, CASES.loc["senate", "conf_low"]) < DETERMINISTIC


HEAD_START = [
    (9.0, "loclin_tri_h9_HC1"),
    (18.0, "loclin_tri_h18_HC1"),
    (36.0, "loclin_tri_h36_HC1"),
]


@pytest.mark.parametrize(("width", "row"), HEAD_START)
def test_head_start_equals_r(width: float, row: str) -> None:
    """The estimate is R's. R's file has HC1; ours, HC2, is held to statsmodels' weighted fit,
    whose HC1 is R's."""
    from statsmodels.regression.linear_model import WLS

    more = pd.read_csv(HERE / "more.csv")
    theirs = more[(more["dataset"] == "headst") & (more["estimator"] == row)].iloc[0]
    rows = head_start().dropna()
    planned = Estimation(local_linear=LocalLinear(bandwidth=width, kernel="triangular"))
    settings = EstimatorSettings((), "HC2", options=planned)
    ours = ESTIMATORS["local_linear"](rows, design(), "vote", settings)
    assert ours.n_obs == theirs["n"]
    assert relative_difference(ours.estimate, theirs["estimate"]) < DETERMINISTIC

    near = rows[rows["margin"].abs() < width]
    x, treated = near["margin"].to_numpy(), near["treated"].to_numpy()
    exog = np.column_stack([np.ones(len(near)), treated, x, treated * x])
    fit = WLS(near["vote"].to_numpy(), exog, weights=1 - np.abs(x) / width).fit()
    first = fit.get_robustcov_results("HC1").bse[1]
    assert relative_difference(first, theirs["se"]) < DETERMINISTIC
    second = fit.get_robustcov_results("HC2").bse[1]
    assert relative_difference(ours.std_error, second) < DETERMINISTIC


def test_head_start_prints_as_published() -> None:
    """Armstrong and Kolesar's uniform window of 9 points: -1.895."""
    assert prints_as(estimated("head_start_planned", "conventional").estimate, "-1.895")


@pytest.mark.parametrize(
    ("row", "estimator"),
    [("rd_linear_HC2", "local_linear"), ("rd_mean_HC2", "difference_in_means")],
)
def test_cash_transfers_equal_r(row: str, estimator: str) -> None:
    more = pd.read_csv(HERE / "more.csv")
    theirs = more[(more["dataset"] == "gov_transfers") & (more["estimator"] == row)].iloc[0]
    planned = Estimation(local_linear=LocalLinear(bandwidth=0.02))
    settings = EstimatorSettings((), "HC2", options=planned)
    where = design("Participation", "Income_Centered")
    ours = ESTIMATORS[estimator](cash_transfers(), where, "Support", settings)
    assert ours.n_obs == theirs["n"]
    assert relative_difference(ours.estimate, theirs["estimate"]) < DETERMINISTIC
    assert relative_difference(ours.std_error, theirs["se"]) < DETERMINISTIC


def test_cash_transfers_at_their_own_bandwidth() -> None:
    """What rdrobust finds where the plan fixes no window: no effect to speak of."""
    where = design("Participation", "Income_Centered")
    settings = EstimatorSettings((), "conventional")
    ours = ESTIMATORS["local_polynomial"](cash_transfers(), where, "Support", settings)
    assert prints_as(ours.estimate, "-0.025")
    assert prints_as(ours.std_error, "0.062")


@pytest.mark.parametrize("case", DENSITIES.index)
def test_density_equals_rddensity(case: str) -> None:
    """At its bandwidths. Ours are chosen by a simpler pilot, so they are not compared."""
    rows = head_start() if case.startswith("head_start") else senate()
    theirs = DENSITIES.loc[case]
    widths = theirs["bandwidth_below"], theirs["bandwidth_above"]
    ours = density_test(rows["margin"].to_numpy(), widths)
    for name in ("below", "above", "std_error", "statistic", "p_value"):
        assert relative_difference(getattr(ours, name), theirs[name]) < DENSITY, name


def test_planned_bandwidths_give_the_unbiased_fit_of_the_next_order() -> None:
    """With both bandwidths alike, the bias-corrected jump is the quadratic's (CCT, remark 7)."""
    sides, alike = sides_of(senate()), Bandwidths(20.0, 20.0)
    linear = estimate_jump(sides, Specification(1, "triangular", alike))
    quadratic = estimate_jump(sides, Specification(2, "triangular", alike))
    assert relative_difference(linear.bias_corrected, quadratic.conventional) < DETERMINISTIC
