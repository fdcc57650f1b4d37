"""How a cell is withheld, and which columns of the results count people."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pipeline.disclosure_rules.suppression import is_small

if TYPE_CHECKING:
    import pandas as pd

# A last column that a table has where anything in it is withheld: the row's withheld columns.
# An empty cell that it does not name is one that there is no number for.
WITHHELD = "withheld"
SEPARATOR = ";"
# Digits of a number that must not tell of how many people it is.
DIGITS = 2
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)  # what shares may be rounded to

# Columns that count people (or their interviews), by table. Clusters are not people.
COUNTS: dict[str, tuple[str, ...]] = {
    "estimates.csv": ("n_obs", "n_treated"),
    "sample_flow.csv": ("n", "excluded"),
    "attrition.csv": ("assigned", "analysed"),
    "balance.csv": ("n_obs",),
    "data_quality.csv": ("n",),
    "cleaning_log.csv": ("rows",),
    "curves.csv": ("n",),
    "specifications.csv": ("n_obs", "n_treated"),
    "indicators.csv": ("counted", "n"),
    "costs.csv": ("offered",),
}


def withhold(table: "pd.DataFrame", cells: "pd.DataFrame") -> "pd.DataFrame":
    """The table without the marked cells, each named in its row's `withheld`.

    ``cells`` is boolean, with rows of ``table`` and some of its columns; cells that hold nothing
    are not named.
    """
    import numpy as np
    import pandas as pd

    if not (cells & table[cells.columns].notna()).to_numpy().any():
        return table
    table = table.copy()
    before = table.pop(WITHHELD) if WITHHELD in table else pd.Series("", index=table.index)
    named = pd.DataFrame(False, index=table.index, columns=table.columns)
    for column in table.columns:
        old = before.str.split(SEPARATOR).map(lambda names, column=column: column in names)
        new = cells[column] & table[column].notna() if column in cells else False
        named[column] = old | new
        if np.any(new):
            gap = np.nan if pd.api.types.is_numeric_dtype(table[column]) else ""
            table[column] = table[column].mask(new, gap)
    names = named.to_numpy() @ np.array([f"{column}{SEPARATOR}" for column in named], dtype=object)
    return table.assign(**{WITHHELD: pd.Series(names, index=table.index).str[:-1]})


def rounded(table: "pd.DataFrame", rows: "pd.Series", columns: Iterable[str]) -> "pd.DataFrame":
    """The table with numbers of some rows to so few digits that no count can be worked out.

    A mean to ten digits is a fraction that names its denominator: how many it is a mean of.
    """
    import numpy as np

    table = table.copy()
    for column in columns:
        numbers = table[column].astype(float)
        short = numbers[rows].map(lambda number: float(f"%.{DIGITS}g" % number))
        table[column] = numbers.mask(np.asarray(rows), short.reindex(table.index))
    return table


def coarse(share: float, units: float, threshold: int) -> float:
    """A share rounded so that at least ``threshold`` numbers of people round to the same."""
    step = next((unit for unit in STEPS if unit * units >= threshold), 1.0)
    return round(step * round(share / step), 2)


def is_withheld(table: "pd.DataFrame", column: str) -> "pd.Series":
    """Which rows withhold a column."""
    import pandas as pd

    if WITHHELD not in table:
        return pd.Series(False, index=table.index)
    return table[WITHHELD].str.split(SEPARATOR).map(lambda names: column in names)


def shows_small_counts(name: str, table: "pd.DataFrame", threshold: int) -> list[str]:
    """The columns of a table in which a count below the threshold can be read."""
    columns = [column for column in COUNTS.get(name, ()) if column in table]
    return [
        column for column in columns if is_small(table[column].astype("float64"), threshold).any()
    ]
