"""What those who were lost would have to be like for an effect to vanish.

References
----------
Rubin (1977), JASA 72(359), for means of the lost that are those of the seen plus a difference;
Yan, Lee and Li (2009), Journal of Biopharmaceutical Statistics 19(6), for tipping points; Lee
(2009), Review of Economic Studies 76(3), for trimming.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def least_difference(nearest: float, lost: tuple[float, float]) -> float:
    """By how much the lost of both arms must differ from the seen to take a number to zero.

    An effect on everybody is that on the seen plus the share lost times the difference, arm by arm.
    Differences of one size and opposite sign do it with the least size. ``nearest`` is the end of
    the interval next to zero, or the estimate; ``lost`` the shares lost of controls and treated,
    taken for known.
    """
    return abs(nearest) / sum(lost)


def least_trimming(outcome: Array, treatment: Array, weights: Array) -> float:
    """The difference in shares lost at which Lee's bound on the difference in means reaches zero.

    The arm that lost fewer is trimmed, of what helps the effect most, as if the other had lost so
    many more; what was lost in fact does not count. It is a share of those assigned.

    Parameters
    ----------
    outcome
        Outcome of all who were assigned (n,), missing where it is not known.
    treatment
        Assignment of 0 and 1 (n,).
    weights
        How much each unit counts (n,).
    """
    known = ~np.isnan(outcome)
    reached = [_share(known, weights, treatment == arm) for arm in (0, 1)]
    means = [_mean(outcome, weights, known & (treatment == arm)) for arm in (0, 1)]
    effect = means[1] - means[0]
    trimmed, target = (1, means[0]) if reached[1] >= reached[0] else (0, means[1])
    rows = known & (treatment == trimmed)
    # Of the treated the best are taken away where the effect is positive, of the controls the
    # worst; and the other way round where it is not.
    sign = np.sign(effect) * (1.0 if trimmed == 1 else -1.0)
    kept = _kept_until(sign * outcome[rows], weights[rows], sign * target)
    return (1 - kept) * reached[trimmed]


def _kept_until(values: Array, weights: Array, target: float) -> float:
    """The share of smallest values (n,) whose mean is ``target``; it rises with the share."""
    order = np.argsort(values, kind="stable")
    ordered, counted = values[order], weights[order]
    # The sum of what is above the target, less what is below: zero where the mean is the target.
    running = np.cumsum(counted * (ordered - target))
    over = np.flatnonzero(running > 0)
    if not len(over):
        return 1.0
    first = int(over[0])
    before = running[first - 1] if first else 0.0
    part = -before / (counted[first] * (ordered[first] - target))
    return float((counted[:first].sum() + part * counted[first]) / counted.sum())


def _share(known: NDArray[np.bool_], weights: Array, inside: NDArray[np.bool_]) -> float:
    return float(weights[known & inside].sum() / weights[inside].sum())


def _mean(outcome: Array, weights: Array, rows: NDArray[np.bool_]) -> float:
    return float(np.average(outcome[rows], weights=weights[rows]))
