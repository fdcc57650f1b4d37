"""Texts that mean the same made one, by the plan's own maps and no other rule."""

import pandas as pd

from pipeline.cleaning.log import changes
from pipeline.cleaning.normalise import harmonised
from pipeline.codebook import Codebook
from pipeline.sections.clean import Clean
from pipeline.survey_columns import is_secret


def harmonised_rows(
    wave: str, rows: pd.DataFrame, clean: Clean, codebook: Codebook
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """The rows with each of the plan's maps applied in its order, and a log line for each cell.

    A map with ``into`` leaves the text as it is and gives its value to the other variable.
    """
    lines, rows = [], rows.copy()
    for rule in clean.harmonise:
        if rule.variable not in rows or (rule.into or rule.variable) not in rows:
            continue
        values, changed = harmonised(rows[rule.variable], rule)
        target = rule.into or rule.variable
        before = rows[target]
        rows[target] = before.astype(_common(before, values[changed])).mask(changed, values)
        secret = is_secret(target, codebook, clean)
        lines.append(
            changes(
                wave,
                rows,
                changed,
                "harmonised",
                variable=target,
                reason=f"map of {rule.variable}",
                old="" if secret else before.astype("str"),
                new="" if secret else rows[target].astype("str"),
            )
        )
    return rows, lines


def _common(column: pd.Series, values: pd.Series) -> object:
    """A type that holds the column and what comes into it."""
    numbers = pd.to_numeric(values, errors="coerce")
    if pd.api.types.is_numeric_dtype(column) and numbers.notna().all():
        return "float64" if len(values) else column.dtype
    return "object" if pd.api.types.is_numeric_dtype(column) else column.dtype
