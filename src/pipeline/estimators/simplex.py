"""Weights that are not negative and sum to one: the least squares of synthetic controls."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# How the reference implementation of synthetic difference-in-differences stops its solver.
FIRST_ROUND, SECOND_ROUND = 100, 10_000
SMALLEST_KEPT = 0.25  # of the largest weight, after the first round


def simplex_weights(
    columns: Array, target: Array, ridge: float = 0.0, *, intercept: bool = False
) -> Array:
    """The weights (j,) whose mixture of ``columns`` (n, j) is nearest to ``target`` (n,), exactly.

    Minimises the sum of squares plus ``ridge`` times that of the weights. As the weights sum to
    one, the distance is homogeneous in them, so that non-negative least squares with one more row,
    which asks for the sum, has the same direction as its answer (Lawson and Hanson 1974, Solving
    Least Squares Problems, chapter 23).
    """
    from scipy.optimize import nnls

    if intercept:
        columns, target = columns - columns.mean(axis=0), target - target.mean()
    distances = columns - target[:, None]
    scale = float(np.sqrt((distances**2).sum(axis=0).mean() + ridge)) or 1.0
    penalty = np.sqrt(ridge) * np.eye(columns.shape[1])
    system = np.vstack([distances / scale, penalty / scale, np.ones(columns.shape[1])])
    asked = np.zeros(len(system))
    asked[-1] = 1.0
    weights = nnls(system, asked, maxiter=100 * columns.shape[1])[0]
    return weights / weights.sum()


def frank_wolfe_weights(
    columns: Array, target: Array, ridge: float, tolerance: float, *, intercept: bool = False
) -> Array:
    """The same weights as the reference implementation of Arkhangelsky et al. finds them.

    Frank–Wolfe steps with exact line search from equal weights; after a first round the small
    weights are dropped, after a second one it stops where a step lowers the mean square by less
    than ``tolerance`` squared. It stops early, so that published numbers rest on its rule.

    References
    ----------
    Arkhangelsky, Athey, Hirshberg, Imbens and Wager (2021), American Economic Review 111(12);
    Jaggi (2013), Revisiting Frank-Wolfe, ICML.
    """
    if intercept:
        columns, target = columns - columns.mean(axis=0), target - target.mean()
    weights = np.full(columns.shape[1], 1 / columns.shape[1])
    weights = _descend(columns, target, ridge, (tolerance, FIRST_ROUND), weights)
    weights = np.where(weights > SMALLEST_KEPT * weights.max(), weights, 0.0)
    weights = weights / weights.sum()
    return _descend(columns, target, ridge, (tolerance, SECOND_ROUND), weights)


def _descend(
    columns: Array, target: Array, ridge: float, stop: tuple[float, int], weights: Array
) -> Array:
    tolerance, rounds = stop
    fitted, before = columns @ weights, np.inf
    for done in range(rounds):
        half_gradient = (fitted - target) @ columns + ridge * weights
        best = int(np.argmin(half_gradient))
        direction = -weights
        direction[best] += 1.0
        change = columns[:, best] - fitted
        curvature = change @ change + ridge * (direction @ direction)
        if curvature > 0:
            step = float(np.clip(-(half_gradient @ direction) / curvature, 0.0, 1.0))
            weights = weights + step * direction
        fitted = columns @ weights
        loss = float(np.mean((fitted - target) ** 2) + ridge * (weights @ weights) / len(target))
        if done and before - loss <= tolerance**2:
            break
        before = loss
    return weights
