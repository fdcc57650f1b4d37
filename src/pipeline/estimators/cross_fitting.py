"""Predictions of units by learners that never saw them, and the median over repeated splits."""

from collections.abc import Callable
from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.learners import Predict
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]
Folds = list[tuple[NDArray[np.intp], NDArray[np.intp]]]


def folds_of(sample: Sample, folds: int, seed: int) -> Folds:
    """Training and test rows of each fold, arms in proportion, clusters kept whole.

    Who is in which fold follows from what the rows hold and not from their order in the file.

    Raises
    ------
    EstimationError
        Where an arm, or the clusters, are fewer than the folds.
    """
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    groups = sample.n_clusters if sample.clusters is not None else folds
    smallest = min(groups, int(sample.treated.sum()), int((~sample.treated).sum()))
    if smallest < folds:
        message = (
            f"{folds} folds need as many units in each arm, and clusters; there are {smallest}"
        )
        raise EstimationError(Fault("E716", message, key="estimate.folds", help="plan fewer folds"))
    kind = StratifiedKFold if sample.clusters is None else StratifiedGroupKFold
    splitter = kind(n_splits=folds, shuffle=True, random_state=seed)
    order = np.lexsort((sample.outcome, *sample.covariates.T[::-1], sample.treatment))
    clusters = None if sample.clusters is None else sample.clusters[order]
    split = splitter.split(sample.covariates[order], sample.treatment[order], groups=clusters)
    return [(order[train], order[test]) for train, test in split]


def seeds_of(rng: np.random.Generator, splits: int) -> list[int]:
    """A seed for each random split; asked again, the same generator gives the same ones."""
    return [int(seed) for seed in deepcopy(rng).integers(2**31, size=splits)]


def cross_fitted(
    covariates: Array, folds: Folds, learn: Callable[[NDArray[np.intp]], Predict]
) -> Array:
    """Predictions (n,) of each fold by what ``learn`` made of the other folds' rows."""
    predictions = np.empty(len(covariates))
    for train, test in folds:
        predictions[test] = learn(train)(covariates[test])
    return predictions


def median_of_splits(estimates: Array, std_errors: Array) -> tuple[float, float]:
    """One estimate and error from those of many random splits (s,).

    The error grows by how far the splits disagree.

    References
    ----------
    Chernozhukov et al. (2018). Double/debiased machine learning for treatment and structural
    parameters. Econometrics Journal 21(1), definition 3.3 and equation 3.14.
    """
    middle = float(np.median(estimates))
    return middle, float(np.sqrt(np.median(std_errors**2 + (estimates - middle) ** 2)))
