"""Interviews that repeat another: found in three ways, and the one that the plan keeps kept."""

import numpy as np
import pandas as pd

from pipeline.cleaning.log import changes
from pipeline.cleaning.near_duplicates import near_pairs, which_stay
from pipeline.codebook import ROW, SOURCE
from pipeline.sections.clean import Clean


def without_repeated(
    wave: str, rows: pd.DataFrame, clean: Clean, server: tuple[str, ...], apart: tuple[str, ...]
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows that the plan keeps of those alike, and a line of the log for each dropped.

    First rows equal in everything but what the ``server`` gave each submission, then rows of the
    same unit, then those near-identical in all but the columns ``apart``, which are no answers.
    Each rule sees what the one before it left.
    """
    rules, lines = clean.duplicates, []
    everything = [name for name in rows if name not in (ROW, SOURCE, *server)]
    answers = [name for name in everything if name not in apart]
    for rule, find in (
        ("exact", lambda left: _equal(left, everything)),
        ("unit", lambda left: _same_unit(left, clean.unit)),
        ("near", lambda left: _alike(left, answers, rules.near_share)),
    ):
        keep = getattr(rules, rule)
        if keep == "all":
            continue
        order = rows.get(rules.order) if rules.order else None
        stay = which_stay(rows, find(rows), keep, order)
        lines.append(changes(wave, rows, ~stay, f"dropped_{rule}", reason=f"kept: {keep}"))
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
