"""The only door between results and reports: every number comes out with its source."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pipeline.disclosure_rules.cells import SEPARATOR, WITHHELD
from pipeline.project import Folder
from pipeline.results import FLOAT_FORMAT, TABLES, read_json, read_table

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Fact:
    """A number as it stands in `results/`, and where: `file#row key/column`."""

    value: float
    source: str

    @property
    def exact(self) -> str:
        """The digits of the file."""
        return FLOAT_FORMAT % self.value


@dataclass(frozen=True)
class Withheld:
    """A number that `results/` withholds, since it would speak of too few people; and where."""

    source: str
    value: float = math.nan


@dataclass(frozen=True)
class Facts:
    """The results of one evaluation, read when asked for."""

    table: Callable[[str], "pd.DataFrame"]
    document: Callable[[str], dict[str, Any]]

    @cached_property
    def rows(self) -> Callable[[str], list[dict[str, Any]]]:
        """A table's rows by its name, each number a `Fact` or `Withheld`, a missing one None."""
        return cache(lambda name: _rows(name, self.table(name)))

    def entry(self, name: str, *path: str) -> Any:
        """What a results document holds at a path: a number as a `Fact`, words as they are."""
        value: Any = self.document(name)
        gone: list[str] = []
        for step in path:
            gone = value.get(WITHHELD, []) if isinstance(value, dict) else []
            value = value[step]
        place, key = f"{name}#" + "/".join(path[:-1]), path[-1] if path else ""
        return Withheld(f"{place}/{key}") if key in gone else as_fact(value, place, key)


def _rows(name: str, table: "pd.DataFrame") -> list[dict[str, Any]]:
    key, rows = TABLES[name][1], []
    for record in table.to_dict("records"):
        place = f"{name}#" + "/".join(_digits(record[column]) for column in key)
        gone = str(record.pop(WITHHELD, "")).split(SEPARATOR)
        rows.append(
            {
                column: Withheld(f"{place}/{column}")
                if column in gone
                else as_fact(value, place, column)
                for column, value in record.items()
            }
        )
    return rows


def _digits(part: Any) -> str:
    """A part of a row's key as it stands in the file; nothing for a missing number."""
    if isinstance(part, float):
        return "" if math.isnan(part) else FLOAT_FORMAT % part
    return str(part)


def facts_of(folder: Folder) -> Facts:
    """The facts of an evaluation; each file is read once."""
    return Facts(
        table=cache(lambda name: read_table(folder, name)),
        document=cache(lambda name: read_json(folder, name)),
    )


def as_fact(value: Any, place: str, column: str) -> Any:
    """A number as a `Fact` with its source, nothing for a missing one, words as they are."""
    if isinstance(value, bool | str | dict | list):
        return value
    try:
        number = float(value)
    except TypeError:  # None, and pandas' missing integer
        return None
    return None if math.isnan(number) else Fact(number, f"{place}/{column}")


def decimals_told(*facts: Fact | Withheld, most: int) -> int:
    """The decimals that numbers of `results/` have, at most ``most``.

    Those that disclosure rounded have few: more would be made up.
    """
    known = (Decimal(fact.exact).normalize() for fact in facts if isinstance(fact, Fact))
    return min(most, max([0, *(-number.as_tuple().exponent for number in known)]))
