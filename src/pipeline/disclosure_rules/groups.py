"""Effects in groups and in further arms, where a group is too small or its counts give one back.

Counts of groups sum to those of the whole, which the headline publishes: one small group cannot be
hidden alone. All groups of such a column are withheld together, for that outcome and arm; a column
of coarser groups can be published instead.
"""

from typing import TYPE_CHECKING

import numpy as np

from pipeline.designs.comparisons import two_arms
from pipeline.disclosure_rules.cells import withhold
from pipeline.disclosure_rules.estimates import FEWEST_DF, NUMBERS, people, residual_df, sample_of
from pipeline.disclosure_rules.suppression import is_small
from pipeline.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

OF_CONTRASTS = (
    "difference", "std_error", "df", "statistic", "p_value", "p_adjusted", "conf_low", "conf_high",
    "inference",
)  # fmt: skip


def protected_by_group(
    estimates: "pd.DataFrame", contrasts: "pd.DataFrame", analysis: "pd.DataFrame", plan: Plan
) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Both tables without the groups of any column that has too small a one.

    Small is an arm of a group, the people of a group who answered yes, or no, where so few did,
    and those who belong to no group since their answer is missing.
    """
    import pandas as pd

    if not plan.disclosure.threshold or not plan.construct_.subgroups:
        return estimates, contrasts
    gone = {
        (outcome, arm, subgroup.column)
        for outcome in plan.outcomes
        for arm in plan.design.arms.programmes
        for subgroup in plan.construct_.subgroups
        if _tells(estimates, analysis, plan, (outcome, arm, subgroup.column))
    }
    columns = estimates["subgroup"].str.partition("=")[0]
    of_groups = zip(estimates["outcome"], estimates["arm"], columns, strict=True)
    of_contrasts = zip(contrasts["outcome"], contrasts["arm"], contrasts["between"], strict=True)
    marked = []
    for table, keys, names in (
        (estimates, of_groups, NUMBERS),
        (contrasts, of_contrasts, OF_CONTRASTS),
    ):
        rows = np.array([key in gone for key in keys], dtype=bool)
        marks = pd.DataFrame(dict.fromkeys(names, rows), index=table.index)
        marked.append(withhold(table, marks))
    return marked[0], marked[1]


def _tells(
    estimates: "pd.DataFrame", analysis: "pd.DataFrame", plan: Plan, about: tuple[str, str, str]
) -> bool:
    """Whether groups of a column would tell of too few people."""
    outcome, arm, column = about
    rows, pair = two_arms(analysis, plan, arm)
    kind, threshold = sample_of(plan.estimators_of(outcome)[0]), plan.disclosure.threshold
    groups = [rows[rows[column] == value] for value in rows[column].dropna().unique()]
    groups.append(rows[rows[column].isna()])
    counts = np.array([people(group, pair, outcome, kind) for group in groups])
    mine = estimates[
        (estimates["outcome"] == outcome)
        & (estimates["arm"] == arm)
        & estimates["subgroup"].str.startswith(f"{column}=")
    ]
    thin = any(residual_df(row) < FEWEST_DF for row in mine.itertuples())
    return thin or bool(is_small(counts, threshold).any())
