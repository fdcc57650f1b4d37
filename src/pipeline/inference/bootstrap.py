"""The bootstrap of a regression: units or whole clusters drawn with replacement, as often as there
are, from those of their own arm and stratum.

References
----------
Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 6, 10, 12 and 13.
Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3), for pairs of clusters
and the percentile-t.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pipeline.inference.resampled_regression import Refits, refitted
from pipeline.inference.resampling import HERE, resampled
from pipeline.sections.compute import Compute

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Bootstrap:
    """What refits of resampled data say of an effect.

    ``bias`` is how far their mean lies from the estimate and ``std_error`` how they vary.
    ``percentile`` and ``percentile_t`` are intervals; ``lost`` counts draws that could not be
    fitted and are in neither.
    """

    estimate: float
    bias: float
    std_error: float
    percentile: tuple[float, float]
    percentile_t: tuple[float, float]
    draws: int
    lost: int


def bootstrap(
    refits: Refits,
    strata: NDArray,
    draws: int,
    rng: np.random.Generator,
    alpha: float = 0.05,
    compute: Compute = HERE,
) -> Bootstrap:
    """Resamples groups within strata and fits again, from sums within groups alone.

    Parameters
    ----------
    refits
        The regression and the groups (units, clusters) that are drawn.
    strata
        Cell of each group (groups,): as many are drawn from each as it has.
    alpha
        One less the confidence of the intervals. The percentile-t studentises each refit by the
        error that its own data give (CR0, or HC0 of units).
    """
    drawing = partial(_drawn, refits, np.unique(strata, return_inverse=True)[1])
    table = resampled(drawing, draws, refits.cells, rng, compute)
    estimate, error = refitted(refits, np.ones((1, refits.groups)))[0]
    return summarised(float(estimate), float(error), table, alpha)


def summarised(estimate: float, error: float, table: Array, alpha: float) -> Bootstrap:
    """Bias, error and intervals from refits' effects and errors (draws, 2)."""
    kept = table[np.isfinite(table).all(axis=1) & (table[:, 1] > 0)]
    tails = [alpha / 2, 1 - alpha / 2]
    low, high = np.quantile(kept[:, 0], tails)
    upper, lower = np.quantile((kept[:, 0] - estimate) / kept[:, 1], tails)
    return Bootstrap(
        estimate=estimate,
        bias=float(kept[:, 0].mean() - estimate),
        std_error=float(kept[:, 0].std(ddof=1)),
        percentile=(float(low), float(high)),
        percentile_t=(float(estimate - lower * error), float(estimate - upper * error)),
        draws=len(kept),
        lost=len(table) - len(kept),
    )


def drawn_counts(cells: NDArray[np.intp], size: int, rng: np.random.Generator) -> Array:
    """How often each group comes (size, groups), as many drawn from each cell as it has."""
    counts = np.empty((size, len(cells)))
    for cell in range(cells.max() + 1):
        members = np.flatnonzero(cells == cell)
        number = len(members)
        drawn = rng.integers(0, number, (size, number), np.uint32).astype(np.intp)
        drawn += np.arange(0, size * number, number)[:, None]
        counts[:, members] = np.bincount(drawn.ravel(), minlength=size * number).reshape(size, -1)
    return counts


def _drawn(refits: Refits, cells: NDArray[np.intp], size: int, rng: np.random.Generator) -> Array:
    return refitted(refits, drawn_counts(cells, size, rng))
