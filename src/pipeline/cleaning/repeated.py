"""Interviews that repeat another: found in three ways, and the one that the plan keeps kept."""

import numpy as np
import pandas as pd

from pipeline.cleaning_log import changes
from pipeline.codebook import ROW, SOURCE
from pipeline.near_duplicates import near_pairs, which_stay
from pipeline.sections.clean import Duplicates

NOT_ANSWERS = (ROW, SOURCE)


def without_repeated(
    wave: str, rows: pd.DataFrame, unit: str | None, rules: Duplicates, ignored: tuple[str, ...]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows that the plan keeps of those alike, and a line of the log for each dropped.

    First rows equal in every answer, then rows of the same unit, then near-identical ones, so that
    each rule sees what the one before it left. ``ignored`` are columns that differ between copies
    of one interview without being answers: identifiers of submissions, times, devices.
    """
    lines = []
    answers = [name for name in rows if name not in (*NOT_ANSWERS, *ignored)]
    for rule, find in (
        ("exact", lambda left: _equal(left, answers)),
        ("unit", lambda left: _same_unit(left, unit)),
        ("near", lambda left: _alike(left, answers, rules.near_share)),
    ):
        keep = getattr(rules, rule)
        if keep == "all":
            continue
        order = rows[rules.order] if rules.order in rows else None
        stay = which_stay(rows, find(rows), keep, order)
        reason = f"kept: {keep}"
        lines.append(changes(wave, rows, ~stay, f"dropped_{rule}", reason=reason))
        rows = rows[stay].reset_index(drop=True)
    return rows, lines


def _equal(rows: pd.DataFrame, answers: list[str]) -> pd.Series:
    """A number for each set of rows equal in every answer; missing where a row has no equal."""
    groups = pd.Series(rows.groupby(answers, dropna=False, sort=False).ngroup(), index=rows.index)
    return _with_company(groups)


def _same_unit(rows: pd.DataFrame, unit: str | None) -> pd.Series:
    if unit is None or unit not in rows:
        return pd.Series(np.nan, index=rows.index)
    codes = pd.Series(pd.factorize(rows[unit])[0], index=rows.index)
    return _with_company(codes.where(codes >= 0))


def _with_company(groups: pd.Series) -> pd.Series:
    return groups.where(groups.duplicated(keep=False) & groups.notna())


def _alike(rows: pd.DataFrame, answers: list[str], share: float) -> pd.Series:
    """A number for each set of rows linked by pairs that agree in at least ``share`` of answers."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = near_pairs(rows[answers], share, None, 0)
    shape = (len(rows), len(rows))
    links = coo_array((np.ones(len(pairs)), (pairs["first"], pairs["second"])), shape=shape)
    groups = connected_components(links, directed=False)[1]
    return _with_company(pd.Series(groups, index=rows.index, dtype="float64"))
