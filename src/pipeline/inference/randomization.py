"""Randomization inference: how rare is a difference this large if assignment did nothing at all?"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Assignments are drawn in blocks of at most so many cells, whatever the number of units.
BLOCK_CELLS = 4_000_000
# Two statistics nearer than this differ by rounding alone and count as tied.
TIE = 1e-9


@dataclass(frozen=True)
class RandomizationTest:
    """The two-sided p-value of the sharp null of no effect, from so many assignments.

    They were drawn or, where the p-value is ``exact``, are all that the lottery could have made.
    """

    p_value: float
    statistic: float
    draws: int
    exact: bool = False

    @property
    def monte_carlo_error(self) -> float:
        """The standard error that the p-value has because assignments were drawn."""
        if self.exact:
            return 0.0
        return float(np.sqrt(self.p_value * (1 - self.p_value) / self.draws))


def randomization_test(
    outcome: Array,
    treatment: Array,
    strata: NDArray | None,
    draws: int,
    rng: np.random.Generator,
) -> RandomizationTest:
    """Re-draws complete randomisation, within strata, and compares studentised differences.

    Parameters
    ----------
    outcome
        Outcome, or its residual on covariates fixed before assignment, (n,).
    treatment
        Assignment of 0 and 1, (n,); its number of ones is kept in each draw.
    strata
        Groups (n,) within which the lottery was drawn, or None: their numbers of ones are kept.
    draws
        How many assignments are drawn; the observed one is counted as well.

    References
    ----------
    Gerber and Green (2012), Field Experiments, chapter 3; Wu and Ding (2021), Randomization tests
    for weak null hypotheses, JASA 116(536), for studentising; Phipson and Smyth (2010) for the
    observed assignment's place among the draws.
    """
    centred = outcome - outcome.mean()
    moments = np.column_stack([centred, centred**2])
    observed = abs(_welch_t(treatment[None, :], moments)[0])
    groups = [slice(None)] if strata is None else [strata == level for level in np.unique(strata)]
    block = max(1, BLOCK_CELLS // len(outcome))
    as_extreme = 0
    for start in range(0, draws, block):
        size = min(block, draws - start)
        assignments = np.tile(treatment, (size, 1))
        for members in groups:
            assignments[:, members] = rng.permuted(assignments[:, members], axis=1)
        drawn = np.abs(_welch_t(assignments, moments))
        as_extreme += int((drawn >= observed * (1 - TIE)).sum())
    return RandomizationTest((1 + as_extreme) / (1 + draws), float(observed), draws)


def _welch_t(assignments: Array, moments: Array) -> Array:
    """Welch's t (draws,) for each assignment (draws, n), from sums of y and of its square."""
    n1 = assignments.sum(axis=1)
    n0 = assignments.shape[1] - n1
    sums = assignments @ moments
    rest = moments.sum(axis=0) - sums
    mean1, mean0 = sums[:, 0] / n1, rest[:, 0] / n0
    variance1 = (sums[:, 1] - n1 * mean1**2) / (n1 - 1)
    variance0 = (rest[:, 1] - n0 * mean0**2) / (n0 - 1)
    return (mean1 - mean0) / np.sqrt(variance1 / n1 + variance0 / n0)
