"""Answers in standard deviations of the control group, so that unlike units can be added up."""

import pandas as pd

from pipeline.construction.given import ConstructionError

CONTROL, TREATED = 0.0, 1.0


def by_control(components: pd.DataFrame, arms: pd.Series) -> pd.DataFrame:
    """Columns less the control group's mean, in its standard deviations (n, k).

    ``arms`` (n,) is 0 in the control group, 1 in the treated, and missing outside both.

    Raises
    ------
    ConstructionError
        Where a column has one value only in the control group.
    """
    control = arms == CONTROL
    spread = components[control].std(ddof=1)
    for place, name in enumerate(components):
        values = components.loc[control, name].dropna()
        if values.nunique() < 2:
            message = f"component `{name}` does not vary in the control group"
            found = f"{len(values)} answers there"
            raise ConstructionError("E259", message, ("of", place), found, help="take it out")
    return (components - components[control].mean()) / spread
