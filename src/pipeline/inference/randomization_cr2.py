"""CR2 variances for many assignments of clusters at once, where covariates differ inside clusters.

What a cluster's rows take of the fit is ZKZ', Z being its rows (1, x) and K a small matrix that
depends on the draw. Then Z'(I - ZKZ')^(-1/2) e = C (I - C'KC)^(-1/2) C^(-1) Z'e with CC' = Z'Z, so
that neither rows nor matrices as long as a cluster are needed.

References
----------
Bell and McCaffrey (2002), Survey Methodology 28(2); Pustejovsky and Tipton (2018), JBES 36(4).
"""

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from pipeline.inference import randomization_ancova, randomization_lin
from pipeline.inference.adjustment import SATURATED
from pipeline.inference.randomization_lin import Arm
from pipeline.inference.randomization_regression import Regression

Array = NDArray[np.float64]

# Clusters whose leverages add up to this are taken by eigenvectors: a series would be long.
HIGH = 0.75
DIGITS = 1e-14


def variances(regression: Regression, assigned: Array) -> Array:
    """Coefficients and their CR2 variances (draws, 5): see `randomization_regression`."""
    made = _own_slopes if regression.own_slopes else _common_slopes
    found = np.empty((len(assigned), 5))
    found[:, :2], scores = made(regression, assigned)
    for place, (one, other) in enumerate(((0, 0), (0, 1), (1, 1))):
        found[:, 2 + place] = (scores[one] * scores[other]).sum(axis=1)
    return found


def _common_slopes(regression: Regression, assigned: Array) -> tuple[Array, tuple[Array, Array]]:
    coefficients, taken, length = randomization_ancova.residualised(regression, assigned)
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
    arms = [randomization_lin.arm_of(regression, members) for members in (assigned, 1 - assigned)]
    inside = assigned[:, :, None] == 1

    def chosen(treated: Array, control: Array) -> Array:
        """Each cell's own stratum's and arm's numbers (draws, cells, …)."""
        both = (np.repeat(one, regression.cells_of, axis=1) for one in (treated, control))
        return np.where(inside.reshape(*inside.shape, *[1] * (treated.ndim - 3)), *both)

    fitted = chosen(*(_of_fit(arm) for arm in arms))
    contrast = chosen(arms[0].contrast, -arms[1].contrast)
    scores = _scores(regression, fitted, contrast, chosen(arms[0].fit, arms[1].fit))
    return randomization_lin.difference(regression, *arms), scores


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
    taken = fitted @ regression.products
    traces = np.trace(taken, axis1=2, axis2=3)
    high = ~(traces < HIGH)
    taken[high] = 0.0
    errors = regression.sums - regression.products @ expected
    adjusted = _adjusted(taken, contrast, float(np.where(high, 0.0, traces).max()))
    scores = (adjusted[..., None, :] @ errors)[..., 0, :]
    if high.any():
        cell = np.nonzero(high)[1]
        parts = fitted[high], contrast[high], errors[high]
        scores[high] = _with_roots(regression.products[cell], *parts)
    return scores[..., 0], scores[..., 1]


def _adjusted(taken: Array, contrast: Array, largest: float) -> Array:
    """(I - KM)^(-1/2) times the contrast (draws, cells, m), by Chebyshev's series.

    No eigenvalue of KM (draws, cells, m, m) is below 0 or above the ``largest`` trace. The series
    converges as fast as the powers of (1 - r) / (1 + r), r being the root of 1 - ``largest``.
    """
    root = np.sqrt(1 - largest)
    terms = 2 + int(np.ceil(np.log(DIGITS) / np.log(max((1 - root) / (1 + root), 1e-8))))
    series = chebyshev.chebinterpolate(lambda x: (1 - largest * (1 + x) / 2) ** -0.5, terms)
    before, now = contrast, _step(taken, contrast, largest)
    found = series[0] * before + series[1] * now
    for coefficient in series[2:]:
        before, now = now, 2 * _step(taken, now, largest) - before
        found += coefficient * now
    return found


def _step(taken: Array, vectors: Array, largest: float) -> Array:
    """KM moved to where its eigenvalues lie between -1 and 1, times vectors."""
    return 2 / largest * (taken @ vectors[..., None])[..., 0] - vectors if largest else -vectors


def _with_roots(products: Array, fitted: Array, contrast: Array, errors: Array) -> Array:
    """The scores (c, 2) of some clusters of high leverage, one of each draw, by eigenvectors.

    A direction that a cluster fits exactly counts for nothing, as in the Moore-Penrose inverse.
    """
    values, vectors = np.linalg.eigh(products)
    values = np.where(values > SATURATED * values[:, -1:], values, 0.0)
    lengths = np.sqrt(values)
    back = np.where(lengths > 0, 1 / np.where(lengths > 0, lengths, 1.0), 0.0)
    root = (vectors * lengths[:, None, :]) @ vectors.mT
    inverse = (vectors * back[:, None, :]) @ vectors.mT
    known = np.isfinite(fitted).all(axis=(1, 2), keepdims=True)
    taken, turn = np.linalg.eigh(root @ np.where(known, fitted, 0.0) @ root)
    saturated = 1 - taken < SATURATED
    factor = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, 1 - taken)))
    weight = ((root @ contrast[..., None]).mT @ turn) * factor[:, None, :]
    return (weight @ (turn.mT @ (inverse @ errors)))[:, 0]
