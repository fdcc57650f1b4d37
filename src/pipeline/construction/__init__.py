"""How variables are made, a module for each kind: `(frame, variable, given) -> column`."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from pipeline.construction import aggregates, indices, lags, recodes, transforms
from pipeline.construction.given import Given

CONSTRUCTION: dict[str, Callable[[pd.DataFrame, Any, Given], pd.Series]] = {
    "expression": transforms.expression,
    "recode": recodes.recode,
    "log": transforms.logarithm,
    "winsorise": transforms.winsorise,
    "index": indices.index,
    "lag": lags.lag,
    "aggregate": aggregates.aggregate,
}
