"""The two models that AIPW needs: who was treated, and what the outcome would have been."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.cross_fitting import Folds, cross_fitted, folds_of
from pipeline.estimators.learners import WORDS, Learner, Predict, learn_outcome, learn_score
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]

# A learner can call a control certain to be treated; its weight would then be without bound.
MOST_CERTAIN = 0.99


@dataclass(frozen=True)
class Nuisance:
    """Probability of treatment and both predicted outcomes, each (n,); and how they were made."""

    propensity: Array
    outcome_treated: Array
    outcome_control: Array
    words: str


def fit_nuisance(sample: Sample, learner: Learner, folds: int, seed: int) -> Nuisance:
    """Logit and OLS on the whole sample, or learners that never predict a unit they learnt from.

    Units of one cluster are always in the same fold.
    """
    if learner == "parametric":
        return in_sample(sample)
    return by_folds(sample, learner, folds_of(sample, folds, seed), seed)


def in_sample(sample: Sample) -> Nuisance:
    """Logit and OLS: too few parameters to need cross-fitting."""
    everybody = np.arange(len(sample.outcome))
    return by_folds(sample, "parametric", [(everybody, everybody)], 0)


def by_folds(
    sample: Sample, learner: Learner, folds: Folds, seed: int, known: Array | None = None
) -> Nuisance:
    """Each fold predicted by what the learner made of the others; scores kept from certainty.

    ``known`` are the chances of treatment (n,) where a lottery fixed them.
    """
    columns, treatment, outcome = sample.covariates, sample.treatment, sample.outcome

    def score(train: NDArray[np.intp]) -> Predict:
        return learn_score(learner, columns[train], treatment[train], seed)

    def among(arm: NDArray[np.bool_]) -> Array:
        def learn(train: NDArray[np.intp]) -> Predict:
            members = train[arm[train]]
            return learn_outcome(learner, columns[members], outcome[members], seed)

        return cross_fitted(columns, folds, learn)

    words = WORDS[learner]
    propensity = cross_fitted(columns, folds, score) if known is None else known
    if len(folds) > 1 and known is None:
        propensity = propensity.clip(1 - MOST_CERTAIN, MOST_CERTAIN)
        words += f", {len(folds)} folds, scores within {MOST_CERTAIN}"
    return Nuisance(propensity, among(sample.treated), among(~sample.treated), words)
