"""Holm's p-values for a family in every draw at once; `inference.multiple_testing` has one."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def holm_by_draw(p_values: Array) -> Array:
    """Holm's step-down p-values (draws, m), each row a family.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6(2).
    """
    order = np.argsort(p_values, axis=1, kind="stable")
    ranked = np.take_along_axis(p_values, order, axis=1)
    left = np.arange(p_values.shape[1], 0, -1)
    stepped = np.minimum(np.maximum.accumulate(ranked * left, axis=1), 1.0)
    adjusted = np.empty_like(stepped)
    np.put_along_axis(adjusted, order, stepped, axis=1)
    return adjusted
