"""Survey means and regressions against R's survey package, and against brute force."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import EstimationError
from pipeline.inference.linearisation import (
    Linearised,
    covariance_of_totals,
    survey_mean,
    survey_ratio,
    survey_regression,
    survey_total,
)
from pipeline.inference.sampling import Sampling, sampling_of

HERE = Path(__file__).parent
# The references are printed to 12 digits; least squares loses a few to conditioning.
DETERMINISTIC = 1e-8
# Two orders of the same sums.
ROUNDING = 1e-10
UNITS = {"apistrat": (), "apiclus1": ("dnum",), "apiclus2": ("dnum", "snum")}
CORRECTIONS = {"apistrat": ("fpc",), "apiclus1": ("fpc",), "apiclus2": ("fpc1", "fpc2")}
LONG = ["ell", "meals", "mobility"]
# Stored for the two-stage sample alone; the other samples' rows with `mobility` cannot be run.
LONG = ["ell", "meals", "mobility"]
AS_SHARES = [(name, True) for name in ("apistrat", "apiclus1")]
AS_SIZES = [(name, False) for name in ("apistrat", "apistrat_nofpc", "apiclus1", "apiclus1_nofpc")]


def rows(name: str) -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / f"{name}.csv")


def sampling(name: str, data: pd.DataFrame, shares: bool = False) -> Sampling:
    """The design as in `regression.R`; ``shares`` gives each correction as a share drawn."""
    plain, corrected = name.removesuffix("_nofpc"), not name.endswith("_nofpc")
    strata = data["stype"].to_numpy() if plain == "apistrat" else None
    units = tuple(data[unit].to_numpy() for unit in UNITS[plain])
    fpc = tuple(data[column].to_numpy() for column in CORRECTIONS[plain] if corrected)
    if shares:
        known = sampling_of(data["pw"].to_numpy(), strata, units, fpc)
        fpc = tuple(stage.fraction for stage in known.stages)
    return sampling_of(data["pw"].to_numpy(), strata, units, fpc)


def regression(data: pd.DataFrame, names: list[str], design: Sampling) -> Linearised:
    exog = np.column_stack([np.ones(len(data)), data[names]]).astype(float)
    return survey_regression(exog, data["api00"].to_numpy(float), design)


def equal(fit: Linearised, place: int, reference: pd.Series, tolerance: float) -> None:
    np.testing.assert_allclose(fit.coefficients[place], reference["estimate"], rtol=tolerance)
    np.testing.assert_allclose(fit.std_errors[place], reference["std_error"], rtol=tolerance)
    if not np.isnan(reference["df"]):
        assert fit.df == reference["df"]


@pytest.mark.parametrize(("name", "shares"), AS_SIZES + AS_SHARES)
def test_regression_csv(name: str, shares: bool) -> None:
    reference = pd.read_csv(HERE / "regression.csv").set_index("id")
    data = rows(name.removesuffix("_nofpc"))
    design = sampling(name, data, shares)
    mean = survey_mean(data["api00"].to_numpy(float), design)
    equal(mean, 0, reference.loc[f"{name}_mean"], DETERMINISTIC)
    fit = regression(data, ["ell", "meals"], design)
    equal(fit, 1, reference.loc[f"{name}_glm"], DETERMINISTIC)


@pytest.mark.parametrize(
    "name", ["apistrat", "apistrat_nofpc", "apiclus1", "apiclus1_nofpc", "apiclus2"]
)
def test_means_of_more_csv(name: str) -> None:
    data = rows(name.removesuffix("_nofpc"))
    mean = survey_mean(data["api00"].to_numpy(float), sampling(name, data))
    equal(mean, 0, more(name, "svymean", "api00"), DETERMINISTIC)


@pytest.mark.parametrize("place", range(4))
def test_two_stage_regression(place: int) -> None:
    data = rows("apiclus2")
    fit = regression(data, LONG, sampling("apiclus2", data))
    equal(fit, place, more("apiclus2", "svyglm", ["(Intercept)", *LONG][place]), DETERMINISTIC)


def test_two_stage_linear_probability() -> None:
    data = rows("apiclus2")
    exog = np.column_stack([np.ones(len(data)), data["awards"].eq("Yes")]).astype(float)
    outcome = data["sch.wide"].eq("Yes").to_numpy(float)
    fit = survey_regression(exog, outcome, sampling("apiclus2", data))
    reference = more("apiclus2", "svyglm_lpm_schwide_on_awards", "awardsYes")
    equal(fit, 1, reference, DETERMINISTIC)


def more(dataset: str, estimator: str, term: str) -> pd.Series:
    table = pd.read_csv(HERE / "more.csv").rename(columns={"se": "std_error"})
    return table.set_index(["dataset", "estimator", "term"]).loc[(dataset, estimator, term)]


def test_the_variance_of_a_total_is_unbiased_over_every_two_stage_sample() -> None:
    """All samples of 2 of 3 villages and 2 of 3 households in each: the textbook's own proof."""
    y = np.array([[1.0, 4.0, 2.0], [7.0, 3.0, 9.0], [5.0, 5.5, 0.0]])
    totals, variances = [], []
    for villages in combinations(range(3), 2):
        for first in combinations(range(3), 2):
            for second in combinations(range(3), 2):
                drawn = np.concatenate([y[villages[0], first], y[villages[1], second]])
                village = np.repeat(villages, 2)
                sizes = (np.full(4, 3.0), np.full(4, 3.0))
                design = sampling_of(np.full(4, 2.25), None, (village, np.arange(4)), sizes)
                total = survey_total(drawn, design)
                totals.append(total.coefficients[0])
                variances.append(total.covariance[0, 0])
    np.testing.assert_allclose(np.mean(totals), y.sum(), rtol=ROUNDING)
    np.testing.assert_allclose(np.mean(variances), np.var(totals), rtol=ROUNDING)


def test_a_domain_is_a_ratio_over_everybody_drawn() -> None:
    """The mean of those who answered, from their rows alone, equals the ratio over all rows."""
    data = rows("apiclus1")
    outcome, design = data["api00"].to_numpy(float), sampling("apiclus1", data)
    answered = (data["dnum"] != data["dnum"].iloc[0]).to_numpy() & (data["ell"] > 10).to_numpy()
    whole = survey_ratio(outcome * answered, answered.astype(float), design)
    part = survey_mean(outcome[answered], design.only(answered))
    np.testing.assert_allclose(part.coefficients, whole.coefficients, rtol=ROUNDING)
    np.testing.assert_allclose(part.covariance, whole.covariance, rtol=ROUNDING)
    assert part.df < whole.df


def test_weights_alone_are_hc1_without_its_factor() -> None:
    """Each row its own unit: the sandwich times n / (n - 1), the weighted scores averaging zero."""
    from statsmodels.regression.linear_model import WLS

    data = rows("apistrat")
    exog = np.column_stack([np.ones(len(data)), data[["ell", "meals"]]]).astype(float)
    outcome, weights = data["api00"].to_numpy(float), data["pw"].to_numpy()
    fit = survey_regression(exog, outcome, sampling_of(weights))
    theirs = WLS(outcome, exog, weights).fit(cov_type="HC0")
    factor = len(data) / (len(data) - 1)
    np.testing.assert_allclose(fit.covariance, theirs.cov_params() * factor, rtol=DETERMINISTIC)


def test_a_lottery_is_a_stage_of_its_own() -> None:
    """Asked in full, a population leaves the lottery's own error, within each sampling unit."""
    data = rows("apiclus1")
    design = sampling_of(
        np.ones(len(data)), None, (data["dnum"].to_numpy(),), (np.ones(len(data)),)
    )
    lottery = design.with_lottery(np.arange(len(data)))
    contributions = data["api00"].to_numpy(float)
    within = data.groupby("dnum")["api00"]
    alone = (within.transform("size") == 1).to_numpy()
    expected = (within.var(ddof=1) * within.size()).sum() + (contributions[alone] ** 2).sum()
    found = covariance_of_totals(contributions, lottery)[0, 0]
    np.testing.assert_allclose(found, expected, rtol=ROUNDING)
    assert covariance_of_totals(contributions, design)[0, 0] == 0
    plain = sampling_of(data["pw"].to_numpy())
    assert plain.with_lottery(np.arange(len(data))) is plain


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"weights": np.array([1.0, 1.0, 0.0, 1.0])}, "E790"),
        ({"weights": np.array([1.0, 1.0, np.nan, 1.0])}, "E790"),
        ({"fpc": (np.array([3.0, 3.0, 1.0, 3.0]),)}, "E791"),
        ({"fpc": (np.array([0.5, 0.5, 0.4, 0.5]),)}, "E791"),
        ({"fpc": (np.full(4, 3.0),)}, "E791"),
        ({"fpc": (np.full(4, np.nan),)}, "E791"),
        ({"strata": np.array(["a", "a", "a", "b"])}, "E792"),
    ],
)
def test_what_a_sampling_plan_may_not_say(changes: dict, code: str) -> None:
    with pytest.raises(EstimationError) as refusal:
        sampling_of(**({"weights": np.ones(4)} | changes))
    assert refusal.value.faults[0].code == code


def test_a_stratum_whose_only_unit_was_asked_is_certain() -> None:
    strata, sizes = np.array([0, 0, 1]), np.array([4.0, 4.0, 1.0])
    both = survey_total(
        np.array([1.0, 3.0, 7.0]), sampling_of(np.array([2.0, 2.0, 1.0]), strata, (), (sizes,))
    )
    drawn = survey_total(
        np.array([1.0, 3.0]), sampling_of(np.full(2, 2.0), None, (), (np.full(2, 4.0),))
    )
    np.testing.assert_allclose(both.covariance, drawn.covariance, rtol=ROUNDING)
