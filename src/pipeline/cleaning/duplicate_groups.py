"""Interviews that are the same one, as groups, and which of each group stays."""

import numpy as np
import pandas as pd

from pipeline.sections.clean import Keep


def connected(pairs: pd.DataFrame, n: int) -> np.ndarray:
    """The number of the group that pairs link each of ``n`` rows into; -1 for rows in no pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = (np.ones(len(pairs)), (pairs["first"].to_numpy(), pairs["second"].to_numpy()))
    groups = connected_components(coo_array(links, shape=(n, n)), directed=False)[1]
    return np.where(np.bincount(groups, minlength=n)[groups] > 1, groups, -1)


def which_stay(
    rows: pd.DataFrame, groups: np.ndarray, keep: Keep, order: str | None = None
) -> np.ndarray:
    """Which rows stay when of each group of duplicates only one (or all, or none) does.

    ``groups`` numbers the group of each row, -1 for rows that are in none and stay. `first` and
    `last` go by the column ``order``, where it is not missing, and then by the order of rows.
    `most_complete` keeps the row with most answers, the first of several.
    """
    duplicate = groups >= 0
    if keep == "all":
        return np.ones(len(rows), dtype=bool)
    if keep == "none":
        return ~duplicate
    place = rows[order].reset_index(drop=True) if order else pd.Series(np.arange(len(rows)))
    ranked = place.sort_values(
        kind="stable", na_position="first" if keep == "last" else "last"
    ).index.to_numpy()
    if keep == "most_complete":
        answered = rows.notna().sum(axis=1).to_numpy()
        ranked = ranked[np.argsort(-answered[ranked], kind="stable")]
    if keep == "last":
        ranked = ranked[::-1]
    chosen = pd.Series(groups[ranked]).drop_duplicates().index.to_numpy()
    stays = ~duplicate
    stays[ranked[chosen]] = True
    return stays
