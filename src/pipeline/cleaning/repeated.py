"""Interviews that repeat another: found in three ways, and the one that the plan keeps kept."""

import numpy as np
import pandas as pd

from pipeline.cleaning.duplicate_groups import connected, which_stay
from pipeline.cleaning.log import changes
from pipeline.cleaning.near_duplicates import near_pairs
from pipeline.cleaning.pseudonyms import same_written
from pipeline.codebook import ROW, SOURCE
from pipeline.sections.clean import Clean

SEED = 0  # of the columns by which large surveys are searched: the same pairs in every run


def without_repeated(
    wave: str,
    rows: pd.DataFrame,
    clean: Clean,
    server: tuple[str, ...],
    apart: tuple[str, ...] | None,
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows that the plan keeps of those alike, and a line of the log for each dropped.

    First rows equal in everything but what the ``server`` gave each submission, then rows of the
    same unit, then those near-identical in all but the columns ``apart``, which are no answers; a
    list that is no survey has no ``apart``, and its rows are alike by nature. Each rule sees what
    the one before it left.
    """
    rules, lines = clean.duplicates, []
    everything = [name for name in rows if name not in (ROW, SOURCE, *server)]
    answers = [name for name in everything if name not in (apart or everything)]
    for rule, find in (
        ("exact", lambda left: _equal(left, everything)),
        ("unit", lambda left: _same_unit(left, clean.unit)),
        ("near", lambda left: _alike(left, answers, rules.near_share)),
    ):
        keep = getattr(rules, rule)
        if keep == "all" or (rule == "near" and apart is None):
            continue
        order = rules.order if rules.order in rows else None
        stay = pd.Series(which_stay(rows, find(rows), keep, order), index=rows.index)
        lines.append(changes(wave, rows, ~stay, f"dropped_{rule}", reason=f"kept: {keep}"))
        rows = rows[stay].reset_index(drop=True)
    return rows, lines


def _equal(rows: pd.DataFrame, answers: list[str]) -> np.ndarray:
    """A number for each set of rows equal in every answer; -1 where a row has no equal."""
    return _with_company(rows.groupby(answers, dropna=False, sort=False).ngroup().to_numpy())


def _same_unit(rows: pd.DataFrame, unit: str | None) -> np.ndarray:
    if unit is None or unit not in rows:
        return np.full(len(rows), -1)
    return _with_company(pd.factorize(same_written(rows[unit]))[0])


def _with_company(groups: np.ndarray) -> np.ndarray:
    counts = np.bincount(groups[groups >= 0], minlength=1)
    return np.where((groups >= 0) & (counts[groups] > 1), groups, -1)


def _alike(rows: pd.DataFrame, answers: list[str], share: float) -> np.ndarray:
    """A number for each set of rows linked by pairs that agree in at least ``share`` of answers."""
    return connected(near_pairs(rows[answers], share, None, SEED), len(rows))
