"""CR2 variances for many assignments of clusters at once, where covariates differ inside clusters.

What a cluster's rows take of the fit is ZKZ', Z being its rows (1, x) and K a small matrix that
depends on the draw. Then Z'(I - ZKZ')^(-1/2) e = C (I - C'KC)^(-1/2) C^(-1) Z'e with CC' = Z'Z, so
that neither rows nor matrices as long as a cluster are needed.

References
----------
Bell and McCaffrey (2002), Survey Methodology 28(2); Pustejovsky and Tipton (2018), JBES 36(4).
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference import common_slopes, own_slopes
from pipeline.inference.own_slopes import Arm
from pipeline.inference.redrawn import SATURATED, Regression

Array = NDArray[np.float64]


def variances(regression: Regression, assigned: Array) -> Array:
    """Coefficients and their CR2 variances (draws, 5): see `redrawn`."""
    made = _own_slopes if regression.own_slopes else _common_slopes
    found = np.empty((len(assigned), 5))
    found[:, :2], scores = made(regression, assigned)
    for place, (one, other) in enumerate(((0, 0), (0, 1), (1, 1))):
        found[:, 2 + place] = (scores[one] * scores[other]).sum(axis=1)
    return found


def _common_slopes(regression: Regression, assigned: Array) -> tuple[Array, tuple[Array, Array]]:
    coefficients, taken, length = common_slopes.residualised(regression, assigned)
    own = -np.repeat(taken, regression.cells_of, axis=1)
    own[:, :, 0] += assigned
    m = own.shape[2]
    fixed = np.tile(np.eye(m), (len(regression.starts), 1, 1))
    fixed[:, 0, 0] = 1 / regression.stratum_sizes
    scale = length[:, None, None]
    fitted = own[..., :, None] * own[..., None, :] / scale[..., None]
    fitted += np.repeat(fixed, regression.cells_of, axis=0)
    expected = coefficients[:, None, None, :] * own[..., None]
    return coefficients, _scores(regression, fitted, own / scale, expected)


def _own_slopes(regression: Regression, assigned: Array) -> tuple[Array, tuple[Array, Array]]:
    arms = [own_slopes.arm_of(regression, members) for members in (assigned, 1 - assigned)]
    inside = assigned[:, :, None] == 1

    def chosen(treated: Array, control: Array) -> Array:
        """Each cell's own stratum's and arm's numbers (draws, cells, …)."""
        both = (np.repeat(one, regression.cells_of, axis=1) for one in (treated, control))
        return np.where(inside.reshape(*inside.shape, *[1] * (treated.ndim - 3)), *both)

    fitted = chosen(*(_of_fit(arm) for arm in arms))
    contrast = chosen(arms[0].contrast, -arms[1].contrast)
    scores = _scores(regression, fitted, contrast, chosen(arms[0].fit, arms[1].fit))
    return own_slopes.difference(regression, *arms), scores


def _of_fit(arm: Arm) -> Array:
    """K of an arm's cells in each stratum (draws, strata, m, m)."""
    m = arm.centres.shape[2] + 1
    found = np.empty((*arm.totals.shape, m, m))
    turned = np.einsum("dsi,dij->dsj", arm.centres, arm.inverse)
    found[:, :, 0, 0] = 1 / arm.totals + np.einsum("dsi,dsi->ds", arm.centres, turned)
    found[:, :, 0, 1:] = found[:, :, 1:, 0] = -turned
    found[:, :, 1:, 1:] = arm.inverse[:, None]
    return found


def _scores(
    regression: Regression, fitted: Array, contrast: Array, expected: Array
) -> tuple[Array, Array]:
    """Each cluster's adjusted score (draws, cells), of the outcome and of the assignment held.

    ``fitted`` are K (draws, cells, m, m), ``contrast`` what of z weighs an error, ``expected`` the
    coefficients (draws, cells, m, 2) that errors are taken from.
    """
    values, vectors = np.linalg.eigh(regression.products)
    values = np.where(values > SATURATED * values[:, -1:], values, 0.0)
    lengths = np.sqrt(values)
    root = (vectors * lengths[:, None, :]) @ vectors.mT
    back = vectors * np.where(lengths > 0, 1 / np.where(lengths > 0, lengths, 1), 0)[:, None]
    inverse = back @ vectors.mT
    known = np.isfinite(fitted).all(axis=(2, 3), keepdims=True)
    taken, turn = np.linalg.eigh(root @ np.where(known, fitted, 0.0) @ root)
    left = 1 - taken
    saturated = left < SATURATED
    factor = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, left)))
    errors = inverse @ (regression.sums - regression.products @ expected)
    weight = ((root @ contrast[..., None]).mT @ turn)[..., 0, :] * factor
    scores = (weight[..., None, :] @ (turn.mT @ errors))[..., 0, :]
    return scores[..., 0], scores[..., 1]
