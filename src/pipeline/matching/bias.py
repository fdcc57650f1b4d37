"""What is left between a unit and its matches, put right by a regression.

References
----------
Abadie and Imbens (2011). Bias-corrected matching estimators for average treatment effects. JBES
29(1).
"""

import numpy as np
from numpy.typing import NDArray

from pipeline.estimators.propensity import with_intercept
from pipeline.matching.matched import Matched

Array = NDArray[np.float64]


def corrected(
    matched: Matched, outcome: Array, covariates: Array, treated: NDArray[np.bool_]
) -> Array:
    """The counterfactual outcomes (n,), moved by what the covariates still differ.

    The slopes are those of an OLS among the units that served as matches, as often as they did, in
    the arm that the match is from. With more covariates than such units, the smallest slopes.
    """
    moved = matched.outcome.copy()
    for arm in (treated, ~treated):
        served, wanted = arm & (matched.times > 0), ~arm & matched.found
        if not wanted.any():
            continue
        root = np.sqrt(matched.times[served])
        centre = covariates[served].mean(axis=0)
        exog = with_intercept(covariates[served] - centre)
        slopes = np.linalg.lstsq(exog * root[:, None], outcome[served] * root, rcond=None)[0][1:]
        moved[wanted] += (covariates[wanted] - matched.covariates[wanted]) @ slopes
    return moved
