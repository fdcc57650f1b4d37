"""Interrupted series against statsmodels and against published regressions of time series."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.estimators.autoregression import prais_winsten
from pipeline.estimators.segmented import Shape, segmented
from pipeline.inference.newey_west import durbin_watson, ljung_box, newey_west

HERE = Path(__file__).parent
TRAFFIC = HERE.parents[1] / "data" / "seat-belt-law" / "raw" / "traffic2.csv"
EXACT = 1e-8
IMPORTS = ["lchempi", "lgas", "lrtwex", "befile6", "affile6", "afdec6"]


def traffic() -> tuple[np.ndarray, np.ndarray]:
    """California's share of accidents that were fatal, by month, on its two laws; last two."""
    rows = pd.read_csv(TRAFFIC)
    months = rows["month"].to_numpy()[:, None] == np.arange(2, 13)
    others = rows[["t", "wkends", "unem", "spdlaw", "beltlaw"]]
    return rows["prcfat"].to_numpy(), np.column_stack([np.ones(len(rows)), months, others])


def barium() -> tuple[np.ndarray, np.ndarray]:
    rows = pd.read_csv(HERE / "data" / "barium.csv")
    return rows["lchnimp"].to_numpy(), np.column_stack([np.ones(len(rows)), rows[IMPORTS]])


def ols(outcome: np.ndarray, exog: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    coefficients = np.linalg.lstsq(exog, outcome, rcond=None)[0]
    return coefficients, outcome - exog @ coefficients


@pytest.mark.parametrize("data", [traffic, barium])
@pytest.mark.parametrize("lags", [0, 1, 4, 12])
def test_newey_west_is_that_of_statsmodels(data, lags):
    from statsmodels.regression.linear_model import OLS

    outcome, exog = data()
    robust = OLS(outcome, exog).fit(
        cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}
    )
    _, residuals = ols(outcome, exog)
    expected = robust.cov_params()
    assert newey_west(exog, residuals, lags) == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert np.sqrt(np.diag(newey_west(exog, residuals, lags))) == pytest.approx(
        robust.bse, rel=EXACT
    )


def test_published_prais_winsten_regression():
    """Wooldridge, Introductory Econometrics, Table 12.1: barium chloride imports."""
    fitted = prais_winsten(*barium())
    assert round(fitted.autocorrelation, 3) == 0.293
    assert fitted.coefficients.round(2).tolist() == [-37.08, 2.94, 1.05, 1.13, -0.02, -0.03, -0.58]
    errors = np.sqrt(np.diag(fitted.covariance)).round(2).tolist()
    assert errors == [22.78, 0.63, 0.98, 0.51, 0.32, 0.32, 0.34]


@pytest.mark.parametrize("data", [traffic, barium])
def test_prais_winsten_is_generalised_least_squares_at_its_autocorrelation(data):
    from statsmodels.regression.linear_model import GLS

    outcome, exog = data()
    fitted = prais_winsten(outcome, exog)
    gaps = np.abs(np.subtract.outer(np.arange(len(outcome)), np.arange(len(outcome))))
    expected = GLS(outcome, exog, sigma=fitted.autocorrelation**gaps).fit()
    assert fitted.coefficients == pytest.approx(expected.params, rel=1e-7)
    assert np.sqrt(np.diag(fitted.covariance)) == pytest.approx(expected.bse, rel=1e-7)


def test_autocorrelation_statistics_are_those_of_statsmodels():
    from statsmodels.stats.diagnostic import acorr_ljungbox
    from statsmodels.stats.stattools import durbin_watson as expected_dw

    _, residuals = ols(*traffic())
    table = acorr_ljungbox(residuals, lags=[4, 12])
    for lags, (statistic, p_value) in table.iterrows():
        assert ljung_box(residuals, lags) == pytest.approx((statistic, p_value), rel=EXACT)
    assert durbin_watson(residuals) == pytest.approx(expected_dw(residuals), rel=EXACT)


def test_segmented_regression_separates_level_from_slope():
    steps = np.arange(-20.0, 20.0)
    season = np.cos(2 * np.pi * steps / 4)
    outcome = 5 + 0.3 * steps + np.where(steps >= 0, 2 + 0.5 * steps, 0) + season
    for kind in ("fourier", "dummies"):
        design = segmented(steps, np.zeros((40, 0)), (), Shape(period=4, seasonality=kind))
        coefficients, _ = ols(outcome, design.exog)
        assert design.contrast(0) @ coefficients == pytest.approx(2)
        assert design.contrast(12) @ coefficients == pytest.approx(8)
        without = design.without @ coefficients
        assert (outcome - without)[20:] == pytest.approx(2 + 0.5 * steps[20:])
