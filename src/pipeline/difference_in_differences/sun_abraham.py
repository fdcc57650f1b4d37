"""The interaction-weighted event study: a regression with an effect for each cohort and time.

References
----------
Sun and Abraham (2021). Estimating dynamic treatment effects in event studies with heterogeneous
treatment effects. Journal of Econometrics 225(2).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import Rows
from pipeline.difference_in_differences.twfe import within_fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EventStudy:
    """Effects (k,) at times since treatment (k,), their covariance (k, k), and their average.

    ``sizes`` (k,) are the weighted rows that each speaks of; ``overall`` and ``overall_error`` are
    of all treated rows. Effects are relative to the time before treatment, which is not among them.
    """

    since: NDArray[np.intp]
    effects: Array
    covariance: Array
    sizes: Array
    overall: float
    overall_error: float


def with_comparison(rows: Rows) -> NDArray[np.bool_]:
    """Rows (n,) that can be used: where nobody is never treated, those before the last cohort is.

    The last cohort then serves as comparison until it is treated itself.
    """
    if np.isinf(rows.cohort).any():
        return np.ones(len(rows.cohort), dtype=bool)
    return rows.time < rows.cohort.max()


def sun_abraham(rows: Rows) -> EventStudy:
    """Cohort-and-time effects by regression, averaged over cohorts by their numbers of rows.

    The covariance is CR1 by cluster, the numbers of rows taken as given. Rows must leave out units
    treated from the first time on, and rows without a comparison (`with_comparison`).
    """
    last = rows.cohort.max()
    cells = [
        (cohort, time)
        for cohort in rows.cohorts
        for time in np.unique(rows.time)
        if cohort != last or np.isinf(last)
        if time != cohort - 1
    ]
    columns = np.column_stack(
        [(rows.cohort == cohort) & (rows.time == time) for cohort, time in cells]
    ).astype(float)
    fit = within_fit(rows, columns)
    kept = np.array(cells, dtype=np.intp)[fit.kept]
    sizes = (rows.weights @ columns)[fit.kept]
    since = kept[:, 1] - kept[:, 0]
    points = np.unique(since)
    averages = np.stack([_averaging(sizes, since == point) for point in points])
    overall = _averaging(sizes, since >= 0)
    return EventStudy(
        since=points,
        effects=averages @ fit.coefficients,
        covariance=averages @ fit.covariance @ averages.T,
        sizes=np.array([sizes[since == point].sum() for point in points]),
        overall=float(overall @ fit.coefficients),
        overall_error=float(np.sqrt(overall @ fit.covariance @ overall)),
    )


def _averaging(sizes: Array, chosen: NDArray[np.bool_]) -> Array:
    weights = np.where(chosen, sizes, 0.0)
    return weights / weights.sum()
