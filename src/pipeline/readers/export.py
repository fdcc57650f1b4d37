"""What every reader returns: the rows of one file and what the file itself says of them."""

from dataclasses import dataclass, field

import pandas as pd


class ExportError(ValueError):
    """A file that cannot be read as it should be; says nothing of the answers in it."""


@dataclass(frozen=True)
class Export:
    """One file as exported.

    ``rows`` has the file's columns; coded answers stay codes. ``labels`` are the variable labels,
    ``codes`` the value labels by variable. ``reasons`` has, for each cell that the file marks as
    missing for a reason (Stata's `.a`, SPSS's user-missing values), its row (from 0), its variable
    and the reason. ``sheets`` are the other tables of the same file, by name.
    """

    rows: pd.DataFrame
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["row", "variable", "reason"])
    )
    sheets: dict[str, pd.DataFrame] = field(default_factory=dict)
