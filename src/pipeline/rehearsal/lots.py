"""The design's own lottery, as a rehearsal holds it again."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.inference.cluster_randomization import Lottery, drawn_again, lottery_of
from pipeline.plan import Design

Array = NDArray[np.float64]


def lottery_among(data: pd.DataFrame, design: Design) -> Lottery:
    """The lottery that assigned the rows of two arms: of clusters, or of units."""
    drawn = data[design.clusters].to_numpy() if design.rule.assigns_clusters else None
    owners = np.arange(len(data)) if drawn is None else drawn
    strata = data[design.strata].to_numpy() if design.strata else None
    return lottery_of(data[design.treatment].to_numpy(float), owners, strata)


def assigned(lottery: Lottery, size: int, rng: np.random.Generator) -> Array:
    """So many assignments (size, drawn) of 0 and 1 to what was drawn: units or clusters."""
    return drawn_again(lottery, size, rng).astype(float)
