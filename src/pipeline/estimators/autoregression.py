"""A regression whose errors are the last one's share, and chance: AR(1) by Prais and Winsten."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]

SETTLED = 1e-10  # the autocorrelation, from one round to the next
ROUNDS = 200


@dataclass(frozen=True)
class Autoregression:
    """Coefficients (k,), their covariance (k, k), and the autocorrelation of the errors.

    ``innovations`` (n,) are the residuals of the transformed regression, in which the errors should
    no longer follow one another.
    """

    coefficients: Array
    covariance: Array
    autocorrelation: float
    innovations: Array


def prais_winsten(outcome: Array, exog: Array) -> Autoregression:
    """Feasible generalised least squares with AR(1) errors, the first period kept, iterated.

    The autocorrelation is the regression of residuals on the last ones, as in Stata's `prais`.

    Raises
    ------
    EstimationError
        Where the rounds do not settle, or the errors wander without returning.

    References
    ----------
    Prais and Winsten (1954), Cowles Commission Discussion Paper 383; Wooldridge (2019),
    Introductory Econometrics, section 12-3.
    """
    rho, coefficients = 0.0, np.linalg.lstsq(exog, outcome, rcond=None)[0]
    for _ in range(ROUNDS):
        residuals = outcome - exog @ coefficients
        lagged = residuals[:-1]
        squares = float(lagged @ lagged)
        last, rho = rho, float(residuals[1:] @ lagged) / squares if squares else 0.0
        if abs(rho) >= 1:
            raise _wandering()
        left, right = transformed(outcome, rho), transformed(exog, rho)
        coefficients = np.linalg.lstsq(right, left, rcond=None)[0]
        if abs(rho - last) < SETTLED:
            innovations = left - right @ coefficients
            spread = float(innovations @ innovations) / (len(left) - exog.shape[1])
            covariance = spread * np.linalg.inv(right.T @ right)
            return Autoregression(coefficients, covariance, rho, innovations)
    raise _wandering()


def transformed(values: Array, rho: float) -> Array:
    """Each row less ``rho`` times the one before; the first scaled so that it varies alike."""
    first = np.sqrt(1 - rho**2) * values[:1]
    return np.concatenate([first, values[1:] - rho * values[:-1]])


def _wandering() -> EstimationError:
    message = "the errors of the series do not return to the trend: no AR(1) model holds for them"
    help_ = "plan segmented_regression alone, or construct the change from period to period"
    return EstimationError(Fault("E760", message, key="estimate.estimators", help=help_))
