"""Rules of the What Works Clearinghouse, Standards Handbook 4.1."""

from typing import Literal

Boundary = Literal["cautious", "optimistic"]

# Table II.1: the largest differential attrition that is tolerable at each overall attrition, as
# shares. Between the tabulated points the boundary is taken as straight. Past its last point no
# differential attrition is tolerable: the handbook's own limit is 58%, ours is the more cautious.
OVERALL = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
HIGHEST: dict[Boundary, tuple[float, ...]] = {
    "cautious": (0.057, 0.063, 0.054, 0.041, 0.026, 0.010),
    "optimistic": (0.100, 0.109, 0.100, 0.082, 0.060, 0.037),
}

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


def baseline_class(standardised_difference: float) -> str:
    """Baseline equivalence: `satisfied`, `needs_adjustment` or `not_satisfied`."""
    size = abs(standardised_difference)
    if size <= SATISFIED:
        return "satisfied"
    return "needs_adjustment" if size <= NEEDS_ADJUSTMENT else "not_satisfied"


def rating(design: str, level: str, worst_baseline: str) -> str:
    """What the evidence is worth: `without_reservations`, `with_reservations`, `does_not_meet`.

    A lottery that lost few meets the standards without reservations. Any other comparison meets
    them with reservations if the groups were alike enough at baseline, and else not at all.
    """
    if design == "randomised" and level == "low":
        return "without_reservations"
    return "does_not_meet" if worst_baseline == "not_satisfied" else "with_reservations"
