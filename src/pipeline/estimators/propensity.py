"""The probability of treatment given the covariates, and the weights that follow from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]
# Newton's method: a step this small is none; a logit that needs more steps has no maximum. So
# little is added to the information that only its inverse feels it, and never the maximum.
STEP, MOST_STEPS, RIDGE = 1e-12, 100, 1e-10
# The least eigenvalue of a correlation matrix is rounding alone where it is below this.
COLLINEAR = 1e-13


@dataclass(frozen=True)
class Weights:
    """Weights of treated and control units (n,), and their slopes in the logit index (n,)."""

    treated: Array
    control: Array
    treated_slope: Array
    control_slope: Array


def with_intercept(covariates: Array) -> Array:
    return np.column_stack([np.ones(len(covariates)), covariates])


def logit_propensity(sample: Sample) -> Array:
    """Fitted probabilities (n,) of a logit of treatment on the covariates; see `fitted_logit`."""
    exog = with_intercept(sample.covariates)
    return 1 / (1 + np.exp(-exog @ fitted_logit(exog, sample.treatment)))


def fitted_logit(exog: Array, treatment: Array) -> Array:
    """Coefficients (k,) of a logit of treatment (n,) on a design matrix (n, k), by Newton's method.

    Raises
    ------
    EstimationError
        Where the covariates separate the arms, or are collinear, so that no logit can be fitted.
    """
    try:
        coefficients, converged = _newton(exog, treatment)
    except np.linalg.LinAlgError:
        converged = False
    if not converged:
        raise EstimationError(
            Fault(
                "E702",
                "no propensity score can be fitted: the covariates separate the arms or are "
                "collinear",
                key="construct.covariates",
                help="take out a covariate that decides treatment, or that follows from others",
            )
        )
    return coefficients


def _newton(exog: Array, treatment: Array) -> tuple[Array, bool]:
    """The likelihood's maximum (k,), and whether it was reached."""
    coefficients = np.zeros(exog.shape[1])
    ridge = RIDGE * np.eye(exog.shape[1])
    with np.errstate(over="ignore"):  # where the arms separate: it does not converge
        for _ in range(MOST_STEPS):
            expected = 1 / (1 + np.exp(-exog @ coefficients))
            slope = expected * (1 - expected)
            information = (exog * slope[:, None]).T @ exog / len(exog)
            score = exog.T @ (treatment - expected) / len(exog)
            step = np.linalg.solve(information + ridge, score)
            coefficients = coefficients + step
            if (np.abs(step) <= STEP).all():
                found = np.isfinite(coefficients).all() and not _collinear(information)
                return coefficients, bool(found)
    return coefficients, False


def _collinear(information: Array) -> bool:
    """Whether a column of what gave this matrix (k, k) follows from the others."""
    scale = np.sqrt(np.diag(information))
    if not (scale > 0).all():
        return True
    return bool(np.linalg.eigvalsh(information / np.outer(scale, scale))[0] < COLLINEAR)


def weights_for(estimand: str, treatment: Array, propensity: Array) -> Weights:
    """Weights for the ATT, the ATE or the ATO; each group's are normalised later.

    The ATO is the average effect in the overlap population: each unit counts by how nearly even
    its chances were.

    References
    ----------
    Hirano, Imbens and Ridder (2003). Efficient estimation of average treatment effects using the
    estimated propensity score. Econometrica 71(4).
    Li, Morgan and Zaslavsky (2018). Balancing covariates via propensity score weighting. JASA
    113(521), for the ATO.
    """
    control = 1 - treatment
    if estimand == "ATO":
        slope = propensity * (1 - propensity)
        return Weights(
            treated=treatment * (1 - propensity),
            control=control * propensity,
            treated_slope=-treatment * slope,
            control_slope=control * slope,
        )
    odds = propensity / (1 - propensity)
    if estimand == "ATT":
        return Weights(treatment, control * odds, np.zeros_like(treatment), control * odds)
    return Weights(
        treated=treatment / propensity,
        control=control / (1 - propensity),
        treated_slope=-treatment / odds,
        control_slope=control * odds,
    )
