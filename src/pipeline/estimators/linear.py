"""What the regression estimators share: an OLS fit and its robust standard error."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
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
    from statsmodels.regression.linear_model import OLS

    refuse_collinear(exog)
    fit = OLS(sample.outcome, exog).fit()
    means = float(fit.params[CONTROL]), float(fit.params[EFFECT])
    if settings.se_type == "CR2":
        return *means, _cr2(sample, exog, fit.resid)
    robust = fit.get_robustcov_results("HC2")
    words = f"HC2, {fit.df_resid:.0f} df"
    std_error = float(robust.bse[EFFECT])
    return *means, Uncertainty(std_error, float(fit.df_resid), words, "statsmodels")


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


def _cr2(sample: Sample, exog: Array, residuals: Array) -> Uncertainty:
    robust = cluster_robust(exog, residuals, sample.clusters)
    contrast = np.eye(exog.shape[1])[EFFECT]
    words = f"CR2, Satterthwaite df, {robust.n_clusters} clusters"
    std_error = float(np.sqrt(robust.covariance[EFFECT, EFFECT]))
    return Uncertainty(std_error, satterthwaite_df(robust, contrast), words, "athar")
