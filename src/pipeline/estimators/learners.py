"""Learners by their name in the plan: what each takes the outcome, and treatment, to follow from.

`parametric` is OLS and a logit; `lasso` their penalised versions over covariates, squares and
products, the penalty chosen by cross-validation; `gradient_boosting` trees of scikit-learn.
"""

import warnings
from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.propensity import fitted_logit, with_intercept

Array = NDArray[np.float64]
Learner = Literal["parametric", "lasso", "gradient_boosting"]
Predict = Callable[[Array], Array]

WORDS = {
    "parametric": "logit and OLS",
    "lasso": "lasso over covariates, squares and products",
    "gradient_boosting": "gradient boosting",
}
INNER_FOLDS = 5  # of the cross-validation that chooses a penalty
PENALTIES = 8  # of a score's lasso among which it chooses


def learn_outcome(learner: Learner, covariates: Array, outcome: Array, seed: int) -> Predict:
    """A function from covariates (m, k) to expected outcomes (m,), learnt from (n, k) and (n,)."""
    if learner == "parametric":
        coefficients = np.linalg.lstsq(with_intercept(covariates), outcome, rcond=None)[0]
        return lambda rows: with_intercept(rows) @ coefficients
    if learner == "lasso":
        from sklearn.linear_model import LassoCV

        model = _expanded(LassoCV(cv=INNER_FOLDS, random_state=seed))
    else:
        from sklearn.ensemble import HistGradientBoostingRegressor

        model = HistGradientBoostingRegressor(random_state=seed)
    _fit(model, covariates, outcome)
    return model.predict


def learn_score(learner: Learner, covariates: Array, treatment: Array, seed: int) -> Predict:
    """A function from covariates (m, k) to probabilities of treatment (m,), learnt likewise.

    Raises
    ------
    EstimationError
        Where a logit is asked for and cannot be fitted.
    """
    if learner == "parametric":
        coefficients = fitted_logit(with_intercept(covariates), treatment)
        return lambda rows: 1 / (1 + np.exp(-with_intercept(rows) @ coefficients))
    if learner == "lasso":
        from sklearn.linear_model import LogisticRegressionCV

        model = _expanded(
            LogisticRegressionCV(
                Cs=np.logspace(-3, 1, PENALTIES),
                l1_ratios=(1.0,),
                solver="liblinear",
                intercept_scaling=10,  # liblinear penalises the constant: so, hardly
                tol=1e-3,
                cv=INNER_FOLDS,
                scoring="neg_log_loss",
                random_state=seed,
                use_legacy_attributes=False,
            )
        )
    else:
        from sklearn.ensemble import HistGradientBoostingClassifier

        model = HistGradientBoostingClassifier(random_state=seed)
    _fit(model, covariates, treatment)
    return lambda rows: model.predict_proba(rows)[:, 1]


def _expanded(model: object) -> object:
    """The model on standardised covariates, their squares and their products."""
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures, StandardScaler

    products = PolynomialFeatures(degree=2, include_bias=False)
    return make_pipeline(StandardScaler(), products, VarianceThreshold(), StandardScaler(), model)


def _fit(model: object, covariates: Array, target: Array) -> None:
    with warnings.catch_warnings():
        # A path that stops short at one penalty is one that cross-validation does not choose.
        warnings.simplefilter("ignore")
        model.fit(covariates, target)
