"""Two-way fixed effects: one coefficient for everybody treated at any time, and its errors.

References
----------
Wooldridge (2021); Goodman-Bacon (2021) for what the coefficient averages; Cameron and Miller
(2015), Journal of Human Resources 50(2), for CR1 with nested effects not counted; Pustejovsky and
Tipton (2018), Theorem 2, for CR2 with effects of units taken out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import Rows
from pipeline.difference_in_differences.two_way import (
    something_left,
    without_effects,
    without_unit_means,
)
from pipeline.inference.cluster_robust import cluster_robust, satterthwaite_df

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WithinFit:
    """A regression with unit and time effects taken out.

    ``coefficients`` (k,) and their CR1 ``covariance`` (k, k); ``columns`` (n, k) and
    ``residuals`` (n,) are what is left of regressors and outcome; ``kept`` (k,) says which columns
    anything was left of.
    """

    coefficients: Array
    covariance: Array
    columns: Array
    residuals: Array
    kept: NDArray[np.bool_]


def within_fit(rows: Rows, columns: Array) -> WithinFit:
    """Weighted least squares of the outcome on columns (n, k), effects of units and times out.

    Columns that follow from the effects are left out. CR1 counts the columns and the times, and
    the units only where the same units are not seen again (they then do not lie within clusters).
    """
    left = without_effects(rows.ways, np.column_stack([rows.outcome, columns]))
    kept = something_left(columns, left[:, 1:])
    outcome, exog = left[:, 0], left[:, 1:][:, kept]
    bread = np.linalg.inv(exog.T @ (exog * rows.weights[:, None]))
    coefficients = bread @ (exog.T @ (rows.weights * outcome))
    residuals = outcome - exog @ coefficients
    scores = np.column_stack(
        [np.bincount(rows.clusters, exog[:, k] * rows.weights * residuals)
         for k in range(exog.shape[1])]
    )  # fmt: skip
    n, clusters = len(outcome), rows.n_clusters
    absorbed = len(np.unique(rows.time))
    absorbed += 0 if rows.repeated else rows.ways.n_units - 1
    factor = clusters / (clusters - 1) * (n - 1) / (n - exog.shape[1] - absorbed)
    covariance = factor * bread @ (scores.T @ scores) @ bread
    return WithinFit(coefficients, covariance, exog, residuals, kept)


def bias_reduced(rows: Rows, fit: WithinFit) -> tuple[float, float]:
    """The CR2 error of the first coefficient, and its Satterthwaite degrees of freedom.

    Effects of units lie within clusters, so that taking them out first changes nothing; those of
    times do not, and stay in the regression as columns.
    """
    columns = np.column_stack([fit.columns, _dummies(rows.time)])
    if rows.repeated:
        columns = without_unit_means(rows.ways, columns)
    else:
        constant = np.ones(len(columns))
        columns = np.column_stack([columns, _dummies(rows.effects), constant])
    root = np.sqrt(rows.weights)
    exog = columns * root[:, None]
    robust = cluster_robust(exog, fit.residuals * root, rows.clusters)
    contrast = np.eye(exog.shape[1])[0]
    return float(np.sqrt(robust.covariance[0, 0])), satterthwaite_df(robust, contrast)


def _dummies(codes: NDArray[np.intp]) -> Array:
    levels = np.unique(codes)[1:]
    return (codes[:, None] == levels).astype(float)
