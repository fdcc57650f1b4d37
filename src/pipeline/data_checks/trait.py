"""One thing measured of each enumerator, and what it is held to."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd


@dataclass(frozen=True)
class Trait:
    """One thing measured of each enumerator.

    ``answers`` and ``who`` have a row for each interview (or day); ``own`` is each enumerator's
    value and ``limit`` what it is held to; ``side`` says which way is suspicious.
    """

    measure: str
    answers: pd.Series
    who: pd.Series
    own: pd.Series
    limit: float
    side: Literal["greater", "less"]
    rule: str


def mean_of(values: pd.Series, who: pd.Series) -> pd.Series:
    return values.groupby(who, sort=True).mean()
