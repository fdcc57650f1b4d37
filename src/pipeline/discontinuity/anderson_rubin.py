"""An interval for a ratio of jumps that stays valid however little take-up jumps.

References
----------
Anderson and Rubin (1949), Annals of Mathematical Statistics 20(1); Feir, Lemieux and Marmer (2016).
Weak identification in fuzzy regression discontinuity designs. JBES 34(2).
"""

import math

from pipeline.discontinuity.covariates import common_slopes_out
from pipeline.discontinuity.robust import Jump, Specification, difference
from pipeline.discontinuity.sides import Side, Sides


def anderson_rubin(
    sides: Sides, specification: Specification, quantile: float
) -> tuple[list[tuple[float, float]], Jump]:
    """The ratios that the data do not reject, as intervals, and the jump of take-up.

    A ratio r is kept where the bias-corrected jump of outcome less r times take-up lies within
    ``quantile`` robust errors of zero. Intervals may reach to infinity: where take-up may not jump
    at all, no ratio can be excluded on that side.
    """
    adjusted = common_slopes_out(sides, specification.jump)

    def jump_at(ratio: float, share: float = 1.0) -> Jump:
        def combined(side: Side) -> Side:
            return side.with_outcome(share * side.outcome - ratio * side.take_up)

        return difference(adjusted.mapped(combined), specification)

    outcome, take_up = jump_at(0.0), jump_at(-1.0, share=0.0)
    # The variance is a quadratic in the ratio: three of its values give its coefficients.
    scale = outcome.robust_error / take_up.robust_error
    plus, minus = jump_at(scale).robust_error ** 2, jump_at(-scale).robust_error ** 2
    cross = (plus - minus) / (2 * scale)
    square = take_up.bias_corrected**2 - quantile**2 * take_up.robust_error**2
    linear = -2 * outcome.bias_corrected * take_up.bias_corrected - quantile**2 * cross
    constant = outcome.bias_corrected**2 - quantile**2 * outcome.robust_error**2
    return _not_positive(square, linear, constant), take_up


def _not_positive(square: float, linear: float, constant: float) -> list[tuple[float, float]]:
    """Where square r^2 + linear r + constant is at most zero."""
    discriminant = linear**2 - 4 * square * constant
    if discriminant < 0:
        return [] if square > 0 else [(-math.inf, math.inf)]
    root = math.sqrt(discriminant)
    low, high = sorted(((-linear - root) / (2 * square), (-linear + root) / (2 * square)))
    return [(low, high)] if square > 0 else [(-math.inf, low), (high, math.inf)]
