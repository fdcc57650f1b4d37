"""The files of one wave as one table: read, named as the form names them, corrected, stacked."""

from dataclasses import dataclass, field

import pandas as pd

from pipeline.form import Form
from pipeline.survey import MISSING


@dataclass(frozen=True)
class Collected:
    """The rows of a wave, numbered from 1 through all its files, and what the files say of them.

    ``codes`` are value labels by variable, ``reasons`` the answers that the files themselves mark
    as missing, ``metadata`` the columns that the collecting software added, ``exported`` the number
    of rows before corrections.
    """

    rows: pd.DataFrame
    exported: int
    repeats: dict[str, pd.DataFrame] = field(default_factory=dict)
    forms: tuple[Form, ...] = ()
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(MISSING)))
    metadata: tuple[str, ...] = ()
    changes: list[pd.DataFrame] = field(default_factory=list)
