"""One treated place: how large an effect would each untreated place have shown in its stead?

With one treated cluster a clustered error counts that cluster's own fit as knowledge, and is far
too small. The distribution of what untreated clusters would have shown is the honest yardstick.

References
----------
Conley and Taber (2011). Inference with "difference in differences" with a small number of policy
changes. Review of Economics and Statistics 93(1); Abadie, Diamond and Hainmueller (2010), JASA
105(490), for the rank p-value; MacKinnon and Webb (2020), Journal of Econometrics 218(2), for how
it misleads where the treated place varies more or less than the others (a small one, say).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.panel import NEVER, Rows
from pipeline.difference_in_differences.twfe import within_fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Placebo:
    """Placebo effects (placebos,), the rank p-value, and the interval got by inverting it."""

    effects: Array
    p_value: float
    conf_low: float
    conf_high: float


def placebo_effects(rows: Rows, columns: Array) -> Array:
    """The two-way fixed effects coefficient, each untreated cluster taken for treated in turn.

    The treated cluster is left out. Each untreated one gets the treated one's date. ``columns``
    (n, k) are the regression's other columns.
    """
    date = float(rows.cohorts[0])
    controls = np.isinf(rows.cohort)
    free, others = rows.kept(controls), columns[controls]
    effects = []
    for cluster in range(free.n_clusters):
        placebo = (free.clusters == cluster) & (free.time >= date)
        fit = within_fit(free, np.column_stack([placebo, others]).astype(float))
        effects.append(fit.coefficients[0])
    return np.array(effects)


def placebo_test(estimate: float, effects: Array, confidence: float) -> Placebo:
    """The rank of an estimate among placebo effects (placebos,), by absolute size.

    An effect is inside the interval where the estimate less it would not be among the most extreme
    of all. With fewer than 1/(1 - confidence) - 1 placebos nothing can be: the interval is then
    unbounded.
    """
    number = len(effects) + 1
    p_value = (1 + int((np.abs(effects) >= abs(estimate)).sum())) / number
    rank = int(np.floor((1 - confidence) * number + 1e-9))
    reach = np.inf if rank == 0 else float(np.sort(np.abs(effects))[::-1][rank - 1])
    return Placebo(effects, p_value, estimate - reach, estimate + reach)


def as_if_treated(rows: Rows, cluster: int, date: float) -> Rows:
    """Untreated rows with one of their clusters taken for treated from a date on."""
    from dataclasses import replace

    return replace(rows, cohort=np.where(rows.clusters == cluster, date, NEVER))
