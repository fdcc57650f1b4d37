"""Variables made one after another, as the plan lists them, and those that must wait."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipeline.construction import CONSTRUCTION
from pipeline.construction.given import ConstructionError, Given
from pipeline.errors import DataError, Fault
from pipeline.sections.variables import Made, kind_of, made_of_sample, sources


def row_wise(variables: dict[str, Made]) -> dict[str, Made]:
    """The variables that say of a row what it says whoever else is in the study."""
    waiting = made_of_sample(variables)
    return {name: variable for name, variable in variables.items() if name not in waiting}


def of_sample(variables: dict[str, Made]) -> dict[str, Made]:
    """The variables that depend on the distribution of the study's sample."""
    waiting = made_of_sample(variables)
    return {name: variable for name, variable in variables.items() if name in waiting}


def with_made(frame: pd.DataFrame, variables: dict[str, Made], given: Given) -> pd.DataFrame:
    """The rows with variables added in their order; see `made`."""
    frame = frame.copy()
    for name, variable in variables.items():
        if sources(variable) <= set(frame):
            frame[name] = made(frame, name, variable, given)
    return frame


def made(frame: pd.DataFrame, name: str, variable: Made, given: Given) -> pd.Series:
    """One variable of the plan (n,); ``frame`` must hold the columns that it is made from.

    Raises
    ------
    DataError
        Where it cannot be made of these data, with the key of the plan that asks for it.
    """
    try:
        return CONSTRUCTION[kind_of(variable)](frame, variable, given)
    except ConstructionError as error:
        raise not_made(("construct", "variables", name), error) from None


def not_made(place: Iterable[str | int], error: ConstructionError) -> DataError:
    """What could not be made, with the key of the plan at ``place`` and the error's step below."""
    key = ".".join(map(str, [*place, *error.step]))
    words: dict[str, Any] = {"found": error.found, "help": error.help}
    return DataError(Fault(error.code, str(error), key=key, **words))
