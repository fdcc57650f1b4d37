"""The jump at a cutoff, its bias, and an error that knows that the bias was estimated.

References
----------
Calonico, Cattaneo and Titiunik (2014). Robust nonparametric confidence intervals for
regression-discontinuity designs. Econometrica 82(6).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.discontinuity.bandwidth import Bandwidths
from pipeline.discontinuity.covariates import common_slopes_out
from pipeline.discontinuity.local_weights import Kernel, LocalFit, coefficient_weights
from pipeline.discontinuity.sides import Side, Sides
from pipeline.discontinuity.variance import weighted_variance
from pipeline.errors import EstimationError, Fault

Array = NDArray[np.float64]
# A jump in take-up this small beside the take-up itself is rounding.
NO_JUMP = 1e-12


@dataclass(frozen=True)
class Specification:
    """The polynomial's order, the kernel, and the bandwidths."""

    order: int
    kernel: Kernel
    bandwidths: Bandwidths

    @property
    def jump(self) -> LocalFit:
        return LocalFit(self.order, self.bandwidths.jump, self.kernel)

    @property
    def bias(self) -> LocalFit:
        return LocalFit(self.order + 1, self.bandwidths.bias, self.kernel)


@dataclass(frozen=True)
class Jump:
    """A jump at the cutoff: conventional and bias-corrected, each with its standard error.

    ``level`` is the value that the control side approaches. In a fuzzy design, the jump is that of
    the outcome over that of take-up, and ``take_up`` is the latter.
    """

    conventional: float
    std_error: float
    bias_corrected: float
    robust_error: float
    level: float
    take_up: "Jump | None" = None


def estimate_jump(sides: Sides, specification: Specification) -> Jump:
    """The jump from the control side to the treated side; in a fuzzy design, the ratio of jumps.

    A ratio is taken as linear near its value (the delta method): it needs a clear jump in take-up.

    Raises
    ------
    EstimationError
        Where take-up does not jump at all.
    """
    adjusted = common_slopes_out(sides, specification.jump)
    if sides.treated.take_up is None:
        return difference(adjusted, specification)
    outcome = difference(adjusted, specification)
    take_up = difference(adjusted.mapped(_of_take_up), specification)
    largest = max(float(np.abs(side.take_up).max()) for side in adjusted.both)
    if abs(take_up.conventional) <= NO_JUMP * largest:
        message = "take-up does not jump at the cutoff: nothing can be divided by its jump"
        help_ = "plan local_polynomial and leave estimand: out: the effect of the offer"
        raise EstimationError(Fault("E730", message, key="design.take_up", help=help_))
    ratio = outcome.conventional / take_up.conventional

    def linearised(side: Side) -> Side:
        return side.with_outcome((side.outcome - ratio * side.take_up) / take_up.conventional)

    near = difference(adjusted.mapped(linearised), specification)
    return Jump(
        conventional=ratio,
        std_error=near.std_error,
        bias_corrected=ratio + near.bias_corrected,
        robust_error=near.robust_error,
        level=outcome.level,
        take_up=take_up,
    )


def _of_take_up(side: Side) -> Side:
    return side.with_outcome(side.take_up)


def difference(sides: Sides, specification: Specification) -> Jump:
    """The outcome's jump from the control side to the treated side, as it is."""
    jump, bias = specification.jump, specification.bias
    window = max(jump.bandwidth, bias.bandwidth)
    limits, variances = [], np.zeros(2)
    for side in sides.both:
        plain, corrected = side_weights(side, specification)
        limits.append((float(plain @ side.outcome), float(corrected @ side.outcome)))
        variances += (
            weighted_variance(side, plain, jump, window),
            weighted_variance(side, corrected, bias, window),
        )
    gaps = np.subtract(*limits)
    errors = np.sqrt(variances)
    return Jump(
        conventional=float(gaps[0]),
        std_error=float(errors[0]),
        bias_corrected=float(gaps[1]),
        robust_error=float(errors[1]),
        level=limits[1][0],
    )


def side_weights(side: Side, specification: Specification) -> tuple[Array, Array]:
    """Each outcome's weight in a side's limit, without and with the correction for bias."""
    after = specification.order + 1
    plain = coefficient_weights(side.running, specification.jump)
    slope = coefficient_weights(side.running, specification.bias, after)
    return plain, plain - (plain @ side.running**after) * slope
