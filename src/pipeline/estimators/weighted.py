"""Regressions of a sample in which each row stands for a number of people of its own."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.row import Uncertainty
from pipeline.estimators.sample import Sample
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df
from pipeline.inference.linearisation import covariance_of_totals
from pipeline.inference.sampling import Sampling

Array = NDArray[np.float64]
# Linearised errors are right in the limit of many sampling units; with fewer, readers are told.
FEW = 10
CONTROL, EFFECT = 0, 1  # as in every design matrix: intercept, treatment, the rest


def weighted_effect(
    sample: Sample, sampling: Sampling, exog: Array, se_type: str
) -> tuple[float, float, Uncertainty]:
    """The control mean and the effect in the population, by weighted least squares.

    Where ``exog`` (n, k) interacts treatment with the centred covariates, the effect is that of
    an average person of the population, whose covariates the sample only estimates: linearised
    errors count that as well.

    References
    ----------
    Binder (1983); Negi and Wooldridge (2021), Econometric Reviews 40(5), for the interactions.
    """
    coefficients, influence = weighted_influence(sample, exog)
    means = float(coefficients[CONTROL]), float(coefficients[EFFECT])
    if se_type == "CR2":
        residuals = sample.outcome - exog @ coefficients
        robust = cluster_robust(exog, residuals, sample.clusters, weights=sampling.weights)
        df = satterthwaite_df(robust, np.eye(exog.shape[1])[EFFECT])
        words = f"CR2 with survey weights, Satterthwaite df, {robust.n_clusters} clusters"
        return *means, Uncertainty(float(np.sqrt(robust.covariance[1, 1])), df, words, "athar")
    return *means, linearised(influence, sampling, exog.shape[1])


def weighted_influence(sample: Sample, exog: Array) -> tuple[Array, Array]:
    """Coefficients (k,) of weighted least squares, and each row's influence (n,) on the effect."""
    weights = sample.weights
    weighted = exog * weights[:, None]
    bread = np.linalg.inv(weighted.T @ exog)
    coefficients = bread @ (weighted.T @ sample.outcome)
    residuals = sample.outcome - exog @ coefficients
    influence = (weighted * residuals[:, None]) @ bread[EFFECT]
    extra = exog.shape[1] - 2
    if extra and extra == 2 * sample.centred.shape[1]:
        slopes = coefficients[2 + extra // 2 :]
        influence = influence + weights * (sample.centred @ slopes) / weights.sum()
    return coefficients, influence


def linearised(influence: Array, sampling: Sampling, coefficients: int) -> Uncertainty:
    """The linearised error of an effect from each row's weighted influence (n,).

    Degrees of freedom: primary sampling units less strata, less one for each of the model's
    ``coefficients`` beside the intercept, as in R's `svyglm`.

    Raises
    ------
    EstimationError
        Where the sample has too few primary sampling units for a model of that size.
    """
    df = float(sampling.df + 1 - coefficients)
    if df < 1:
        message = f"{sampling.df} degrees of freedom (primary sampling units less strata) cannot "
        message += f"carry a model of {coefficients} coefficients"
        help_ = "plan fewer covariates, or difference_in_means"
        raise EstimationError(Fault("E796", message, key="design.sampling", help=help_))
    std_error = float(np.sqrt(covariance_of_totals(influence, sampling)[0, 0]))
    first = sampling.stages[0]
    units, strata = len(np.unique(first.unit)), len(np.unique(first.stratum))
    among = f"{units} sampling units" + (f" in {strata} strata" if strata > 1 else "")
    words = f"linearised, survey weights, {among}, {df:.0f} df"
    if df < FEW:
        words += ", so few that the error is approximate"
    return Uncertainty(std_error, df, words, "athar")
