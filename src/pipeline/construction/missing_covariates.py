"""Missing answers of covariates: the mean of the rest, and a column that says so."""

import pandas as pd

from pipeline.construction.given import ConstructionError, numbers
from pipeline.sections.construct import MISSING_ENDING, Construct


def filled(frame: pd.DataFrame, planned: Construct) -> pd.DataFrame:
    """The sample with each of the plan's `missing_covariates` filled and its indicator added.

    The mean is that of all who answered, both arms together, so that what is filled in says
    nothing of treatment. Outcomes are never filled: who has none is lost to attrition.

    Raises
    ------
    ConstructionError
        Where a covariate is not a number, or nobody answered it.

    References
    ----------
    Lin, Green and Coppock (2016). Standard operating procedures for Don Green's lab, version 1.05,
    section 3; Zhao and Ding (2024). To adjust or not to adjust? Estimating the average treatment
    effect in randomized experiments with missing covariates. JASA 119(545).
    """
    frame = frame.copy()
    for place, name in enumerate(planned.missing_covariates):
        values = numbers(frame, name, (place,))
        if values.notna().sum() == 0:
            message = f"nobody in the sample answered covariate `{name}`"
            raise ConstructionError("E258", message, (place,), help="take it out")
        frame[name + MISSING_ENDING] = values.isna().astype(float)
        frame[name] = values.fillna(values.mean())
    return frame
