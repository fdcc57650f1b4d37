"""Rules of the What Works Clearinghouse, Standards Handbook 4.1."""

import math
from typing import Literal

from pipeline.designs import DESIGNS

Boundary = Literal["cautious", "optimistic"]

# Table II.1: the largest differential attrition that is tolerable at each overall attrition, as
# shares. Between the tabulated points the boundary is taken as straight. Past its last point no
# differential attrition is tolerable: the handbook's own limit is 58%, ours is the more cautious.
OVERALL = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
HIGHEST: dict[Boundary, tuple[float, ...]] = {
    "cautious": (0.057, 0.063, 0.054, 0.041, 0.026, 0.010),
    "optimistic": (0.100, 0.109, 0.100, 0.082, 0.060, 0.037),
}

LEVELS = ("", "low", "low_if_optimistic", "high", "unknown")
SATISFIED = 0.05
NEEDS_ADJUSTMENT = 0.25


def attrition_boundary(overall: float, boundary: Boundary) -> float:
    """The largest tolerable differential attrition at an overall attrition, both as shares.

    Beyond the tabulated 50% the answer is 0: attrition is then treated as high.
    """
    import numpy as np

    if overall > OVERALL[-1]:
        return 0.0
    return float(np.interp(overall, OVERALL, HIGHEST[boundary]))


def attrition_level(overall: float, differential: float) -> str:
    """`low` under the cautious boundary, `low_if_optimistic` under the other, else `high`."""
    if overall > OVERALL[-1]:
        return "high"
    if differential <= attrition_boundary(overall, "cautious"):
        return "low"
    if differential <= attrition_boundary(overall, "optimistic"):
        return "low_if_optimistic"
    return "high"


def worst_level(levels: list[str]) -> str:
    """The worst of the levels at which a study lost some: units and, where drawn, clusters."""
    return max(levels, key=LEVELS.index)


def baseline_class(standardised_difference: float) -> str:
    """Baseline equivalence: `satisfied`, `needs_adjustment`, `not_satisfied` or `not_measured`."""
    if math.isnan(standardised_difference):
        return "not_measured"
    size = abs(standardised_difference)
    if size <= SATISFIED:
        return "satisfied"
    return "needs_adjustment" if size <= NEEDS_ADJUSTMENT else "not_satisfied"


def rating(design: str, level: str, baseline: str, *, adjusted: bool) -> str:
    """What the evidence is worth: `without_reservations`, `with_reservations`, `does_not_meet`,
    `not_rated`.

    A lottery that lost few meets the standards without reservations. Any other comparison meets
    them with reservations if the analysed groups were alike at baseline, or nearly so and the
    headline is ``adjusted`` for what they differed in; and else not at all.
    """
    if DESIGNS[design].follows_places:  # the standards rate comparisons of groups of people
        return "not_rated"
    if DESIGNS[design].lottery and level == "low":
        return "without_reservations"
    alike = baseline == "satisfied" or (baseline == "needs_adjustment" and adjusted)
    return "with_reservations" if alike else "does_not_meet"


def cox_index(treated_share: float, control_share: float) -> float:
    """The standardised difference of two shares: their log odds ratio, divided by 1.65.

    Not a number where a share is 0 or 1: the odds are then not defined.
    """
    shares = treated_share, control_share
    if not all(0 < share < 1 for share in shares):
        return math.nan
    log_odds = [math.log(share / (1 - share)) for share in shares]
    return (log_odds[0] - log_odds[1]) / 1.65


def small_sample_factor(n: int) -> float:
    """Hedges' correction of a standardised difference from ``n`` units."""
    return 1 - 3 / (4 * n - 9)
