"""Does the outcome jump where nothing begins?

Fails when it does at one of the quartiles of either side's scores (smallest p-value, adjusted for
their number, below a fifth of the planned error rate): the method then sees jumps in what
is only curved.
"""

import pandas as pd

from pipeline.continuity import bonferroni
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.local_again import at_placebo_cutoffs
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "placebo_cutoffs"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The jump at each placebo cutoff, by the rows of its own side alone."""
    found = at_placebo_cutoffs(data, design, outcome, settings)
    if not found:
        detail = "too few distinct scores beside the cutoff"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    least = bonferroni([estimate.p_value for _, _, estimate in found])
    place, _, worst = min(found, key=lambda item: item[2].p_value)
    detail = f"{len(found)} cutoffs; largest jump for its error at {place:.4g}: "
    detail += f"{worst.estimate:.4g}, from {worst.conf_low:.4g} to {worst.conf_high:.4g}"
    status = "failed" if least < settings.alarm else "passed"
    return [Check(NAME, outcome, status, least, settings.alarm, detail=detail)]
