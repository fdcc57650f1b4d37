"""Covariates that some did not answer: filled in, and said."""

import numpy as np
import pytest

from made_variables import ROUNDING, lottery, plan_of, survey_of
from pipeline.baseline import balance_among
from pipeline.construct import (
    constructed,
    with_indicators,
)
from pipeline.errors import DataError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings


def test_missing_covariates_take_the_mean_and_say_so() -> None:
    rows = lottery()
    rows.loc[:9, "a"] = np.nan
    rows.loc[20:24, "y"] = np.nan
    plan = plan_of({"covariates": ["a", "b"], "missing_covariates": ["a"]})
    frame = with_indicators(constructed(survey_of(rows), plan), plan)
    assert (frame["a"][:10] == rows["a"].mean()).all()
    assert frame["a_missing"].tolist() == [1.0] * 10 + [0.0] * 190
    assert frame["y"].isna().sum() == 5, "an outcome is never filled"
    assert plan.adjusted_for == ("a", "b", "a_missing")
    balance = balance_among(frame, plan).set_index("variable")
    assert balance.loc["a", "n_obs"] == 190, "balance is that of the answers"
    assert balance.loc["a", "control_mean"] == pytest.approx(rows["a"][rows["treated"] == 0].mean())
    assert balance.loc["a_missing", "treated_mean"] == pytest.approx(0.05)
    with pytest.raises(DataError, match="nobody in the sample answered covariate `a`"):
        with_indicators(survey_of(rows.assign(a=np.nan)).rows, plan)


@pytest.mark.parametrize("name", ["lin", "ancova", "ipw", "aipw"])
@pytest.mark.parametrize(
    ("missing", "kept", "left_out"),
    [
        ({}, "a + b", "a_missing, b_missing left out"),
        ({"a": range(10)}, "a + b + a_missing", "b_missing left out"),
        ({"a": range(10), "b": range(10)}, "a + b + a_missing", "b_missing left out"),
        ({"a": range(0, 10, 2), "b": range(7)}, "a + b + b_missing", "a_missing left out"),
        ({"a": range(10), "b": range(5, 25)}, "a + b + a_missing + b_missing", ""),
    ],
)
def test_an_indicator_that_adds_nothing_is_left_out_and_named(
    name: str, missing: dict, kept: str, left_out: str
) -> None:
    """Nobody missing, the same units missing, missing in one arm only: no estimator breaks."""
    rows = lottery()
    for column, which in missing.items():
        rows.loc[list(which), column] = np.nan
    both = ["a", "b"]
    kind = "observational" if name in ("ipw", "aipw") else "randomised"
    plan = plan_of({"covariates": both, "missing_covariates": both}, kind=kind)
    frame = with_indicators(constructed(survey_of(rows), plan), plan)
    se_type = "HC2" if kind == "randomised" else "influence"
    settings = EstimatorSettings(plan.covariates, se_type, plan.indicators)
    result = ESTIMATORS[name](frame, plan.design, "y", settings)
    assert kept in result.formula
    assert left_out in result.formula
    assert "left out" not in result.formula or left_out
    assert result.n_obs == 200
    by_hand = EstimatorSettings(tuple(kept.split(" + ")), se_type)
    expected = ESTIMATORS[name](frame, plan.design, "y", by_hand)
    assert result.estimate == pytest.approx(expected.estimate, rel=ROUNDING)
    assert result.std_error == pytest.approx(expected.std_error, rel=ROUNDING)
    assert not balance_among(frame, plan)["variable"].duplicated().any()
