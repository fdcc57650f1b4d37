"""Does anything that the programme cannot have changed jump at the cutoff?

Fails when one of the covariates does (smallest p-value, adjusted for their number, below a
fifth of the planned error rate).
"""

import pandas as pd

from pipeline.continuity import bonferroni, covariate_jumps, offer_estimator
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "covariate_continuity"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,
    settings: RobustnessSettings,
) -> list[Check]:
    """Each covariate's jump among those whose outcome is known, and the verdict on them all."""
    rows = data.dropna(subset=[outcome])
    found = covariate_jumps(rows, design, offer_estimator(estimator), settings.estimator)
    if not found:
        detail = "the plan names no covariates that vary near the cutoff"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    least = bonferroni([jump.p_value for jump in found.values()])
    each = "; ".join(
        f"{name} {jump.estimate:.4g}, from {jump.conf_low:.4g} to {jump.conf_high:.4g}"
        for name, jump in found.items()
    )
    status = "failed" if least < settings.alarm else "passed"
    return [Check(NAME, outcome, status, least, settings.alarm, detail=f"jumps of {each}")]
