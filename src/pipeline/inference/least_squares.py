"""Ordinary and weighted least squares, with group effects absorbed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.absorbed import groups_of, within

Array = NDArray[np.float64]

# A column of which absorbing groups, or the columns before it, leave less than this share of its
# length follows from them.
COLLINEAR = 1e-12


@dataclass(frozen=True)
class LeastSquares:
    """A fit: coefficients (k,), residuals (n,), and what its standard errors are computed from.

    ``exog`` (n, k) holds the regressors as they were given; ``absorbed`` (n,) the groups that have
    an intercept each. ``parameters`` counts both, so that ``df_residual`` is what is left of n.
    """

    coefficients: Array
    residuals: Array
    exog: Array
    weights: Array | None
    absorbed: NDArray | None
    parameters: int

    @property
    def df_residual(self) -> int:
        return len(self.residuals) - self.parameters


def least_squares(
    exog: Array, outcome: Array, weights: Array | None = None, absorbed: NDArray | None = None
) -> LeastSquares:
    """The coefficients of ``exog``, with an intercept for each absorbed group.

    Parameters
    ----------
    exog
        Regressors (n, k) of full column rank: with an intercept, or without where groups are
        absorbed, which hold it.
    outcome
        Outcome (n,).
    weights
        Positive weights (n,): the sum of weighted squared residuals is made least.
    absorbed
        Group of each row (n,), of any type that can be sorted.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where a column of ``exog`` follows from the others, or is the same throughout each group.
    """
    basis, triangle = orthonormal(exog, weights, absorbed)
    target, groups = outcome, 0
    if absorbed is not None:
        levels = groups_of(absorbed, weights)
        target, groups = within(outcome, levels, weights), len(levels)
    weighted = target if weights is None else target * weights
    coordinates = basis.T @ weighted
    residuals = target - basis @ coordinates
    coefficients = np.linalg.solve(triangle, coordinates)
    parameters = exog.shape[1] + groups
    return LeastSquares(coefficients, residuals, exog, weights, absorbed, parameters)


def orthonormal(
    exog: Array, weights: Array | None = None, absorbed: NDArray | None = None
) -> tuple[Array, Array]:
    """Z (n, k) and R (k, k) with exog = ZR within groups and Z'WZ the identity.

    Raises
    ------
    numpy.linalg.LinAlgError
        Where the columns are collinear once groups are absorbed.
    """
    length = np.linalg.norm(exog, axis=0)
    if absorbed is not None:
        exog = within(exog, groups_of(absorbed, weights), weights)
    root = None if weights is None else np.sqrt(weights)[:, None]
    basis, triangle = np.linalg.qr(exog if root is None else exog * root)
    heaviest = 1.0 if weights is None else float(np.sqrt(weights.max()))
    if (np.abs(np.diag(triangle)) <= COLLINEAR * length * heaviest).any():
        raise np.linalg.LinAlgError("the regressors are collinear")
    return (basis if root is None else basis / root), triangle
