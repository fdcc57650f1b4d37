"""Do more people stand just on one side of the cutoff than on the other? A test of sorting.

The distribution function is fitted by a local polynomial on each side; its slope at the cutoff is
the density there. Nothing is binned, and the test uses one order more than its bandwidth is best
for, which removes the leading bias.

References
----------
Cattaneo, Jansson and Ma (2020). Simple local polynomial density estimators. Journal of the
American Statistical Association 115(531).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.discontinuity.local_weights import Kernel, LocalFit, coefficient_weights

Array = NDArray[np.float64]

ORDER = 2  # of the fit that the bandwidth is best for; the test's is one higher
KERNEL: Kernel = "triangular"
FEWEST = 20 + ORDER + 1  # rows, and distinct values, that a bandwidth holds on each side
PILOT = 2.576  # Silverman's constant for the triangular kernel
NORMAL_IQR = 1.349
WIDER = 2.0


@dataclass(frozen=True)
class DensityTest:
    """The density just below and just above the cutoff, and the test that they are equal."""

    below: float
    above: float
    std_error: float
    statistic: float
    p_value: float
    bandwidths: tuple[float, float]


def density_test(running: Array, bandwidths: tuple[float, float] | None = None) -> DensityTest:
    """Whether the density of a running variable (n,), less its cutoff, is continuous at 0.

    ``bandwidths`` are those below and above; left out, they are chosen from the data. Each
    distinct value counts as one point of the distribution function, so ties do no harm.

    Raises
    ------
    EstimationError
        Where a side has too few distinct values.
    """
    from scipy.stats import norm

    values, sizes = np.unique(running, return_counts=True)
    chosen = bandwidths or density_bandwidths(values, sizes)
    sides = (values < 0, values >= 0)
    slopes = [
        _slope(values, sizes, side, LocalFit(ORDER + 1, bandwidth, KERNEL))
        for side, bandwidth in zip(sides, chosen, strict=True)
    ]
    (below, below_error), (above, above_error) = slopes
    error = float(np.hypot(below_error, above_error))
    statistic = (above - below) / error
    p_value = float(2 * norm.sf(abs(statistic)))
    return DensityTest(below, above, error, statistic, p_value, chosen)


def density_bandwidths(values: Array, sizes: NDArray[np.intp]) -> tuple[float, float]:
    """For each side, the median of three bandwidths with the least mean squared error.

    For the side's own density, for the difference of the two, and for their sum. Never so narrow
    that it would hold fewer than 23 rows or distinct values of the side.
    """
    sides = (values < 0, values >= 0)
    parts = [_constants(values, sizes, side) for side in sides]
    (noise_below, bias_below), (noise_above, bias_above) = parts
    noise = noise_below + noise_above
    difference = _best(noise, bias_above - bias_below)
    total = _best(noise, bias_above + bias_below)
    chosen = []
    for side, (own_noise, own_bias) in zip(sides, parts, strict=True):
        distance = np.sort(np.abs(values[side]))
        best = float(np.median([_best(own_noise, own_bias), difference, total]))
        least = distance[min(FEWEST, len(distance)) - 1]
        chosen.append(float(np.clip(best, least, distance[-1])))
    return chosen[0], chosen[1]


def _best(noise: float, bias: float) -> float:
    """Balances a variance of ``noise`` / h with a bias of ``bias`` times h to the order."""
    return (noise / (2 * ORDER * bias**2)) ** (1 / (2 * ORDER + 1))


def _constants(
    values: Array, sizes: NDArray[np.intp], side: NDArray[np.bool_]
) -> tuple[float, float]:
    """The noise of one side's density and the size of its bias, at a rule-of-thumb bandwidth."""
    repeated = np.repeat(values, sizes)
    low, high = np.quantile(repeated, [0.25, 0.75])
    spread = min(float(repeated.std(ddof=1)), float(high - low) / NORMAL_IQR)
    distance = np.sort(np.abs(values[side]))
    least = distance[min(FEWEST, len(distance)) - 1]
    pilot = max(PILOT * spread * len(values) ** (-1 / (2 * ORDER + 3)), least)
    fit = LocalFit(ORDER, pilot, KERNEL)
    _, error = _slope(values, sizes, side, fit)
    weights = coefficient_weights(values[side], fit, 1)
    missed = float(weights @ values[side] ** (ORDER + 1)) / pilot**ORDER
    # A third derivative needs a wider window than the density itself.
    steeper = LocalFit(ORDER + 2, WIDER * pilot, KERNEL)
    curved = coefficient_weights(values[side], steeper, ORDER + 1) @ _shares(sizes)[side]
    return pilot * error**2, missed * float(curved)


def _shares(sizes: NDArray[np.intp]) -> Array:
    """The empirical distribution function at each distinct value."""
    return np.cumsum(sizes) / (sizes.sum() - 1)


def _slope(
    values: Array, sizes: NDArray[np.intp], side: NDArray[np.bool_], fit: LocalFit
) -> tuple[float, float]:
    """The density at the cutoff from one side, and its jackknife standard error.

    A person adds to the distribution function at their own value and all above it: what they add
    to the slope is the sum of the weights from there on.
    """
    weights = np.zeros(len(values))
    weights[side] = coefficient_weights(values[side], fit, 1)
    influence = np.cumsum(weights[::-1])[::-1]
    error = np.sqrt((sizes * influence**2).sum()) / (sizes.sum() - 1)
    return float(weights @ _shares(sizes)), float(error)
