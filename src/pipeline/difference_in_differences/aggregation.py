"""Cohort-and-time effects averaged: over all, by cohort, by calendar time, by time since treatment.

References
----------
Callaway and Sant'Anna (2021), section 3.2 and Theorem 3; Table 1 of the R package `did`.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.difference_in_differences.group_time import GroupTime

Array = NDArray[np.float64]
Kind = Literal["simple", "group", "calendar", "event_time"]


@dataclass(frozen=True)
class Averages:
    """Averages (k,) at ``points`` (k,), their influence (n, k), and that over all points."""

    points: NDArray[np.intp]
    effects: Array
    influence: Array
    overall: float
    overall_influence: Array


def aggregate(cells: GroupTime, kind: Kind) -> Averages:
    """The averages of one kind and the average of them that is reported as one number.

    `simple` weighs every treated cell by its cohort's size; `group` averages each cohort over its
    treated times, and the cohorts by size; `calendar` averages at each time over the cohorts
    treated by then, and the times alike; `event_time` does so at each distance from treatment,
    before as well, and averages those from zero on alike. Influence includes that of the sizes.
    """
    after = cells.since >= 0
    if kind == "simple":
        effect, influence = _weighted(cells, after)
        one = np.zeros(1, dtype=np.intp)
        return Averages(one, np.array([effect]), influence[:, None], effect, influence)
    if kind == "group":
        return _by_group(cells, after)
    labels = cells.time if kind == "calendar" else cells.since
    of_interest = after if kind == "calendar" else np.ones(len(labels), dtype=bool)
    points = np.unique(labels[of_interest])
    parts = [_weighted(cells, of_interest & (labels == point)) for point in points]
    effects = np.array([part[0] for part in parts])
    influence = np.column_stack([part[1] for part in parts])
    counted = points >= 0
    return Averages(
        points, effects, influence, float(effects[counted].mean()),
        influence[:, counted].mean(axis=1),
    )  # fmt: skip


def _by_group(cells: GroupTime, after: NDArray[np.bool_]) -> Averages:
    points = np.unique(cells.cohort[after])
    members = [after & (cells.cohort == point) for point in points]
    effects = np.array([cells.effects[member].mean() for member in members])
    influence = np.column_stack([cells.influence[:, member].mean(axis=1) for member in members])
    first = np.array([np.flatnonzero(member)[0] for member in members])
    shares = cells.shares[first]
    weights = shares / shares.sum()
    overall = influence @ weights + _of_shares(cells, points, shares) @ effects
    return Averages(points, effects, influence, float(weights @ effects), overall)


def _weighted(cells: GroupTime, chosen: NDArray[np.bool_]) -> tuple[float, Array]:
    """Some cells averaged by the sizes of their cohorts, and the influence (n,)."""
    shares = cells.shares[chosen]
    weights, effects = shares / shares.sum(), cells.effects[chosen]
    through_sizes = _of_shares(cells, cells.cohort[chosen], shares) @ effects
    return float(weights @ effects), cells.influence[:, chosen] @ weights + through_sizes


def _of_shares(cells: GroupTime, cohorts: NDArray[np.intp], shares: Array) -> Array:
    """Influence (n, k) on weights that are shares of their own sum."""
    member = cells.weights[:, None] * (cells.of_unit[:, None] == cohorts) - shares
    total = shares.sum()
    return member / total - member.sum(axis=1)[:, None] * (shares / total**2)
