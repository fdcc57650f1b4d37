"""What is left of outcome and treatment after what covariates tell of them, held together."""

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.cross_fitting import Folds, cross_fitted
from pipeline.estimators.learners import Learner, Predict, learn_outcome, learn_score
from pipeline.estimators.sample import Sample

Array = NDArray[np.float64]


def partialled_out(
    sample: Sample, learner: Learner, folds: Folds, seed: int
) -> tuple[float, Array]:
    """The coefficient of the partially linear model, and each unit's influence (n,) on it.

    References
    ----------
    Robinson (1988). Root-n-consistent semiparametric regression. Econometrica 56(4);
    Chernozhukov et al. (2018), section 4.1, the partialling-out score 4.4.
    """
    columns = sample.covariates

    def outcome(train: NDArray[np.intp]) -> Predict:
        return learn_outcome(learner, columns[train], sample.outcome[train], seed)

    def score(train: NDArray[np.intp]) -> Predict:
        return learn_score(learner, columns[train], sample.treatment[train], seed)

    outcome_left = sample.outcome - cross_fitted(columns, folds, outcome)
    treatment_left = sample.treatment - cross_fitted(columns, folds, score)
    information = float((treatment_left**2).mean())
    effect = float((treatment_left * outcome_left).mean()) / information
    influence = treatment_left * (outcome_left - effect * treatment_left) / information
    return effect, influence
