"""Do suspiciously many people stand just on one side of the cutoff?

Fails when the density of the score jumps there (p below a fifth of the planned error rate): people,
or those who keep the scores, may have chosen their side.
"""

import pandas as pd

from pipeline.continuity import density_at
from pipeline.discontinuity.density import FEWEST
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "density_at_cutoff"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The test of Cattaneo, Jansson and Ma on everybody with a score, outcome known or not."""
    test, scores = density_at(data, design)
    if test is None:
        detail = f"the score takes {scores} values on a side; the test needs {FEWEST}"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    low, high = test.bandwidths
    detail = f"densities {test.below:.4g} and {test.above:.4g}, bandwidths {low:.3g} and {high:.3g}"
    status = "failed" if test.p_value < settings.alarm else "passed"
    return [Check(NAME, outcome, status, test.p_value, settings.alarm, detail=detail)]
