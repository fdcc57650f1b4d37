"""Treatment's coefficient for many assignments at once, where covariates have one slope for all.

This is analysis of covariance, and a regression with an intercept for each stratum. By Frisch,
Waugh and Lovell it needs the assignment's residual on strata and covariates alone.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED
from pipeline.inference.randomization_regression import COLLINEAR, Regression

Array = NDArray[np.float64]


def effects(regression: Regression, assigned: Array) -> Array:
    """Coefficients (draws, 2) of the outcome and of the assignment held, for each assignment."""
    return residualised(regression, assigned)[0]


def residualised(regression: Regression, assigned: Array) -> tuple[Array, Array, Array]:
    """Coefficients (draws, 2) of the outcome and of the assignment held, for each assignment.

    Beside them, what the assignment's residual is of a cell's z (draws, strata, m), but for the
    assignment itself; and the residual's length, squared (draws,).
    """
    sizes, m = regression.sizes, regression.products.shape[1]
    columns = np.column_stack([regression.products[:, 0], regression.sums[:, 0]])
    fitted = regression.summed(assigned, columns)
    slopes = fitted[:, :, 1:m].sum(axis=1)
    along = fitted[:, :, m:].sum(axis=1)
    shares = fitted[:, :, 0] / regression.stratum_sizes
    length = (fitted[:, :, 0] * (1 - shares)).sum(axis=1) - (slopes**2).sum(axis=1)
    length = np.where(length > COLLINEAR * len(sizes), length, np.nan)
    taken = np.concatenate(
        [shares[:, :, None], np.broadcast_to(slopes[:, None, :], (*shares.shape, slopes.shape[1]))],
        axis=2,
    )
    return along / length[:, None], taken, length


def variances(regression: Regression, assigned: Array) -> Array:
    """Coefficients and their HC2 variances (draws, 5), CR2 of cells of one rank.

    The columns are named in `randomization_regression`. A squared residual is divided by one less
    its leverage, as HC2 and CR2 do.
    """
    coefficients, taken, length = residualised(regression, assigned)
    sizes, means = regression.sizes, regression.means
    residual = assigned - regression.spread(taken, means)
    squared = residual**2
    left = 1 - _leverage(regression) - squared * (sizes / length[:, None])
    saturated = left < SATURATED
    weight = squared / np.where(saturated, 1.0, left)
    weight[saturated] = 0.0
    sums = regression.sums[:, 0]
    pairs = np.column_stack([sums[:, 0] ** 2, sums[:, 0] * sums[:, 1], sums[:, 1] ** 2])
    products = weight @ pairs
    weight *= residual
    crossed = weight @ (sums * sizes[:, None])
    weight *= residual
    square = weight @ sizes**2
    found = np.empty((len(assigned), 5))
    found[:, :2] = coefficients
    for place, (one, other) in enumerate(((0, 0), (0, 1), (1, 1))):
        first, second = coefficients[:, one], coefficients[:, other]
        lost = first * crossed[:, other] + second * crossed[:, one]
        found[:, 2 + place] = (products[:, place] - lost + first * second * square) / length**2
    return found


def _leverage(regression: Regression) -> Array:
    """The leverage (cells,) that strata and covariates give a cell of one rank."""
    of_stratum = np.repeat(1 / regression.stratum_sizes, regression.cells_of)
    return regression.sizes * (of_stratum + (regression.means[:, 1:] ** 2).sum(axis=1))
