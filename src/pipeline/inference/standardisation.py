"""A difference of means through a model of another scale: fitted, predicted, and averaged.

References
----------
Robins (1986), the g-formula; Moore and van der Laan (2009), Covariate adjustment in randomized
trials with binary outcomes, Statistics in Medicine 28(1), for why a lottery's answer is right even
where the model is not; Stefanski and Boos (2002) for the error through both steps.
"""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]
Family = Literal["logit", "poisson"]

# A fitted mean this near to a bound is a coefficient on its way to infinity.
AT_THE_BOUND = 1e-8


@dataclass(frozen=True)
class Standardised:
    """Both averaged predictions, and what each row adds to their difference.

    ``own`` (n,) is the row's predicted effect around the average, over the rows' total weight;
    ``gradient`` (k,) takes an error of the coefficients to the difference. ``exog`` (n, k) and
    ``residuals`` (n,) are those of the last weighted regression, whose coefficients are the
    model's.
    """

    mean_treated: float
    mean_control: float
    own: Array
    gradient: Array
    exog: Array
    residuals: Array

    @property
    def through_model(self) -> Array:
        """Each row's contribution (n,) through the coefficients, without a small-sample factor."""
        bread = np.linalg.inv(self.exog.T @ self.exog)
        return self.exog @ (bread @ self.gradient) * self.residuals


def standardised(
    exog: Array, outcome: Array, family: Family, target: Array, weights: Array | None = None
) -> Standardised:
    """The mean of predictions with treatment less that of predictions without it.

    Parameters
    ----------
    exog
        Intercept, treatment (0 and 1), then the rest (n, k).
    outcome
        0 and 1 for ``logit``; counts, or any amounts not below zero, for ``poisson``.
    target
        Over whom predictions are averaged (n,): ones, or 1 for the treated alone.
    weights
        Survey weights (n,), or None.

    Raises
    ------
    EstimationError
        Where the model cannot be fitted because covariates separate the answers.
    """
    weights = np.ones(len(outcome)) if weights is None else weights
    coefficients = _fitted(exog, outcome, family, weights)
    mean, variance = _mean_and_variance(exog @ coefficients, family)
    share = weights * target / (weights @ target)
    means, slopes = [], []
    for arm in (1.0, 0.0):
        counterfactual = exog.copy()
        counterfactual[:, 1] = arm
        predicted, slope = _mean_and_variance(counterfactual @ coefficients, family)
        means.append(predicted)
        slopes.append((share * slope) @ counterfactual)
    effect = means[0] - means[1]
    scale = np.sqrt(weights * variance)
    return Standardised(
        mean_treated=float(share @ means[0]),
        mean_control=float(share @ means[1]),
        own=share * (effect - share @ effect),
        gradient=slopes[0] - slopes[1],
        exog=exog * scale[:, None],
        residuals=(outcome - mean) * weights / scale,
    )


def _mean_and_variance(index: Array, family: Family) -> tuple[Array, Array]:
    """The model's mean (n,) and, its link being canonical, both its slope and its variance."""
    if family == "poisson":
        mean = np.exp(index)
        return mean, mean
    mean = 1 / (1 + np.exp(-index))
    return mean, mean * (1 - mean)


def _fitted(exog: Array, outcome: Array, family: Family, weights: Array) -> Array:
    from statsmodels.genmod.families import Binomial, Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationError

    kind = Binomial() if family == "logit" else Poisson()
    try:
        with warnings.catch_warnings():
            # What statsmodels warns of is looked at below, and then said to the evaluator.
            warnings.simplefilter("ignore")
            model = GLM(outcome, exog, family=kind, var_weights=weights)
            fit = model.fit(maxiter=100, tol=1e-13, tol_criterion="params")
            mean = _mean_and_variance(exog @ np.asarray(fit.params), family)[0]
        edge = np.minimum(mean, 1 - mean) if family == "logit" else mean
        converged = bool(fit.converged) and bool((edge > AT_THE_BOUND).all())
    except (np.linalg.LinAlgError, PerfectSeparationError, ValueError):
        converged = False
    if not converged:
        message = f"the {family} model cannot be fitted: covariates or strata decide the answer"
        help_ = "plan fewer covariates, or an estimator that fits no such model: lin, ancova"
        raise EstimationError(Fault("E793", message, key="construct.covariates", help=help_))
    return np.asarray(fit.params)
