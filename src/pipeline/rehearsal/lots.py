"""The design's own lottery, as a rehearsal holds it again."""

import numpy as np
from numpy.typing import NDArray

from pipeline.inference import lotteries
from pipeline.inference.lotteries import Lottery

Array = NDArray[np.float64]


def assigned(lottery: Lottery, size: int, rng: np.random.Generator) -> Array:
    """So many assignments (size, drawn) of 0 and 1 to what was drawn: units or clusters."""
    return lotteries.assigned(lottery, size, rng).astype(float)
