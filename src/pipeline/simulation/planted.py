"""Faults as they are planted: which, where, and what should find them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.simulation.answers import Wave

MAIN, MEMBERS = "main", "members"
COLUMNS = ("fault", "file", "sheet", "variable", "n", "rows", "who", "found_by", "note")


@dataclass(frozen=True)
class Mend:
    """What `corrections.csv` says of one answer: old and new as the export would write them."""

    key: int
    variable: str
    old: str
    new: str
    why: str


@dataclass(frozen=True)
class Planted:
    """One kind of fault in one wave: the keys of its rows, and what should find it.

    ``found_by`` begins with the stage: `clean:` and a rule of the plan, or `check:` and a check.
    ``who`` is the interviewer or village that it is about, where it is about one.
    """

    fault: str
    wave: str
    variable: str
    keys: tuple[int, ...]
    found_by: str
    note: str
    who: str = ""
    sheet: str = MAIN
    mends: tuple[Mend, ...] = ()


Plant = Callable[[Wave, np.random.Generator], tuple[Wave, list[Planted]]]


def take(wave: Wave, rng: np.random.Generator, n: int, where: pd.Series | None = None) -> list[int]:
    """The keys of ``n`` interviews without a fault so far, among those ``where`` is true."""
    free = ~wave.main["touched"].astype(bool) & (wave.main["consent"] == "yes")
    if where is not None:
        free &= where.fillna(False).astype(bool)
    keys = wave.main.index[free].to_numpy()
    if len(keys) < n:
        raise ValueError(f"{wave.name}: {len(keys)} interviews are free, {n} are wanted")
    return sorted(int(key) for key in rng.choice(keys, n, replace=False))


def changed(wave: Wave, keys: list[int], variable: str, values: object) -> Wave:
    """The wave with other answers in these rows, which no other fault may touch any more."""
    main = wave.main.copy()
    main.loc[keys, variable] = pd.Series(values, index=keys, dtype=object)
    main.loc[keys, "touched"] = True
    return replace(wave, main=main)


def take_members(wave: Wave, rng: np.random.Generator, n: int, where: pd.Series) -> list[int]:
    """The keys of ``n`` members, likewise, of interviews without a fault so far."""
    free = wave.main.index[~wave.main["touched"].astype(bool)]
    keys = wave.members.index[where & wave.members["parent"].isin(free)]
    return sorted(int(key) for key in rng.choice(keys, n, replace=False))


def changed_members(wave: Wave, keys: list[int], variable: str, values: object) -> Wave:
    """The wave with other answers for these members, whose interviews are then touched."""
    members, main = wave.members.copy(), wave.main.copy()
    members.loc[keys, variable] = pd.Series(values, index=keys, dtype=object)
    main.loc[members.loc[keys, "parent"], "touched"] = True
    return replace(wave, main=main, members=members)


def with_rows(wave: Wave, rows: pd.DataFrame, members_of: list[int | None]) -> Wave:
    """The wave with more interviews; each takes a copy of the members of another, if given.

    ``rows`` has new keys as index.
    """
    copies = []
    for key, source in zip(rows.index, members_of, strict=True):
        if source is not None:
            own = wave.members[wave.members["parent"] == source]
            copies.append(own.assign(parent=key))
    members = with_members(wave.members, copies)
    rows = rows.assign(touched=True)
    return replace(wave, main=pd.concat([wave.main, rows.astype(object)]), members=members)


def with_members(members: pd.DataFrame, more: list[pd.DataFrame]) -> pd.DataFrame:
    """Members and others, who get keys of their own; those there were keep theirs."""
    if not more:
        return members
    added = pd.concat(more, ignore_index=True)
    return pd.concat([members, added.set_axis(added.index + members.index.max() + 1)])


def new_keys(wave: Wave, n: int) -> list[int]:
    """Keys that no interview of the wave has."""
    first = int(wave.main.index.max()) + 1
    return list(range(first, first + n))


def number(wave: Wave, variable: str) -> pd.Series:
    """An answer as a number; missing where it is none, or a code for missing."""
    values = pd.to_numeric(wave.main[variable], errors="coerce").astype(float)
    return values.where(values >= 0)


def written(value: object) -> str:
    """A number as an export shows it."""
    return f"{float(value):.15g}" if isinstance(value, int | float | np.number) else str(value)
