"""What every reader returns: the rows of one file and what the file itself says of them."""

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pandas as pd

Source = Path | BinaryIO
Columns = Set[str] | None  # the only columns that are wanted, as the file names them; None for all

# Columns that tie the rows of a repeat group to the interview they belong to.
LINKS = frozenset({"_parent_index", "_submission__id", "_submission__uuid", "PARENT_KEY"})
REASON_COLUMNS = ("row", "variable", "reason")


class ExportError(ValueError):
    """A file that cannot be read as it should be; says nothing of the answers in it."""

    def __init__(self, message: str, line: int | None = None, help: str = ""):
        self.message, self.line, self.help = message, line, help
        super().__init__(message)

    def __str__(self) -> str:
        where = f" (line {self.line})" if self.line else ""
        return self.message + where + (f"; {self.help}" if self.help else "")


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
    reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=REASON_COLUMNS))
    sheets: dict[str, pd.DataFrame] = field(default_factory=dict)


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The bytes of a file from its beginning, whether it is named or already open."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            yield stream
    else:
        source.seek(0)
        yield source


def with_answers(export: Export) -> Export:
    """The export, if anybody is in it.

    Raises
    ------
    ExportError
        Where there are columns and no rows.
    """
    if export.rows.empty:
        raise ExportError("it has a header and no rows", help="export again, with all submissions")
    return export


def wanted(names: list[str], columns: Columns) -> list[str]:
    """The names to keep, in the order of the file."""
    return names if columns is None else [name for name in names if name in columns]
