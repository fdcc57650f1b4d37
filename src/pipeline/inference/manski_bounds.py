"""How large and how small an effect may be if nothing at all is assumed of those who were lost."""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.lee_bounds import Bounds, weighted_mean

Array = NDArray[np.float64]


def manski_bounds(
    outcome: Array,
    treatment: Array,
    limits: tuple[float, float],
    weights: Array | None = None,
) -> Bounds:
    """Bounds on the effect on everybody: the lost had the least, or the most, that there can be.

    Parameters
    ----------
    outcome
        Outcome of all who were assigned (n,), missing where it is not known.
    treatment
        Assignment of 0 and 1 (n,).
    limits
        The least and the most that the outcome can be, known without looking at the data.
    weights
        How much each unit counts (n,), known beforehand: the inverse of its chance of its arm.

    References
    ----------
    Horowitz and Manski (2000). Nonparametric analysis of randomized experiments with missing
    covariate and outcome data. JASA 95(449).
    """
    counted = np.ones(len(outcome)) if weights is None else weights
    arms = [np.where(treatment == arm, counted, 0.0) for arm in (0, 1)]
    lost = np.isnan(outcome)
    ends = []
    for for_treated, for_control in (limits, limits[::-1]):
        filled = np.where(lost, np.where(treatment == 1, for_treated, for_control), outcome)
        control, treated = (weighted_mean(filled, arm) for arm in arms)
        ends.append((treated[0] - control[0], treated[1] - control[1]))
    return Bounds(ends[0][0], ends[1][0], ends[0][1], ends[1][1], trimmed=0.0)
