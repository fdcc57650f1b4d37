"""Do suspiciously many people stand just on one side of the cutoff?

Fails when the density of the score jumps there (p below the planned error rate): people, or those
who keep the scores, may have chosen their side.
"""

import numpy as np
import pandas as pd

from pipeline.discontinuity.bandwidth import repeated_share
from pipeline.discontinuity.density import FEWEST, density_test
from pipeline.discontinuity.sample import cutoff_sample
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
    everyone = data.dropna(subset=[design.running])
    sides = cutoff_sample(everyone.assign(_=0.0), design, "_").sides
    fewest = min(len(np.unique(side.running)) for side in sides.both)
    if fewest < FEWEST:
        detail = f"the score takes {fewest} values on a side; the test needs {FEWEST}"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    # The side that holds the cutoff itself counts as above it.
    turned = (sides.treated.running < 0).any() != (sides.control.running == 0).any()
    test = density_test(-sides.running if turned else sides.running)
    low, high = test.bandwidths
    detail = f"densities {test.below:.4g} and {test.above:.4g}, bandwidths {low:.3g} and {high:.3g}"
    repeated = max(repeated_share(side) for side in sides.both)
    if repeated > 0:
        detail += f"; {repeated:.0%} of a side's rows repeat a score"
    status = "failed" if test.p_value < settings.alpha else "passed"
    return [Check(NAME, outcome, status, test.p_value, settings.alpha, detail=detail)]
