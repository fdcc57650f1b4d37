"""Nearest neighbours with replacement: all that are as near as the last one needed.

Exact: every tie is kept, and shares its match's weight. A tree of the distinct places finds them
in n log n.

References
----------
Abadie and Imbens (2006). Large sample properties of matching estimators for average treatment
effects. Econometrica 74(1).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.matching.points import Points

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = NDArray[np.float64]

# In standard deviations; two distances nearer than this differ by rounding alone and are a tie.
TIE = 1e-9


def nearest(asked: Points, among: Points, number: int, reach: float = np.inf) -> "csr_array":
    """For each place the nearest ones that together hold ``number`` units, with every tie.

    A place with fewer units within ``reach`` has those, or none. Returned as the ones of a sparse
    matrix: a row for each place that asks, a column for each that may be chosen.
    """
    from scipy.sparse import csr_array
    from scipy.spatial import cKDTree

    tree = cKDTree(among.places)
    # One place more than can be needed shows whether anything ties with the last.
    depth = min(number + 1, len(among.places))
    distances, found = tree.query(asked.places, k=depth)
    distances, found = distances.reshape(-1, depth), found.reshape(-1, depth)
    held = among.counts[found].cumsum(axis=1)
    last = np.minimum((held < number).sum(axis=1), depth - 1)
    radius = np.minimum(distances[np.arange(len(found)), last], reach)
    inside = distances <= (radius + TIE)[:, None]
    # Where even the extra place lies inside, more may: those few are asked for all of them.
    open_ended = inside[:, -1] & (depth < len(among.places))
    rows, columns = np.nonzero(inside & ~open_ended[:, None])
    tied = np.flatnonzero(open_ended)
    balls = tree.query_ball_point(asked.places[tied], radius[tied] + TIE)
    sizes = np.array([len(ball) for ball in balls], dtype=np.intp)
    rows = np.r_[rows, np.repeat(tied, sizes)]
    columns = np.r_[found[inside & ~open_ended[:, None]], *balls].astype(np.intp)
    shape = (len(asked.places), len(among.places))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
