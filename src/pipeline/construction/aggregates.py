"""Rows of a repeat group as one number for each household."""

import pandas as pd

from pipeline import expressions
from pipeline.codebook import ROW
from pipeline.construction.given import ConstructionError, Given, row_in_wave, waves_of_group
from pipeline.sections.variables import Aggregate


def aggregate(frame: pd.DataFrame, variable: Aggregate, given: Given) -> pd.Series:
    """A household's rows of a repeat group counted, added up or averaged (n,).

    A household that was asked and has no rows has a count of 0 and nothing else; one that was not
    reached in the wave has not even that. Where it has rows and none meets ``where``, count and
    sum are 0. A condition that is unknown is not met, and is not counted in a share. A sum with a
    missing part is missing, since it would be too small; means, minima and maxima are those of the
    answers that are there.

    Raises
    ------
    ConstructionError
        Where there is no such group, or an expression cannot be computed on its rows.
    """
    result = pd.Series(float("nan"), index=frame.index)
    for wave in waves_of_group(variable.of, variable.wave, given):
        rows = given.survey.repeats[wave, variable.of].reset_index(drop=True)
        household = row_in_wave(frame, given, wave)
        values = household.map(_by_household(rows, variable)).astype(float)
        if variable.aggregate == "count":
            values = values.fillna(0.0).where(household.notna())
        result = result.fillna(values)
    return result


def _by_household(rows: pd.DataFrame, variable: Aggregate) -> pd.Series:
    """The aggregate by the household's row number; only households with rows have one."""
    met = pd.Series(True, index=rows.index)
    if variable.where is not None:
        known = _computed(rows, variable.where, "where")
        met = known == 1
    if variable.aggregate == "count":
        return met.groupby(rows[ROW]).sum()
    if variable.value is None:  # a share of those who meet the condition
        return known.groupby(rows[ROW]).mean()
    values = _computed(rows, variable.value, "value")
    if variable.aggregate == "share" and not values.dropna().isin([0, 1]).all():
        message = "a share needs a value that is true or false"
        raise ConstructionError("E256", message, ("value",), help="compare with something")
    if variable.aggregate == "sum":
        parts = values.where(met, 0.0).groupby(rows[ROW])
        return parts.sum().where(parts.count() == parts.size())
    counted = values.where(met).groupby(rows[ROW])
    method = {"mean": "mean", "share": "mean", "minimum": "min", "maximum": "max"}
    return counted.agg(method[variable.aggregate])


def _computed(rows: pd.DataFrame, expression: str, key: str) -> pd.Series:
    """An expression over the group's rows, as numbers; a condition as 1 and 0, unknown missing."""
    message, help_ = expressions.complaint(expression, rows.columns)
    if message:
        raise ConstructionError("E256", message, (key,), expression, help_)
    try:
        values = expressions.variable(rows, expression)
    except expressions.ExpressionError as error:
        message = f"the expression cannot be computed: {error}"
        raise ConstructionError("E256", message, (key,), expression) from None
    if not pd.api.types.is_numeric_dtype(values) or (
        key == "where" and not values.dropna().isin([0, 1]).all()
    ):
        wanted = "a condition" if key == "where" else "a number"
        raise ConstructionError("E256", f"this does not give {wanted}", (key,), expression)
    return values
