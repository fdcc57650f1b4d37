"""What curves over time share: points of a series, and how many people each speaks of."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.plan import Design

BEGINS = "treatment_begins"


def points(series: str, x: NDArray, value: NDArray, people: NDArray | None = None) -> pd.DataFrame:
    """One series as rows of `curves.csv`, without an interval."""
    n = np.nan if people is None else people
    return pd.DataFrame(
        {"series": series, "x": x, "value": value, "conf_low": np.nan, "conf_high": np.nan, "n": n}
    )


def start_of(time: float) -> pd.DataFrame:
    """The point at which treatment begins; it has a place and no value."""
    return points(BEGINS, np.array([time]), np.array([np.nan]))


def counted(rows: pd.DataFrame, design: Design, outcome: str) -> NDArray | None:
    """How many rows with an outcome each period has, or None where rows are whole places.

    Rows are whole places where no place and period has two of them: none is then a person.
    """
    seen = rows[rows[outcome].notna()]
    keys = [key for key in (design.unit, design.time) if key]
    if not seen.duplicated(keys).any():
        return None
    return seen.groupby(design.time, sort=True).size().to_numpy(float)
