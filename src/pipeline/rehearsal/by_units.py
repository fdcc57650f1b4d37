"""Comparisons of units under many assignments at once: estimate, HC2 error, degrees of freedom.

Every function takes assignments (draws, n) of 0 and 1 and answers with (draws, planted, 3). What a
regression needs of a draw are sums over an arm's units of products of fixed columns, so that a
block of draws is a few products of matrices. Where the estimator would refuse a draw, the answer
is missing.
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.standard_errors import SATURATED
from pipeline.rehearsal.planting import PotentialOutcomes

Array = NDArray[np.float64]
# The smallest eigenvalue of an arm's products of columns that are orthonormal over both arms.
# Below, a column follows from the others in that arm.
COLLINEAR = 1e-10


def neyman_answers(treatment: Array, outcomes: PotentialOutcomes) -> Array:
    """The difference in means with Neyman's error and Welch's degrees of freedom."""
    sizes, means, variances = [], [], []
    for arm, values in ((treatment, outcomes.given), (1 - treatment, outcomes.without[:, None])):
        centre = values.mean(axis=0)
        moved = values - centre
        size = arm.sum(axis=1)[:, None]
        sums = np.split(arm @ np.hstack([moved, moved**2]), 2, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):  # an arm of one unit, or of none
            mean = sums[0] / size
            variances.append((sums[1] / size - mean**2) / (size - 1))
        sizes.append(size)
        means.append(mean + centre)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = sum(part**2 / (size - 1) for part, size in zip(variances, sizes, strict=True))
        df = (variances[0] + variances[1]) ** 2 / parts
        answers = np.stack([means[0] - means[1], np.sqrt(variances[0] + variances[1]), df], axis=-1)
    return unless((np.minimum(*sizes) < 2).ravel(), answers)


def interacted_answers(treatment: Array, outcomes: PotentialOutcomes, basis: Array) -> Array:
    """The effect at the average of what is adjusted for, each arm with slopes of its own.

    ``basis`` (n, k) is a column of ones, then centred columns of length root n, at right angles
    to one another: what an arm's regression is on.
    """
    number, columns = basis.shape
    first, second = np.triu_indices(columns)
    pairs = basis[:, first] * basis[:, second]
    twice = np.where(first == second, 1.0, 2.0)
    effect, variance, refused = 0.0, 0.0, False
    for sign, arm, values in (
        (1, treatment, outcomes.given),
        (-1, 1 - treatment, outcomes.without[:, None]),
    ):
        centre = basis.T @ values / number
        left = values - basis @ centre
        products = (basis[:, :, None] * left[:, None, :]).reshape(number, -1)
        inverse, singular = inverses(_unpacked(arm @ pairs, columns))
        slopes = inverse @ (arm @ products).reshape(len(arm), columns, -1)
        leverage = (inverse[:, first, second] * twice) @ pairs.T
        weight = arm * (inverse[:, 0] @ basis.T) ** 2
        weight = np.where(1 - leverage < SATURATED, 0.0, weight / (1 - leverage))
        squares = weight @ left**2
        squares -= 2 * np.einsum(
            "dkp,dkp->dp", slopes, (weight @ products).reshape(len(arm), columns, -1)
        )
        squares += np.einsum("dkp,dkl,dlp->dp", slopes, _unpacked(weight @ pairs, columns), slopes)
        effect = effect + sign * (slopes[:, 0] + centre[0])
        variance = variance + squares
        refused = refused | singular
    df = np.full_like(variance, number - 2 * columns)
    answers = np.stack([effect, np.sqrt(np.maximum(variance, 0)), df], axis=-1)
    return unless(refused, answers)


def pooled_answers(treatment: Array, outcomes: PotentialOutcomes, basis, leverage: Array) -> Array:
    """The coefficient of treatment beside columns whose slopes both arms share.

    ``basis`` (n, k) holds what is adjusted for with the intercept, or a column for each absorbed
    group, orthonormal; a sparse matrix will do. ``leverage`` (n,) is the diagonal of its hat
    matrix.
    """
    coordinates = treatment @ basis
    left = treatment - coordinates @ basis.T
    length = np.einsum("dn,dn->d", left, left)
    kept = length > COLLINEAR * treatment.shape[1]
    length = np.where(kept, length, 1.0)
    share = left**2 / length[:, None]
    room = 1 - leverage - share
    weight = np.where(room < SATURATED, 0.0, share / np.where(room < SATURATED, 1.0, room))
    found: dict[bytes, tuple[Array, Array]] = {}
    answers = np.empty((len(treatment), len(outcomes.planted), 3))
    answers[:, :, 2] = treatment.shape[1] - basis.shape[1] - 1
    for place, gain in enumerate(outcomes.gains.T):
        # The same gain for all moves the coefficient by it and no residual.
        alike = gain[0] if np.ptp(gain) <= 1e-12 * np.abs(gain).max() else 0.0
        differing = np.zeros_like(gain) if alike or not gain.any() else gain
        key = differing.tobytes()
        if key not in found:
            values = outcomes.without + treatment * differing
            values = values - (values @ basis) @ basis.T
            slope = np.einsum("dn,dn->d", left, values) / length
            residuals = values - slope[:, None] * left
            found[key] = slope, np.einsum("dn,dn->d", weight, residuals**2) / length
        slope, variance = found[key]
        answers[:, place, 0], answers[:, place, 1] = slope + alike, np.sqrt(variance)
    return unless(~kept, answers)


def orthonormal_columns(columns: Array, weights: Array | None = None) -> Array:
    """Ones, then columns (n, k) centred, at right angles and of length root n, (n, k + 1).

    With weights, all in the population that they stand for.
    """
    ones = np.ones((len(columns), 1))
    if not columns.shape[1]:
        return ones
    root = np.ones(len(columns)) if weights is None else np.sqrt(weights / weights.mean())
    centred = columns - np.average(columns, axis=0, weights=weights)
    turned = np.linalg.qr(centred * root[:, None])[0] / root[:, None]
    return np.hstack([ones, turned * np.sqrt(len(columns))])


def inverses(matrices: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Inverses (draws, k, k) of an arm's products, and which of them there are none of."""
    scale = np.maximum(matrices[:, 0, 0], 1.0)
    singular = np.linalg.eigvalsh(matrices / scale[:, None, None])[:, 0] < COLLINEAR
    singular |= matrices[:, 0, 0] < 1
    identity = np.eye(matrices.shape[1])
    return np.linalg.inv(np.where(singular[:, None, None], identity, matrices)), singular


def unless(refused: NDArray[np.bool_], answers: Array) -> Array:
    """Answers (draws, planted, 3) but for draws that the estimator would refuse."""
    return np.where(refused[:, None, None], np.nan, answers)


def _unpacked(packed: Array, columns: int) -> Array:
    """Symmetric matrices (draws, k, k) from the upper halves (draws, k(k + 1)/2)."""
    full = np.empty((len(packed), columns, columns))
    first, second = np.triu_indices(columns)
    full[:, first, second] = packed
    full[:, second, first] = packed
    return full
