"""Coordinates between which matching measures straight lines, in standard deviations."""

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.propensity import logit_propensity
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]


def coordinates(sample: Sample, distance: str) -> Array:
    """Where each unit stands (n, d), so that distance is Euclidean.

    `mahalanobis` and `inverse_variance` are of the covariates, by their covariances or by their
    variances alone in the whole sample; `propensity` is of the score and `linear_propensity` of
    its log odds, each divided by its standard deviation.

    References
    ----------
    Rubin (1980), Biometrics 36(2), for Mahalanobis; Abadie and Imbens (2006) for the inverse
    variance; Rosenbaum and Rubin (1985), American Statistician 39(1), for the log odds.
    """
    if distance == "mahalanobis":
        return whitened(sample.covariates)
    if distance == "inverse_variance":
        return scaled(sample.covariates)
    score = logit_propensity(sample)
    if distance == "linear_propensity":
        score = np.log(score / (1 - score))
    return scaled(score[:, None])


def scaled(covariates: Array) -> Array:
    """Covariates (n, k) in standard deviations.

    Raises
    ------
    EstimationError
        Where a covariate does not vary.
    """
    spread = covariates.std(axis=0, ddof=1)
    if not (spread > 0).all():
        raise EstimationError(
            Fault(
                "E717",
                "a covariate is the same for everybody, and gives no distance",
                key="construct.covariates",
                help="take it out",
            )
        )
    return (covariates - covariates.mean(axis=0)) / spread


def whitened(covariates: Array) -> Array:
    """Covariates (n, k) turned so that they are uncorrelated and vary alike.

    Raises
    ------
    EstimationError
        Where a covariate follows from the others.
    """
    standard = scaled(covariates)
    correlation = np.atleast_2d(np.cov(standard, rowvar=False))
    if np.linalg.matrix_rank(correlation, hermitian=True) < len(correlation):
        raise EstimationError(
            Fault(
                "E701",
                "a covariate follows from the others",
                key="construct.covariates",
                help="take one of them out, or match by the inverse variance",
            )
        )
    return np.linalg.solve(np.linalg.cholesky(correlation), standard.T).T
