"""The bandwidths with the least mean squared error: of the jump, and of its bias.

Three steps, each with the plug-in formula of the same shape: a rule-of-thumb pilot; the bandwidth
for the derivative that biases the bias; the bandwidth for the bias; the bandwidth for the jump.

References
----------
Calonico, Cattaneo and Titiunik (2014). Robust nonparametric confidence intervals for
regression-discontinuity designs. Econometrica 82(6), with its supplement; Imbens and Kalyanaraman
(2012), Review of Economic Studies 79(3), for the regularisation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.discontinuity.covariates import own_slopes_out
from pipeline.discontinuity.local_weights import Kernel, LocalFit, coefficient_weights
from pipeline.discontinuity.sides import Side, Sides
from pipeline.discontinuity.variance import weighted_variance

Array = NDArray[np.float64]

# Silverman's constant for each kernel.
PILOT: dict[Kernel, float] = {"triangular": 2.576, "epanechnikov": 2.34, "uniform": 1.843}
NORMAL_IQR = 1.349  # interquartile range of a standard normal
JUST_PAST = 1 + np.sqrt(np.finfo(float).eps)  # so that the farthest row keeps a weight
MANY_TIES = 0.2  # from this share of repeated values on, bandwidths are counted in values
FEWEST_VALUES = 10  # distinct values of each side that the pilot then holds


@dataclass(frozen=True)
class Bandwidths:
    """Half-widths of the window for the jump and of that for its bias, alike on both sides."""

    jump: float
    bias: float


@dataclass(frozen=True)
class Target:
    """What a bandwidth is chosen for: a coefficient of a polynomial fit of some order.

    ``bias_order`` is the order of the fit that says how far the first one is from straight.
    """

    order: int
    coefficient: int
    bias_order: int


def mse_optimal(sides: Sides, order: int, kernel: Kernel) -> Bandwidths:
    """The bandwidths for a jump by a polynomial of ``order`` and for its bias by the next order.

    Where a fifth of a side's rows repeat another's value, the pilot holds at least ten distinct
    values of each side. No bandwidth exceeds the farthest row.
    """
    farthest = max(float(np.abs(side.running).max()) for side in sides.both)
    pilot = min(max(_pilot(sides, kernel), least_bandwidth(sides)), farthest)
    curvature = Target(order + 2, order + 2, order + 3)
    bias, jump = Target(order + 1, order + 1, order + 2), Target(order, 0, order + 1)
    ranges = tuple(float(np.abs(side.running).max()) * JUST_PAST for side in sides.both)
    wide = _plug_in(sides, kernel, curvature, (pilot, ranges), regularised=False)
    for_bias = _plug_in(sides, kernel, bias, (pilot, (min(wide, farthest),) * 2))
    for_bias = min(for_bias, farthest)
    for_jump = _plug_in(sides, kernel, jump, (pilot, (for_bias,) * 2))
    return Bandwidths(min(for_jump, farthest), for_bias)


def repeated_share(side: Side) -> float:
    """The share of a side's rows whose value of the running variable an earlier row has too."""
    return 1 - len(np.unique(side.running)) / len(side.running)


def least_bandwidth(sides: Sides) -> float:
    """What the pilot must reach to hold enough distinct values; 0 where there are few ties."""
    if max(repeated_share(side) for side in sides.both) < MANY_TIES:
        return 0.0
    distances = [np.unique(np.abs(side.running)) for side in sides.both]
    return (
        max(float(values[min(FEWEST_VALUES, len(values)) - 1]) for values in distances) * JUST_PAST
    )


def _pilot(sides: Sides, kernel: Kernel) -> float:
    """Silverman's rule, from the number of distinct values."""
    running = sides.running
    low, high = np.quantile(running, [0.25, 0.75], method="averaged_inverted_cdf")
    spread = min(float(running.std(ddof=1)), float(high - low) / NORMAL_IQR)
    distinct = sum(len(np.unique(side.running)) for side in sides.both)
    return PILOT[kernel] * spread * distinct ** (-1 / 5)


def _plug_in(
    sides: Sides,
    kernel: Kernel,
    target: Target,
    pilots: tuple[float, tuple[float, float]],
    *,
    regularised: bool = True,
) -> float:
    """Variance over squared bias, to the power that balances them as the bandwidth shrinks."""
    order, coefficient = target.order, target.coefficient
    variance, bias, guard = 0.0, 0.0, 0.0
    for side, sign, wide in zip(sides.both, (1, -1), pilots[1], strict=True):
        noise, slope, doubt = _constants(side, kernel, target, (pilots[0], wide))
        variance, bias, guard = variance + noise, bias + sign * slope, guard + doubt
    rate = 1 / (2 * order + 3)
    leading = (2 * coefficient + 1) * variance
    squared = 2 * (order + 1 - coefficient) * (bias**2 + 3 * guard * regularised)
    return float((leading / squared) ** rate)


def _constants(
    side: Side, kernel: Kernel, target: Target, pilots: tuple[float, float]
) -> tuple[float, float, float]:
    """What a side adds to variance and bias, and the variance of what it adds to the bias."""
    narrow = LocalFit(target.order, pilots[0], kernel)
    wide = LocalFit(target.bias_order, pilots[1], kernel)
    side = own_slopes_out(side, narrow)
    next_power, missing = target.order + 1, target.order + 1 - target.coefficient
    weights = coefficient_weights(side.running, narrow, target.coefficient)
    noise = weighted_variance(side, weights, narrow)
    missed = float(weights @ side.running**next_power) / narrow.bandwidth**missing
    steeper = coefficient_weights(side.running, wide, next_power)
    doubt = weighted_variance(side, steeper, wide)
    slope = missed * float(steeper @ side.outcome)
    return narrow.bandwidth ** (2 * target.coefficient + 1) * noise, slope, missed**2 * doubt
