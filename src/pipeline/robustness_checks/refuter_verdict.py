"""What refuters share: how their draws become a verdict."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pipeline.results import Check
from pipeline.robustness_checks.refuter_estimates import FEWEST_ANSWERED, answered

# Draws are cheap, and a report makes many attempts: each may cry wolf once in a hundred studies.
LEAST_P = 0.01


def verdict(
    name: str,
    target: str,
    found: NDArray[np.float64],
    judged: Callable[[NDArray[np.float64]], tuple[float, str]],
    how: str,
) -> Check:
    """The check that a p-value of what was found (draws, 2) decides, at `LEAST_P`.

    ``judged`` gives the p-value and its words for the draws that have an estimate.
    """
    kept, lost = answered(found)
    if len(kept) < FEWEST_ANSWERED * len(found):
        return Check(name, target, "not_applicable", detail=f"{how}{lost}")
    p_value, words = judged(kept)
    status = "passed" if p_value >= LEAST_P else "failed"
    return Check(name, target, status, p_value, LEAST_P, detail=f"{how}{lost}, {words}")
