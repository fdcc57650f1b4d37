"""What a bootstrap draws: rows one by one, or the clusters that they stand in."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.plan import Design
from pipeline.robustness_checks.headline_regression import among_clusters
from pipeline.robustness_checks.settings import RobustnessSettings


@dataclass(frozen=True)
class DrawnRows:
    """Rows, what each is drawn with (n,), and the cell that each group is drawn within (groups,).

    ``clusters`` is the column of clusters where these are drawn.
    """

    rows: pd.DataFrame
    group: NDArray[np.intp]
    cells: NDArray[np.intp]
    clusters: str | None


def drawn_from(rows: pd.DataFrame, design: Design, settings: RobustnessSettings) -> DrawnRows:
    """The rows by what is drawn; a group that has both arms, or several strata, is drawn whole."""
    group, clusters = np.arange(len(rows)), None
    if among_clusters(design, settings):
        clusters = design.clusters
        group = np.unique(rows[clusters].to_numpy(), return_inverse=True)[1]
    first = np.unique(group, return_index=True)[1]
    cells = np.zeros(len(first), np.intp)
    for column in (design.strata, design.treatment if design.rule.lottery else None):
        if column is None:
            continue
        codes = np.unique(rows[column].to_numpy(), return_inverse=True)[1]
        if (codes[first][group] == codes).all():
            cells = cells * (codes.max() + 1) + codes[first]
    return DrawnRows(rows, group, np.unique(cells, return_inverse=True)[1], clusters)


def copied(drawn: DrawnRows, counts: NDArray[np.intp]) -> pd.DataFrame:
    """The rows of each group so often; copies of a cluster are clusters of their own."""
    order, sizes = np.argsort(drawn.group, kind="stable"), np.bincount(drawn.group)
    chosen = np.repeat(np.arange(len(counts)), counts)
    lengths = sizes[chosen]
    shift = (np.cumsum(sizes) - sizes)[chosen] - (np.cumsum(lengths) - lengths)
    places = order[np.arange(lengths.sum()) + np.repeat(shift, lengths)]
    again = drawn.rows.iloc[places].reset_index(drop=True)
    if drawn.clusters is not None:
        again[drawn.clusters] = np.repeat(np.arange(len(chosen)), lengths)
    return again
