"""Exploring whose effect differs: against statsmodels, known truths, and no difference."""

import numpy as np
import pandas as pd
import pytest
from coverage_of_intervals import ARMS, MONTE_CARLO

from conftest import athar
from pipeline.curves import CURVES
from pipeline.estimators.nuisance import Nuisance
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.heterogeneity import calibration, projection, scores
from pipeline.plan import Draws, Outcome
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design
from pipeline.sections.estimate import Estimation
from villages import NAME, add_villages

SAME = 1e-8
SHORT, LONG = 6, 40
LOTTERY = Design(kind="randomised", treatment="treated", arms=ARMS)
OUTCOME = Outcome(label="y", kind="continuous", direction="increase",
                  smallest_change_that_matters=1.0)  # fmt: skip
draws = pytest.mark.parametrize(
    "number", [SHORT, pytest.param(LONG, marks=pytest.mark.long)], ids=["short", "long"]
)


def study(rng: np.random.Generator, slope: float, n: int = 400) -> pd.DataFrame:
    """A lottery whose effect is 1, plus the slope for each unit of x."""
    x, z = rng.normal(size=(2, n))
    treated = rng.permutation(np.arange(n) % 2).astype(float)
    y = x + treated * (1 + slope * x) + rng.normal(size=n)
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "z": z})


def told(rng: np.random.Generator) -> RobustnessSettings:
    options = Estimation(repeats=3, folds=2, nuisance="lasso")
    estimator = EstimatorSettings(("x", "z"), "HC2", options=options, rng=rng)
    draws = Draws(randomization_inference=99, refuters=100)
    return RobustnessSettings(pd.Series(), OUTCOME, estimator, draws, rng, explored=("x", "z"))


def explored(data: pd.DataFrame, seed: int) -> tuple[list, pd.DataFrame]:
    settings = told(np.random.default_rng(seed))
    checks = ROBUSTNESS_CHECKS["heterogeneity"](data, LOTTERY, "y", "lin", settings)
    return checks, CURVES["best_linear_projection"](data, LOTTERY, "y", settings)


def test_both_regressions_equal_statsmodels() -> None:
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(1)
    data = study(rng, 0.5)
    columns = data[["x", "z"]].to_numpy()
    sample = Sample(data["y"].to_numpy(), data["treated"].to_numpy(), columns, names=("x", "z"))
    nuisance = Nuisance(np.full(400, 0.5), *rng.normal(size=(2, 400)), "drawn")
    scaled = (columns - columns.mean(axis=0)) / columns.std(axis=0, ddof=1)
    exog = np.column_stack([np.ones(400), scaled])
    theirs = OLS(scores(sample, nuisance), exog).fit().get_robustcov_results("HC2")
    for place, ours in enumerate(projection(sample, nuisance, columns), start=1):
        assert ours.value == pytest.approx(theirs.params[place], rel=SAME)
        assert ours.std_error == pytest.approx(theirs.bse[place], rel=SAME)
    predicted = nuisance.outcome_treated - nuisance.outcome_control
    surprise = sample.treatment - 0.5
    exog = surprise[:, None] * np.column_stack([np.ones(400), predicted - predicted.mean()])
    left = sample.outcome - nuisance.outcome_control - 0.5 * predicted
    theirs = OLS(left, exog).fit().get_robustcov_results("HC2")
    ours = calibration(sample, nuisance)
    assert (ours.value, ours.std_error) == pytest.approx((theirs.params[1], theirs.bse[1]))


def test_scores_average_to_the_effect_of_any_group() -> None:
    """With right predictions or wrong ones: the lottery's chances are known."""
    rng = np.random.default_rng(2)
    data = study(rng, 1.0, 40_000)
    sample = Sample(data["y"].to_numpy(), data["treated"].to_numpy(), data[["x"]].to_numpy())
    zeros = np.zeros(40_000)
    found = scores(sample, Nuisance(np.full(40_000, 0.5), zeros, zeros, "none"))
    high = data["x"].to_numpy() > 0
    truth = 1 + data.loc[high, "x"].mean()
    error = found[high].std() / np.sqrt(high.sum())
    assert abs(found[high].mean() - truth) < MONTE_CARLO * error


@draws
def test_a_planted_difference_is_found_and_its_slope_held(number: int) -> None:
    held = []
    for seed in range(number):
        data = study(np.random.default_rng(seed), 1.0)
        checks, points = explored(data, seed)
        assert checks[0].value < 0.01
        assert float(checks[0].detail.split("slope ")[1].split(",")[0]) > 0.5
        truth = data["x"].std()
        row = points.iloc[0]
        held.append(row["conf_low"] <= truth <= row["conf_high"])
        assert points["series"].tolist() == ["x", "z"]
    error = np.sqrt(0.95 * 0.05 / number)
    assert np.mean(held) > 0.95 - MONTE_CARLO * error


@draws
def test_where_effects_are_alike_differences_are_seldom_found(number: int) -> None:
    found = [
        explored(study(np.random.default_rng(100 + seed), 0.0), seed)[0][0].value < 0.05
        for seed in range(number)
    ]
    assert np.mean(found) < 0.05 + MONTE_CARLO * np.sqrt(0.05 * 0.95 / number)


def test_what_is_explored_must_be_a_covariate(project) -> None:
    add_villages(project)
    path = project / "data" / NAME / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("robustness:\n", "robustness:\n  explore: [district]\n"))
    refused = athar(project, "check-plan", NAME)
    assert refused.returncode == 2
    assert "`district` is explored and is none of the covariates" in refused.stderr
    path.write_text(text.replace("robustness:\n", "robustness:\n  explore: [savings_before]\n"))
    assert athar(project, "check-plan", NAME).returncode == 0
