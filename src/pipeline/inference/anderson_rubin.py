"""The Anderson-Rubin set: every effect that the data do not reject, however weak the instrument."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.inference.instrument import Encouragement

# Half a digit of rounding in a quadratic's leading coefficient, beside what it is made of.
ROUNDING = 1e-12

Shape = Literal["interval", "two_rays", "ray_below", "ray_above", "everything", "empty"]


@dataclass(frozen=True)
class ConfidenceSet:
    """All values between ``low`` and ``high``; of `two_rays`, all that are *not* between them.

    An end that is missing from a set is infinite.
    """

    shape: Shape
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value is in the set."""
        if self.shape == "empty":
            return False
        if self.shape == "two_rays":
            return value <= self.low or value >= self.high
        return self.low <= value <= self.high


def anderson_rubin_p(fit: Encouragement, effect: float) -> float:
    """The p-value of the hypothesis that each unit taken up changes the outcome by ``effect``.

    The t test that the instrument changes nothing of the outcome less that much a unit, with the
    error and the degrees of freedom of the design: at zero it is the test of the intention to
    treat.
    """
    from scipy.stats import t

    distance = abs(fit.on_outcome - effect * fit.on_take_up)
    return float(2 * t.sf(distance / np.sqrt(fit.variance_at(effect)), fit.df))


def anderson_rubin_set(fit: Encouragement, confidence: float) -> ConfidenceSet:
    """Every effect whose Anderson-Rubin p-value is at least one less the confidence.

    Where the instrument's own effect on take-up cannot be told from none, the set is unbounded:
    the whole line, or all but an interval. With one instrument it is never empty, as two-stage
    least squares itself is in it.

    References
    ----------
    Anderson and Rubin (1949), Annals of Mathematical Statistics 20(1); Andrews, Stock and Sun
    (2019), Annual Review of Economics 11, section 5.
    """
    from scipy.stats import t

    critical = float(t.ppf(0.5 + confidence / 2, fit.df)) ** 2
    gamma, pi = fit.on_outcome, fit.on_take_up
    spread = critical * fit.covariance
    return solve_quadratic(
        pi**2 - spread[1, 1],
        -2 * (gamma * pi - spread[0, 1]),
        gamma**2 - spread[0, 0],
        rounding=ROUNDING * pi**2,
    )


def solve_quadratic(
    square: float, linear: float, constant: float, rounding: float = 0.0
) -> ConfidenceSet:
    """The x at which ``square x² + linear x + constant`` is at most zero.

    A leading coefficient not larger than ``rounding`` counts as zero.
    """
    if abs(square) <= rounding:
        return _solve_line(linear, constant)
    inside = linear**2 - 4 * square * constant
    if inside < 0 or (inside == 0 and square < 0):
        shape: Shape = "empty" if square > 0 else "everything"
        return ConfidenceSet(shape, -np.inf, np.inf)
    if inside == 0:
        return ConfidenceSet("interval", -linear / (2 * square), -linear / (2 * square))
    # The larger root in size first; the other from their product, so that no digits cancel.
    half = -(linear + np.copysign(np.sqrt(inside), linear)) / 2
    low, high = sorted((half / square, constant / half))
    return ConfidenceSet("interval" if square > 0 else "two_rays", float(low), float(high))


def _solve_line(linear: float, constant: float) -> ConfidenceSet:
    if linear == 0:
        return ConfidenceSet("everything" if constant <= 0 else "empty", -np.inf, np.inf)
    root = -constant / linear
    if linear > 0:
        return ConfidenceSet("ray_below", -np.inf, root)
    return ConfidenceSet("ray_above", root, np.inf)
