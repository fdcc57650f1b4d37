"""A local polynomial fit at the cutoff, as the weights it gives to each outcome.

The value, and each derivative, of a weighted polynomial fit at the cutoff is a weighted sum of the
outcomes. Everything that regression discontinuity needs is a property of those weights: their sum
with the outcomes is the estimate, their sum with a higher power of the running variable is what
the fit mistakes for it (bias), and their squares carry the outcomes' noise (variance).

References
----------
Fan and Gijbels (1996). Local Polynomial Modelling and Its Applications, chapter 3.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]
Kernel = Literal["triangular", "uniform", "epanechnikov"]

# A window whose points determine the polynomial only up to rounding determines nothing.
SINGULAR = 1e-13


@dataclass(frozen=True)
class LocalFit:
    """A polynomial's order, the half-width of its window, and its kernel."""

    order: int
    bandwidth: float
    kernel: Kernel


def kernel_weights(running: Array, fit: LocalFit) -> Array:
    """The kernel's weight (n,) at each distance from the cutoff; 0 outside of the bandwidth."""
    scaled = np.abs(running) / fit.bandwidth
    if fit.kernel == "triangular":
        weights = 1 - scaled
    elif fit.kernel == "epanechnikov":
        weights = 0.75 * (1 - scaled**2)
    else:
        weights = np.full(len(running), 0.5)
    return np.where(scaled <= 1, weights, 0.0)


def powers(running: Array, order: int) -> Array:
    """The columns 1, x, …, x^order (n, order + 1)."""
    return np.vander(running, order + 1, increasing=True)


@dataclass(frozen=True)
class Projection:
    """A weighted polynomial fit on one side, ready to be asked for coefficients and residuals.

    ``inside`` (n,) marks the rows with weight, ``root`` (m,) is the square root of those weights,
    and ``basis`` (m, order + 1) and ``triangle`` are the thin QR decomposition of the weighted
    powers of the running variable.
    """

    fit: LocalFit
    inside: NDArray[np.bool_]
    root: Array
    basis: Array
    triangle: Array

    def coefficient(self, which: int) -> Array:
        """The weights (n,) of the outcomes in a coefficient: 0 the value at the cutoff,
        1 the slope, j the j-th derivative over j!."""
        row = np.linalg.solve(self.triangle.T, np.eye(self.fit.order + 1))[:, which]
        weights = np.zeros(len(self.inside))
        weights[self.inside] = self.root * (self.basis @ row)
        return weights / self.fit.bandwidth**which

    def left_over(self, columns: Array) -> Array:
        """What the fit leaves of weighted columns (m, k) that have the rows inside."""
        return columns - self.basis @ (self.basis.T @ columns)


def projection(running: Array, fit: LocalFit) -> Projection:
    """The fit on one side; ``running`` (n,) is less the cutoff, in any order of rows.

    Raises
    ------
    EstimationError
        Where the bandwidth holds too few different values for a polynomial of this order.
    """
    weights = kernel_weights(running, fit)
    inside = weights > 0
    root = np.sqrt(weights[inside])
    rooted = powers(running[inside] / fit.bandwidth, fit.order) * root[:, None]
    if len(rooted) <= fit.order:
        raise too_few(fit.order)
    basis, triangle = np.linalg.qr(rooted)
    diagonal = np.abs(np.diag(triangle))
    if diagonal.min() <= SINGULAR * diagonal.max():
        raise too_few(fit.order)
    return Projection(fit, inside, root, basis, triangle)


def coefficient_weights(running: Array, fit: LocalFit, coefficient: int = 0) -> Array:
    """The weights (n,) that give one coefficient of a fit; see `Projection.coefficient`."""
    return projection(running, fit).coefficient(coefficient)


def too_few(order: int) -> EstimationError:
    """What to raise where a window cannot hold the polynomial."""
    message = "the bandwidth holds too few different values of the running variable on a side "
    message += f"for a polynomial of order {order}"
    help_ = "plan a wider bandwidth, or a lower order, under estimate:"
    return EstimationError(Fault("E740", message, key="estimate", help=help_))
