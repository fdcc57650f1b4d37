"""A_g Z_g c of CR2 for every draw and cluster: the inverse square root of B_g as a power series.

With B_g = I - P_g and P_g what the fit takes of a cluster, B_g^(-1/2) is the sum of P_g^j times
binomial coefficients. A cluster has a small share of the fit, so that few terms are needed, each a
product of small fixed matrices; rows never appear, since every term is X_g times a vector. Where a
cluster has so large a share that the series is slow, or is fitted exactly in a direction, the
eigenvalues of its own block are taken as `inference.adjustment` takes them.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.adjustment import SATURATED

Array = NDArray[np.float64]
# So many terms at most, and the share of the sum at which the rest is rounding: what is left out
# after a term is less than the term times share/(1 - share) of the fit.
TERMS, NEGLIGIBLE = 60, 1e-14


def series(start: Array, step: Callable[[Array], Array]) -> tuple[Array, NDArray[np.bool_]]:
    """The vectors u (draws, G, k) with A_g Z_g c = X_g u, and which of them did not converge.

    ``start`` is that of Z_g c itself, and ``step`` takes the vector of any X_g u to that of
    P_g X_g u.
    """
    total, term, coefficient = start.copy(), start, 1.0
    size = np.abs(start).max(axis=2)
    for number in range(1, TERMS + 1):
        coefficient *= (2 * number - 1) / (2 * number)
        term = step(term)
        total += coefficient * term
        left = np.abs(term).max(axis=2)
        if (left <= NEGLIGIBLE * size).all():
            break
    return total, ~(left <= NEGLIGIBLE * size)


def by_eigenvalues(inside: Array, contrast: Array) -> Array:
    """(I - Z_g'Z_g)^(-1/2) times a contrast (m, k) for some clusters (m, k, k)."""
    values, vectors = np.linalg.eigh(np.eye(inside.shape[-1]) - (inside + inside.mT) / 2)
    saturated = values < SATURATED
    roots = np.where(saturated, 0.0, 1 / np.sqrt(np.where(saturated, 1.0, values)))
    along = roots * (vectors.mT @ contrast[..., None])[..., 0]
    return (vectors @ along[..., None])[..., 0]


def times(vectors: Array, squares: Array) -> Array:
    """Vectors (draws, G, k) times each cluster's symmetric matrix (G, k, k)."""
    return (vectors.transpose(1, 0, 2) @ squares).transpose(1, 0, 2)


def satterthwaite(own: Array, lost: Array, between: Array) -> Array:
    """Degrees of freedom (draws,) of a contrast, as `cluster_robust` has them.

    The trace and the squares of a matrix of clusters by clusters that is ``own`` (draws, G) on its
    diagonal, less products of vectors: ``lost`` (draws, G) are their squares, ``between`` (draws,)
    the sum of the squares of all their products.
    """
    squares = (own**2 - 2 * own * lost).sum(axis=1) + between
    with np.errstate(divide="ignore", invalid="ignore"):  # a draw that is refused
        return (own - lost).sum(axis=1) ** 2 / squares
