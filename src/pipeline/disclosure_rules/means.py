"""Means of the arms at the start: of too few people, or too few of whom it holds."""

from typing import TYPE_CHECKING

import numpy as np

from pipeline.baseline import analysed
from pipeline.disclosure_rules.cells import withhold
from pipeline.disclosure_rules.counts import NUMBERS
from pipeline.disclosure_rules.suppression import is_small
from pipeline.plan import Plan
from pipeline.results import JOINT

if TYPE_CHECKING:
    import pandas as pd


def protected_means(
    balance: "pd.DataFrame", analysis: "pd.DataFrame", plan: Plan
) -> "pd.DataFrame":
    """`balance.csv` without rows whose means would tell of fewer people than the threshold.

    Those are means of too few, shares behind which too few said yes or too few said no, and the
    means of those analysed where too few were lost: the two means and the two sizes give back
    the mean of whom was lost.
    """
    import pandas as pd

    threshold = plan.disclosure.threshold
    balance = balance.reset_index(drop=True)
    if not threshold or balance.empty:
        return balance
    samples = {name: analysed(analysis, plan, name) for name in plan.outcomes}
    samples["assigned"] = samples[next(iter(samples))] | True
    unsafe = []
    for row in balance.itertuples():
        columns = [row.variable] if row.variable != JOINT else list(plan.covariates)
        everybody = _people(analysis, plan, columns)
        here = _people(analysis[samples[row.sample]], plan, columns)
        gone = everybody - here if row.sample != "assigned" else np.zeros(1)
        unsafe.append(is_small(here, threshold).any() or is_small(gone, threshold).any())
    marked = {name: np.array(unsafe) & (balance["variable"] != JOINT) for name in NUMBERS}
    return withhold(balance, pd.DataFrame(marked, index=balance.index))


def _people(rows: "pd.DataFrame", plan: Plan, columns: list[str]) -> np.ndarray:
    """Units that have the columns, by arm; of one yes-or-no column, by arm and answer as well."""
    rows = rows[rows[columns].notna().all(axis=1)]
    arms = [rows.loc[rows[plan.design.treatment] == arm, columns[0]] for arm in (1, 0)]
    counts = [len(arm) for arm in arms]
    if len(columns) == 1 and rows[columns[0]].isin([0, 1]).all():
        counts += [int((arm == answer).sum()) for arm in arms for answer in (0, 1)]
    return np.array(counts)
