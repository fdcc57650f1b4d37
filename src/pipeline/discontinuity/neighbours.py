"""How far each outcome is from those of its nearest neighbours: noise without a model."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Distances this near, as a share of the side, are alike: subtraction leaves them a few bits apart.
TIE = 1e-10
NEIGHBOURS = 3  # what Calonico, Cattaneo and Titiunik (2014) recommend


def neighbour_residuals(running: Array, outcome: Array, wanted: int = NEIGHBOURS) -> Array:
    """Each outcome less the mean of its neighbours', scaled to the outcome's own variance (n,).

    Neighbours are the rows of the same side nearest in the running variable, at least ``wanted``;
    all that are equally near count, so the order of rows changes nothing.

    References
    ----------
    Abadie and Imbens (2006). Large sample properties of matching estimators for average treatment
    effects. Econometrica 74(1); Calonico, Cattaneo and Titiunik (2014), Econometrica 82(6).
    """
    values, group, sizes = np.unique(running, return_inverse=True, return_counts=True)
    centred = outcome - outcome.mean()
    totals = np.r_[0.0, np.cumsum(np.bincount(group, weights=centred))]
    rows = np.r_[0, np.cumsum(sizes)]
    first, last = _neighbourhoods(values, rows, min(wanted, len(running) - 1))
    count = (rows[last + 1] - rows[first] - 1)[group]
    mean = ((totals[last + 1] - totals[first])[group] - centred) / count
    return np.sqrt(count / (count + 1)) * (centred - mean)


def _neighbourhoods(values: Array, rows: NDArray, wanted: int) -> tuple[NDArray, NDArray]:
    """The first and last of the distinct ``values`` that each one's neighbours have.

    Grows each neighbourhood by the nearer of the values beside it, by both where they are equally
    near, until it holds ``wanted`` rows beside one's own.
    """
    padded = np.r_[-np.inf, values, np.inf]
    first = np.arange(len(values))
    tie = TIE * float(values[-1] - values[0])
    last = first.copy()
    for _ in range(wanted):
        growing = rows[last + 1] - rows[first] - 1 < wanted
        if not growing.any():
            break
        before, after = values - padded[first], padded[last + 2] - values
        first = first - (growing & (before <= after + tie))
        last = last + (growing & (after <= before + tie))
    return first, last
