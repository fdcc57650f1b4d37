"""The two models that AIPW needs: who was treated, and what the outcome would have been."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault
from pipeline.estimators.propensity import logit_propensity, with_intercept
from pipeline.estimators.sample import Sample
from pipeline.estimators.settings import EstimatorSettings

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


def fit_nuisance(sample: Sample, settings: EstimatorSettings) -> Nuisance:
    """Logit and OLS on the whole sample, or learners that never predict a unit they learnt from."""
    if settings.options.nuisance == "parametric":
        treated, control = _ols_predictions(sample)
        return Nuisance(logit_propensity(sample), treated, control, "logit and OLS")
    return _cross_fitted(sample, settings)


def _ols_predictions(sample: Sample) -> tuple[Array, Array]:
    """OLS of the outcome on the covariates, in the treated and in the controls; all predicted."""
    exog = with_intercept(sample.covariates)
    predictions = []
    for arm in (sample.treated, ~sample.treated):
        coefficients = np.linalg.lstsq(exog[arm], sample.outcome[arm], rcond=None)[0]
        predictions.append(exog @ coefficients)
    return predictions[0], predictions[1]


def _cross_fitted(sample: Sample, settings: EstimatorSettings) -> Nuisance:
    """Gradient boosting, cross-fitted; units of one cluster are always in the same fold."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    seed = int(settings.rng.integers(2**31))
    columns = np.empty((3, len(sample.outcome)))
    for train, test in _folds(sample, settings.options.folds, seed):
        learn, predict = sample.covariates[train], sample.covariates[test]
        score = HistGradientBoostingClassifier(random_state=seed)
        score.fit(learn, sample.treatment[train])
        columns[0, test] = score.predict_proba(predict)[:, 1]
        for row, arm in ((1, sample.treated[train]), (2, ~sample.treated[train])):
            model = HistGradientBoostingRegressor(random_state=seed)
            model.fit(learn[arm], sample.outcome[train][arm])
            columns[row, test] = model.predict(predict)
    propensity = columns[0].clip(1 - MOST_CERTAIN, MOST_CERTAIN)
    words = f"gradient boosting, {settings.options.folds} folds, scores within {MOST_CERTAIN}"
    return Nuisance(propensity, columns[1], columns[2], words)


def _folds(sample: Sample, folds: int, seed: int) -> list[tuple[NDArray, NDArray]]:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    groups = len(np.unique(sample.clusters)) if sample.clusters is not None else folds
    smallest = min(groups, int(sample.treated.sum()), int((~sample.treated).sum()))
    if smallest < folds:
        message = (
            f"{folds} folds need as many units in each arm, and clusters; there are {smallest}"
        )
        raise EstimationError(Fault("E706", message, key="estimate.folds", help="plan fewer folds"))
    kind = StratifiedKFold if sample.clusters is None else StratifiedGroupKFold
    splitter = kind(n_splits=folds, shuffle=True, random_state=seed)
    return list(splitter.split(sample.covariates, sample.treatment, groups=sample.clusters))
