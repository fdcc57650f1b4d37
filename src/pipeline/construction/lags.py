"""What the same unit answered in an earlier wave."""

import pandas as pd

from pipeline.construction.given import WAVE, ConstructionError, Given
from pipeline.sections.variables import Lag


def lag(frame: pd.DataFrame, variable: Lag, given: Given) -> pd.Series:
    """The unit's answer in the wave (n,), in the rows of later waves; missing in all others.

    Raises
    ------
    ConstructionError
        Where the survey is not long, or a unit is in the wave more than once.
    """
    unit, waves = given.clean.unit, given.clean.waves
    if WAVE not in frame or unit not in frame or variable.wave not in waves:
        message = "only a long survey has lags, of a unit's answers in one of its waves"
        raise ConstructionError("E255", message, ("lag",))
    earlier = frame[(frame[WAVE] == variable.wave) & frame[unit].notna()]
    repeated = int(earlier[unit].duplicated().sum())
    if repeated:
        message = f"units are in wave `{variable.wave}` more than once"
        help_ = "say under clean: duplicates: which interview stays"
        raise ConstructionError("E255", message, ("wave",), f"{repeated} rows too many", help_)
    answers = earlier.set_index(unit)[variable.lag]
    later = waves[waves.index(variable.wave) + 1 :]
    return frame[unit].map(answers).where(frame[WAVE].isin(later))
