"""What the regression estimators share: an OLS fit and its robust standard error."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.estimators.weighted import weighted_effect
from pipeline.inference.least_squares import LeastSquares, least_squares
from pipeline.inference.standard_errors import standard_error
from pipeline.plan import Design

Array = NDArray[np.float64]
# Estimators that are one regression of the outcome on treatment and what is adjusted for.
REGRESSIONS = ("difference_in_means", "lin", "ancova")
CONTROL, EFFECT = 0, 1  # every design matrix here is: intercept, treatment, the rest


def treatment_first(sample: Sample, *others: Array) -> Array:
    """A design matrix (n, k): intercept, treatment, then the columns of ``others``."""
    return np.column_stack([np.ones(len(sample.outcome)), sample.treatment, *others])


def comparison_columns(sample: Sample, estimator: str) -> Array:
    """The design matrix of a difference in means, Lin's regression or an analysis of covariance.

    All but treatment is centred: the intercept is the control mean of an average unit.
    """
    centred = sample.adjustment - sample.adjustment.mean(axis=0)
    own_slopes = [] if estimator == "ancova" else [sample.treatment[:, None] * centred]
    return treatment_first(sample, centred, *own_slopes)


def adjusted_for(design: Design, sample: Sample) -> str:
    """The right-hand side of a formula beside treatment: covariates, then strata."""
    strata = [f"factor({design.strata})"] if design.strata else []
    return " + ".join([*sample.names, *strata])


def regression_effect(
    sample: Sample, exog: Array, settings: EstimatorSettings
) -> tuple[float, float, Uncertainty]:
    """The control mean, the coefficient of treatment, and its standard error.

    The control mean is the intercept: what the regression expects of a control whose other
    columns are zero. Centre them, and it is that of an average unit.

    Raises
    ------
    EstimationError
        Where the columns of the design matrix are collinear.
    """
    refuse_collinear(exog)
    if sample.sampling is not None:
        return weighted_effect(sample, sample.sampling, exog, settings.se_type)
    fit = least_squares(exog, sample.outcome)
    means = float(fit.coefficients[CONTROL]), float(fit.coefficients[EFFECT])
    return *means, uncertainty_of(fit, EFFECT, settings.se_type, sample.clusters)


def uncertainty_of(
    fit: LeastSquares, coefficient: int, se_type: str, clusters: NDArray | None
) -> Uncertainty:
    """The standard error of one coefficient by its short name, and what was done in words."""
    contrast = np.eye(len(fit.coefficients))[coefficient]
    error = standard_error(fit, contrast, se_type, clusters)
    if error.n_clusters is None:
        words = f"{se_type}, {error.df:.0f} df"
    elif se_type == "CR2":
        words = f"CR2, Satterthwaite df, {error.n_clusters} clusters"
    else:
        name = "CR1 as Stata's" if se_type == "stata" else se_type
        words = f"{name}, {error.df:.0f} df, {error.n_clusters} clusters"
    return Uncertainty(error.std_error, error.df, words, "athar")


def refuse_collinear(exog: Array) -> None:
    """Stop where a column of a design matrix (n, k) follows from the others.

    Raises
    ------
    EstimationError
        Always then: which of the columns to leave out is the evaluator's to say.
    """
    scale = np.abs(exog).max(axis=0)
    if (scale == 0).any() or np.linalg.matrix_rank(exog / scale) < exog.shape[1]:
        message = "a covariate follows from the others, from the strata or from treatment"
        raise EstimationError(
            Fault("E701", message, key="construct.covariates", help="take one of them out")
        )
