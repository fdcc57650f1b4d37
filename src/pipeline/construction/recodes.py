"""Answers of one column as the numbers that a plan gives them."""

import numpy as np
import pandas as pd

from pipeline.construction.given import ConstructionError, Given
from pipeline.sections.variables import Recode


def recode(frame: pd.DataFrame, variable: Recode, _: Given) -> pd.Series:
    """The number that the map gives each answer (n,); a missing answer stays missing.

    What the map does not name becomes ``otherwise``.

    Raises
    ------
    ConstructionError
        With a count, where answers are not in the map and the plan does not say what becomes of
        them.
    """
    answers, lookup = _comparable(frame[variable.recode], variable)
    recoded = answers.map(lookup).astype(float)
    rest = answers.notna() & ~answers.isin(list(lookup))
    if variable.otherwise is None and rest.any():
        message = f"the map does not name every answer of `{variable.recode}`"
        found = f"{int(rest.sum())} answers, {answers[rest].nunique()} of them different"
        help_ = "name them, or say what becomes of the rest: otherwise: missing, same or a number"
        raise ConstructionError("E254", message, ("map",), found, help_)
    if variable.otherwise == "same":
        return recoded.mask(rest, answers)
    if isinstance(variable.otherwise, int | float):
        return recoded.mask(rest, variable.otherwise)
    return recoded


def _comparable(answers: pd.Series, variable: Recode) -> tuple[pd.Series, dict[object, float]]:
    """The answers and the map in one type: numbers where the column holds numbers, else text."""
    meanings = {key: np.nan if new is None else float(new) for key, new in variable.map.items()}
    if pd.api.types.is_numeric_dtype(answers):
        try:
            lookup = {float(key): new for key, new in meanings.items()}
        except ValueError:
            message = f"the map names a text, and `{variable.recode}` holds numbers"
            raise ConstructionError("E254", message, ("map",)) from None
        return answers.astype("Float64").astype(float), lookup
    if not pd.api.types.is_string_dtype(answers) or variable.otherwise == "same":
        message = f"`{variable.recode}` holds no numbers, so that its answers cannot stay the same"
        if not pd.api.types.is_string_dtype(answers):
            message = f"`{variable.recode}` holds neither numbers nor text"
        raise ConstructionError("E254", message, ("recode",))
    return answers, {str(key): new for key, new in meanings.items()}
