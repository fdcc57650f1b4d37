"""The probability of treatment given the covariates, and the weights that follow from it."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]


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
    from statsmodels.discrete.discrete_model import Logit
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    try:
        with warnings.catch_warnings():
            # What statsmodels warns of is looked at below, and then said to the evaluator.
            warnings.simplefilter("ignore")
            fit = Logit(treatment, exog).fit(disp=0, method="newton", maxiter=100, tol=1e-12)
        converged = bool(fit.mle_retvals["converged"]) and np.isfinite(fit.params).all()
    except (np.linalg.LinAlgError, PerfectSeparationError):
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
    return np.asarray(fit.params)


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
