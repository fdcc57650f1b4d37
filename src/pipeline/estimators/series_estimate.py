"""What the estimators of interrupted series share: the regression, and the effect asked for."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.autoregression import prais_winsten
from pipeline.estimators.linear import refuse_collinear
from pipeline.estimators.row import Description, Uncertainty, as_estimate
from pipeline.estimators.sample import Sample
from pipeline.estimators.segmented import Segmented, Shape, segmented
from pipeline.estimators.series import Series, series_of
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.newey_west import automatic_lags, newey_west
from pipeline.plan import Design
from pipeline.results import Estimate

Array = NDArray[np.float64]

FEWEST_EACH_SIDE = 3  # observations before and after, below which a trend is no trend
HORIZON = "effect_at_horizon"


@dataclass(frozen=True)
class FittedSeries:
    """A series, its design, coefficients (k,) with covariance (k, k), and the errors (n,).

    ``errors`` are those that should not follow one another: residuals, or, once autocorrelation is
    taken out, what is left. ``words`` say how the covariance was made.
    """

    series: Series
    design: Segmented
    coefficients: Array
    covariance: Array
    errors: Array
    words: str

    @property
    def df(self) -> int:
        return len(self.series.outcome) - len(self.coefficients)

    def effect(self, horizon: int) -> tuple[float, float]:
        """The effect so many observations after the first, and its standard error."""
        contrast = self.design.contrast(horizon)
        variance = float(contrast @ self.covariance @ contrast)
        return float(contrast @ self.coefficients), float(np.sqrt(max(variance, 0.0)))


def fitted_series(name: str, series: Series, settings: EstimatorSettings) -> FittedSeries:
    """The segmented regression of a series: with AR(1) errors by `prais_winsten`, else with HAC.

    Raises
    ------
    EstimationError
        Where too few observations lie on a side, or a column follows from the others.
    """
    options = settings.options.series
    shape = Shape(options.slope_change, options.period, options.seasonality, options.harmonics)
    design = segmented(series.steps, series.covariates, series.names, shape)
    _refuse_short(series, design)
    refuse_collinear(design.exog)
    if name == "prais_winsten":
        found = prais_winsten(series.outcome, design.exog)
        words = f"AR(1), autocorrelation {found.autocorrelation:.2f}"
        return FittedSeries(
            series, design, found.coefficients, found.covariance, found.innovations, words
        )
    coefficients = np.linalg.lstsq(design.exog, series.outcome, rcond=None)[0]
    residuals = series.outcome - design.exog @ coefficients
    lags = automatic_lags(len(residuals)) if options.lags is None else options.lags
    covariance = newey_west(design.exog, residuals, min(lags, len(residuals) - 1))
    words = f"Newey-West, {lags} lags, n / (n - k)"
    return FittedSeries(series, design, coefficients, covariance, residuals, words)


def classical_error(found: FittedSeries, horizon: int) -> float:
    """The standard error of the same effect as if no error followed from another."""
    exog, contrast = found.design.exog, found.design.contrast(horizon)
    variance = float(found.errors @ found.errors) / found.df
    return float(np.sqrt(variance * contrast @ np.linalg.inv(exog.T @ exog) @ contrast))


def estimate_series(
    name: str, data: pd.DataFrame, design: Design, outcome: str, settings: EstimatorSettings
) -> Estimate:
    """The change of level or, where that is asked for, the effect at the planned horizon."""
    series = series_of(data, design, outcome, settings.covariates)
    found = fitted_series(name, series, settings)
    estimand = HORIZON if name == HORIZON else design.target
    horizon = horizon_of(series, settings) if estimand == HORIZON else 0
    value, std_error = found.effect(horizon)
    words = f"{found.words}, {found.df} df"
    words += f"; {horizon} observations after the first" if estimand == HORIZON else ""
    about = Description(name, _formula(found, outcome), expected(found, horizon), estimand)
    rows = data.dropna(subset=[outcome])
    sample = Sample(
        outcome=rows[outcome].to_numpy(float),
        treatment=rows[design.treatment].to_numpy(float),
        covariates=np.empty((len(rows), 0)),
    )
    uncertainty = Uncertainty(std_error, float(found.df), words, "athar")
    return as_estimate(sample, (design, outcome), (value, uncertainty), about, settings)


def horizon_of(series: Series, settings: EstimatorSettings) -> int:
    """The planned horizon, or else the last observation.

    Raises
    ------
    EstimationError
        Where the series ends before it: a trend is not drawn further than it was seen.
    """
    last, planned = int(series.steps[-1]), settings.options.series.horizon
    if planned is None:
        return last
    if planned > last:
        message = f"the series ends {last} observations after the first with the programme"
        help_ = "plan a horizon that was observed"
        raise EstimationError(Fault("E769", message, key="estimate.series.horizon", help=help_))
    return planned


def expected(found: FittedSeries, horizon: int) -> float:
    """What the series would have been without the interruption, so many observations after it."""
    place = int(np.flatnonzero(found.series.steps == horizon)[0])
    without = float(found.design.without[place] @ found.coefficients)
    compared = found.series.comparison
    return without if compared is None else without + float(compared[place])


def _refuse_short(series: Series, design: Segmented) -> None:
    before, n = int((~series.after).sum()), len(series.steps)
    if min(before, n - before) < FEWEST_EACH_SIDE or n <= design.exog.shape[1]:
        message = f"{before} observations before the interruption and {n - before} after it are "
        message += f"too few for {design.exog.shape[1]} coefficients"
        help_ = "plan fewer covariates, a simpler season, or slope_change: false"
        raise EstimationError(Fault("E771", message, key="estimate.series", help=help_))


def _formula(found: FittedSeries, outcome: str) -> str:
    names = [name for name in found.design.names if name != "intercept"]
    less = " less its comparison" if found.series.comparison is not None else ""
    return f"{outcome}{less} ~ " + " + ".join(names)
