"""How large and how small an effect may be, given whom the arms lost: Lee's trimming bounds.

Among those who would be reached whichever arm they were in, outcomes of the arm that lost more are
known. The other arm holds a known share of people who would have been lost in it; they may be its
best or its worst, which gives the two bounds.

References
----------
Lee (2009). Training, wages, and sample selection: estimating sharp bounds on treatment effects.
Review of Economic Studies 76(3). Tauchmann (2014), Stata Journal 14(4), for cells of covariates.
Semenova (2025), Generalized Lee bounds, Journal of Econometrics, for cells that lost more in one
arm beside cells that lost more in the other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NOTHING = 1e-9  # a unit is kept in part; so little of one is rounding


@dataclass(frozen=True)
class Bounds:
    """Lower and upper bound of an effect, and each unit's influence (n,) on either.

    ``trimmed`` is the share of the answers in the trimmed arm that either bound leaves out, on
    average over cells; ``cells`` how many cells were trimmed apart, ``opposite`` how many of
    them in the arm that is not trimmed elsewhere.
    """

    lower: float
    upper: float
    influence_lower: Array
    influence_upper: Array
    trimmed: float
    cells: int = 1
    opposite: int = 0


@dataclass(frozen=True)
class _Cell:
    """Both bounds in one cell, with their influence and the cell's weight and its influence."""

    bounds: tuple[float, float]
    influences: tuple[Array, Array]
    weight: float
    weight_influence: Array
    trimmed: float
    more_treated: bool


def lee_bounds(
    outcome: Array,
    treatment: Array,
    cells: NDArray | None = None,
    weights: Array | None = None,
) -> Bounds:
    """Bounds on the effect among those who are reached in either arm.

    With ``cells`` each is trimmed by itself and the bounds are averaged by how many such people
    each holds. Whoever is exactly at a cut is kept in part, so that ties need no rule.

    Parameters
    ----------
    outcome
        Outcome of all who were assigned (n,), missing where it is not known.
    treatment
        Assignment of 0 and 1 (n,).
    cells
        Groups (n,), fixed before assignment, each with answers in both arms.
    weights
        How much each unit counts (n,), known beforehand: the inverse of its chance of its arm.

    Raises
    ------
    ValueError
        Where a cell has fewer than two answers in an arm.
    """
    number = len(outcome)
    counted = np.ones(number) if weights is None else weights
    groups = np.zeros(number) if cells is None else cells
    parts = [_in_cell(outcome, treatment, counted, groups == cell) for cell in np.unique(groups)]
    held = np.array([part.weight for part in parts])
    shares = held / held.sum()
    means, influences = [], []
    for end in (0, 1):
        values = np.array([part.bounds[end] for part in parts])
        mean = float(shares @ values)
        own = sum(share * part.influences[end] for share, part in zip(shares, parts, strict=True))
        gaps = (values - mean) / held.sum()
        own += sum(gap * part.weight_influence for gap, part in zip(gaps, parts, strict=True))
        means.append(mean)
        influences.append(own)
    more = np.array([part.more_treated for part in parts])
    usual = shares @ more > 0.5
    trimmed = float(shares @ [part.trimmed for part in parts])
    return Bounds(*means, *influences, trimmed, len(parts), int((more != usual).sum()))


def _in_cell(outcome: Array, treatment: Array, weights: Array, inside: NDArray[np.bool_]) -> _Cell:
    """Bounds in a cell; influence is on the scale of all n units and zero outside the cell."""
    known = ~np.isnan(outcome)
    arms = [np.where(inside & (treatment == arm), weights, 0.0) for arm in (0, 1)]
    if min(int((arm[known] > 0).sum()) for arm in arms) < 2:
        raise ValueError("a cell has fewer than two answers in an arm")
    reached, scatter = zip(*(weighted_mean(known.astype(float), arm) for arm in arms), strict=True)
    more, fewer = (1, 0) if reached[1] >= reached[0] else (0, 1)
    kept = reached[fewer] / reached[more]
    kept_scatter = (scatter[fewer] - kept * scatter[more]) / reached[more]
    whole, whole_scatter = weighted_mean(outcome, np.where(known, arms[fewer], 0.0))
    ends = [
        _smallest(sign * outcome, np.where(known, arms[more], 0.0), kept, kept_scatter)
        for sign in (1.0, -1.0)
    ]
    low, high = (ends[0][0], ends[0][1]), (-ends[1][0], -ends[1][1])
    if more == 1:
        bounds = low[0] - whole, high[0] - whole
        influences = low[1] - whole_scatter, high[1] - whole_scatter
    else:
        bounds = whole - high[0], whole - low[0]
        influences = whole_scatter - high[1], whole_scatter - low[1]
    size = float((inside * weights).sum() / weights.sum())
    held = size * reached[fewer]
    of_held = len(outcome) / weights.sum() * weights * inside * reached[fewer]
    of_held += size * scatter[fewer] - held * len(outcome) / weights.sum() * weights
    return _Cell(bounds, influences, held, of_held, 1 - kept, more == 1)


def weighted_mean(values: Array, weights: Array) -> tuple[float, Array]:
    """A weighted mean, and the influence on it (n,); what has no weight may be missing."""
    counted = np.where(weights > 0, values, 0.0)
    mean = float(counted @ weights / weights.sum())
    return mean, len(values) / weights.sum() * weights * (counted - mean)


def _smallest(
    values: Array, weights: Array, kept: float, kept_scatter: Array
) -> tuple[float, Array]:
    """The mean of the ``kept`` share of smallest values, and the influence on it (n,).

    Lee (2009), proposition 3: the mean's own scatter, that of the cut, and that of the share.
    """
    rows = np.flatnonzero(weights)
    rows = rows[np.argsort(values[rows], kind="stable")]
    ordered, counted = values[rows], weights[rows]
    room = kept * counted.sum()
    before = np.cumsum(counted) - counted
    share = np.clip((room - before) / counted, 0.0, 1.0)
    mean = float((share * counted) @ ordered / room)
    cut = float(ordered[np.flatnonzero(share > NOTHING)[-1]])
    # All who tie at the cut are kept alike: which of them comes first must not matter.
    tied = ordered == cut
    share[tied] = np.average(share[tied], weights=counted[tied])
    own = (share * (ordered - mean) + (cut - mean) * (kept - share)) / kept
    influence = (cut - mean) / kept * kept_scatter
    influence[rows] += len(values) / counted.sum() * counted * own
    return mean, influence
