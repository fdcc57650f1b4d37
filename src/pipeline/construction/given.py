"""What a made variable may be made from beside its own row, and what cannot be made."""

from dataclasses import dataclass

import pandas as pd

from pipeline.codebook import ROW
from pipeline.plan import Design
from pipeline.sections.clean import Clean
from pipeline.survey import Survey

WAVE = "wave"  # in a long survey, the column that says in which wave a row was asked


@dataclass(frozen=True)
class Given:
    """The survey with its waves and repeat groups, how they fit together, and the arms."""

    survey: Survey
    clean: Clean
    design: Design


class ConstructionError(ValueError):
    """A variable that cannot be made of these data.

    ``step`` is the place below the variable's entry in the plan; ``found`` holds counts only.
    """

    def __init__(
        self,
        code: str,
        message: str,
        step: tuple[str | int, ...] = (),
        found: str = "",
        help: str = "",
    ):
        super().__init__(message)
        self.code, self.step, self.found, self.help = code, step, found, help


def numbers(frame: pd.DataFrame, name: str, step: tuple[str | int, ...]) -> pd.Series:
    """A column as floats, missing answers as not-a-number.

    Raises
    ------
    ConstructionError
        Where the column holds text or dates.
    """
    if not pd.api.types.is_numeric_dtype(frame[name]):
        help_ = "recode it first"
        raise ConstructionError("E222", f"`{name}` does not hold numbers", step, help=help_)
    return frame[name].astype("Float64").astype(float)


def row_in_wave(rows: pd.DataFrame, given: Given, wave: str) -> pd.Series:
    """For each row, the number of the same unit's row in a wave; missing where it has none.

    Repeat groups name their household by that number.

    Raises
    ------
    ConstructionError
        Where a wave's rows do not each belong to one row of the survey.
    """
    if WAVE in rows:
        return rows[ROW].where(rows[WAVE] == wave)
    if wave == given.clean.waves[0]:
        return rows[ROW]
    merge = next((merge for merge in given.clean.merge if merge.wave == wave), None)
    there = merge is not None and merge.on in rows and wave in given.survey.waves
    if not there or merge.expect != "one_to_one":
        message = f"the rows of wave `{wave}` do not each belong to one row of the survey"
        raise ConstructionError("E263", message, ("wave",), help="merge it one_to_one")
    return rows[merge.on].map(given.survey.wave(wave).set_index(merge.on)[ROW])


def waves_of_group(group: str, wave: str | None, given: Given) -> list[str]:
    """The waves whose rows of a repeat group are meant: the one named, or the only one that has it.

    In a long survey, where no wave is named, every wave that has it: each row has its own.

    Raises
    ------
    ConstructionError
        Where no such group is in the data, or several waves have it and none is named.
    """
    asked = {asked for asked, name in given.survey.repeats if name == group}
    found = [name for name in given.clean.waves if name in asked and wave in (None, name)]
    if not found:
        known = sorted({name for _, name in given.survey.repeats})
        of = f" in wave `{wave}`" if wave else ""
        help_ = "repeat groups here: " + (", ".join(known) or "none")
        raise ConstructionError("E264", f"no repeat group `{group}`{of}", ("of",), help=help_)
    if len(found) > 1 and given.clean.layout == "wide":
        message = f"several waves have a repeat group `{group}`"
        raise ConstructionError("E264", message, ("of",), help="say which: " + ", ".join(found))
    return found
