"""The trace of cleaning: every change by row for the house, and by rule for everybody."""

from collections.abc import Iterable

import pandas as pd

from pipeline.codebook import ROW

# A line for each cell changed or row dropped; old and new stay empty for direct identifiers.
CHANGES = ("wave", ROW, "variable", "rule", "reason", "old", "new")
KEY = ["wave", "variable", "rule", "reason"]


def changes(
    wave: str,
    rows: pd.DataFrame,
    changed: pd.Series,
    rule: str,
    **words: object,
) -> pd.DataFrame:
    """A line for each row of ``rows`` in which ``changed`` is true.

    ``words`` fill the other columns of `CHANGES`, each with one value for all lines or a series
    aligned with ``rows``.
    """
    lines = pd.DataFrame({ROW: rows.loc[changed, ROW].to_numpy()})
    lines["wave"], lines["rule"] = wave, rule
    for column in ("variable", "reason", "old", "new"):
        value = words.get(column, "")
        values = value[changed].to_numpy() if isinstance(value, pd.Series) else value
        lines[column] = pd.Series(values, index=lines.index, dtype="str")
    return lines[list(CHANGES)]


def all_changes(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The lines of all steps, in the order of the steps."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({column: pd.Series(dtype="str") for column in CHANGES})
    return pd.concat(filled, ignore_index=True)


def by_rule(
    totals: list[dict[str, object]], lines: pd.DataFrame, missing: pd.DataFrame
) -> pd.DataFrame:
    """`cleaning_log.csv`: how many rows each rule touched, by wave and variable.

    ``totals`` are lines that count rows as they were (rule `export`); ``missing`` has a line for
    each answer that became missing for a reason.
    """
    coded = missing.assign(rule="missing_code")
    counted = [
        frame.groupby(KEY, sort=True, dropna=False, observed=True).size().rename("rows")
        for frame in (lines, coded)
        if len(frame)
    ]
    parts = [pd.DataFrame(totals, columns=[*KEY, "rows"])]
    parts += [count.reset_index() for count in counted]
    return pd.concat(parts, ignore_index=True)[[*KEY, "rows"]]
