"""Reference numbers for comparison designs from DoubleML 0.11.4 and delicatessen 4.3.

Run, where both are installed: python observational.py > observational.csv
DoubleML gives cross-fitted double machine learning, with folds that can be made again anywhere
(row number modulo five). delicatessen solves stacked estimating equations that are written out here
and differentiates them automatically: regression, overlap weights and entropy balancing with the
errors that follow from nothing but the equations.
"""

from collections.abc import Callable

import doubleml as dml
import numpy as np
import pandas as pd
from aipw import lalonde, nsw_cps
from delicatessen import MEstimator
from scipy.optimize import root
from sklearn.linear_model import LinearRegression, LogisticRegression

FOLDS = 5


def standard(data: pd.DataFrame, columns: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x = data[columns].to_numpy(float)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    return x, data["treat"].to_numpy(float), data["re78"].to_numpy(float)


def double_machine_learning(data: pd.DataFrame, columns: list[str]) -> dict[str, tuple]:
    x, d, y = standard(data, columns)
    place = np.arange(len(d)) % FOLDS
    split = [(np.flatnonzero(place != k), np.flatnonzero(place == k)) for k in range(FOLDS)]
    table = dml.DoubleMLData.from_arrays(x, y, d)
    ols = LinearRegression()
    logit = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-12, max_iter=1000)
    linear = dml.DoubleMLPLR(table, ols, logit, n_folds=FOLDS, draw_sample_splitting=False)
    models = {"partially_linear,ATO": linear}
    for estimand, score in (("ATT", "ATTE"), ("ATE", "ATE")):
        models[f"interactive,{estimand}"] = dml.DoubleMLIRM(
            table, ols, logit, score=score, n_folds=FOLDS, draw_sample_splitting=False
        )
    for model in models.values():
        model.set_sample_splitting(split)
        model.fit()
    return {name: (model.coef[0], model.se[0]) for name, model in models.items()}


def logit_of(exog: np.ndarray, index: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-exog @ index))


def equations(x: np.ndarray, d: np.ndarray, y: np.ndarray) -> dict[str, tuple[Callable, list]]:
    """Estimating equations (parameters, n), the last parameter being the effect."""
    exog, k, share = np.column_stack([np.ones(len(x)), x]), x.shape[1] + 1, d.mean()
    target = {"ATT": d / share, "ATE": np.ones(len(d))}
    arms = [d, 1 - d]
    ols = [np.linalg.lstsq(exog[a == 1], y[a == 1], rcond=None)[0] for a in arms]

    def regression(estimand: str) -> Callable:
        def stacked(theta: np.ndarray) -> np.ndarray:
            first, second, effect = theta[:k], theta[k : 2 * k], theta[-1]
            rows = [
                arm * (y - exog @ b) * exog.T for arm, b in zip(arms, (first, second), strict=True)
            ]
            gap = exog @ first - exog @ second - effect
            return np.vstack([*rows, target[estimand] * gap])

        return stacked

    def overlap(theta: np.ndarray) -> np.ndarray:
        e, means = logit_of(exog, theta[:k]), theta[k : k + 2]
        rows = [(d - e) * exog.T, d * (1 - e) * (y - means[0]), (1 - d) * e * (y - means[1])]
        return np.vstack([*rows, np.ones(len(d)) * (means[0] - means[1] - theta[-1])])

    def balanced(estimand: str) -> Callable:
        def stacked(theta: np.ndarray) -> np.ndarray:
            rows, means = [], theta[2 * k : 2 * k + 2]
            for number, arm in enumerate(arms):
                weight = arm * np.exp(exog @ theta[number * k : (number + 1) * k])
                rows += [(weight - target[estimand]) * exog.T, weight * (y - means[number])]
            ordered = [rows[0], rows[2], rows[1], rows[3]]
            return np.vstack([*ordered, np.ones(len(d)) * (means[0] - means[1] - theta[-1])])

        return stacked

    middle = [y[d == 1].mean(), y[d == 0].mean()]
    gap = middle[0] - middle[1]
    start = [*ols[0], *ols[1], 0.1]
    flat = [-np.log(share), *np.zeros(k - 1), -np.log(1 - share), *np.zeros(k - 1)]
    return {
        "outcome_regression,ATT": (regression("ATT"), start),
        "outcome_regression,ATE": (regression("ATE"), start),
        "overlap_weights,ATO": (overlap, [*np.zeros(k), *middle, gap]),
        "entropy_balancing,ATT": (balanced("ATT"), [*flat, *middle, gap]),
        "entropy_balancing,ATE": (balanced("ATE"), [*flat, *middle, gap]),
    }


def solved(stacked: Callable, start: list) -> tuple[float, float]:
    """The effect and its sandwich error, without a correction for the sample's size."""

    def mean(theta: np.ndarray) -> np.ndarray:
        return stacked(theta).mean(axis=1)

    found = root(mean, start, method="lm", options={"xtol": 1e-14, "ftol": 1e-14, "maxiter": 10**6})
    theta, tiny = found.x, 1e-20
    for _ in range(5):  # Newton, with derivatives by the complex step, to the last digit
        steps = tiny * 1j * np.eye(len(theta))
        slopes = np.column_stack([mean(theta + step).imag / tiny for step in steps])
        theta = theta - np.linalg.solve(slopes, mean(theta))
    model = MEstimator(stacked, init=theta)
    model.estimate(solver=lambda _, init: init, deriv_method="exact")
    residual = np.abs(mean(model.theta)).max()
    assert residual < 1e-11, residual
    return model.theta[-1], np.sqrt(model.variance[-1, -1])


if __name__ == "__main__":
    print("data,estimator,estimand,estimate,std_error,n_obs")
    for name, (data, columns) in (("MatchIt_lalonde", lalonde()), ("nsw_cps", nsw_cps())):
        rows = double_machine_learning(data, columns)
        x, d, y = standard(data, columns)
        for key, (stacked, start) in equations(x, d, y / y.std()).items():
            # The few participants cannot be made like the whole survey: there is no answer.
            if name == "nsw_cps" and key.startswith("entropy"):
                continue
            rows[key] = [y.std() * part for part in solved(stacked, start)]
        for key, (value, error) in rows.items():
            print(f"{name},{key},{value:.12g},{error:.12g},{len(data)}")
