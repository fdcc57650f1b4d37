"""The standard error of matching, which no bootstrap can give.

References
----------
Abadie and Imbens (2006). Large sample properties of matching estimators for average treatment
effects. Econometrica 74(1). Section 4: the variance with robust conditional variances.
Abadie and Imbens (2008). On the failure of the bootstrap for matching estimators. Econometrica
76(6).
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.matched import Matched
from pipeline.matching.neighbours import nearest
from pipeline.matching.points import points_of

Array = NDArray[np.float64]
ALIKE = 3  # a unit and the two nearest of its own arm say how outcomes vary at their place
ALIKE_IN_SCORE = 2  # along one score, whose neighbours are near, one other does


def matching_variance(effects: Array, matched: Matched, spread: Array) -> float:
    """The variance of the mean of matched differences, for the population that units come from.

    Parameters
    ----------
    effects
        Difference between a unit's outcome with and without treatment, one of them observed, (n,);
        missing where a unit was not asked for or has no match.
    matched
        How often each unit stood as a match.
    spread
        Variance of the outcome (n,) among units with the same covariates and treatment.
    """
    used = matched.found
    among = used.sum()
    between = float(((effects[used] - effects[used].mean()) ** 2).sum())
    # A unit whose own effect counts and that also stands for others moves the mean twice.
    served = matched.times**2 - matched.squares + 2 * matched.times * used
    return (between + float((served * spread).sum())) / among**2


def conditional_variance(
    coordinates: Array, outcome: Array, treated: NDArray, alike: int = ALIKE
) -> Array:
    """The variance of the outcome (n,) at each unit's place, from its nearest in its own arm.

    The sample variance among the ``alike`` nearest, the unit itself being one, with every tie.
    """
    spread = np.empty(len(outcome))
    for arm in (treated, ~treated):
        points = points_of(coordinates[arm])
        chosen = nearest(points, points, alike)
        number = chosen @ points.counts
        centred = outcome[arm] - outcome[arm].mean()
        mean = (chosen @ points.total(centred)) / number
        squares = (chosen @ points.total(centred**2)) / number - mean**2
        spread[arm] = (np.clip(squares, 0, None) * number / np.maximum(number - 1, 1))[
            points.of_unit
        ]
    return spread
