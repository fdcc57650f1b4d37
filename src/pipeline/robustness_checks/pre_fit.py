"""How closely the mix of donors follows the treated before the programme.

Fails when it follows less than four fifths of their earlier variation over time.
"""

import numpy as np
import pandas as pd

from pipeline.estimators.placebo_estimate import fitted
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

GOOD_FIT = 0.8


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """One less the mean squared gap before treatment over the treated's own variance then.

    Where the mix does not follow the treated before, neither its effect nor its placebo error can
    be believed: the other places are followed well, and the treated is not like them.

    References
    ----------
    Ferman, Pinto and Possebom (2020), Cherry picking with synthetic controls, Journal of Policy
    Analysis and Management 39(2).
    """
    made = fitted(estimator, data, design, outcome, settings.estimator)
    share, detail = made.fit.r_squared_before, f"RMSPE {made.fit.rmspe_before:.3g} before treatment"
    if np.isnan(share):
        detail = "the treated did not vary before treatment"
        return [Check("pre_fit", outcome, "not_applicable", detail=detail)]
    status = "passed" if share >= GOOD_FIT else "failed"
    return [Check("pre_fit", outcome, status, share, GOOD_FIT, detail=detail)]
