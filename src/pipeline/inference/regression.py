"""A regression and the coefficient that is asked about, as resampling takes it apart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Regression:
    """Regressors (n, k) of full column rank, the outcome (n,), and which coefficient is tested.

    ``weights`` (n,) are positive. ``absorbed`` (n,) has an intercept for each group, and ``exog``
    then none.
    """

    exog: Array
    outcome: Array
    coefficient: int
    weights: Array | None = None
    absorbed: NDArray | None = None
