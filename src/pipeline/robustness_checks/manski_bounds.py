"""How large and how small may the effect be if nothing is assumed of those who were lost?

Fails where the headline's range lies on one side of zero and the interval of the bounds does not:
with many lost it nearly always does, and then says that the result rests on what is assumed.
"""

import pandas as pd

from pipeline.inference.manski_bounds import manski_bounds
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.lost import assigned, told, without_an_answer
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "manski_bounds"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Manski's worst-case bounds on the effect on everybody who was assigned.

    A yes-or-no outcome lies between 0 and 1; another needs the plan to say what it lies between.
    What was observed does not say: the lost may be further out, and would show who is furthest.
    """
    reason = without_an_answer(data, design, outcome, settings)
    limits = (0.0, 1.0) if settings.outcome.kind == "binary" else settings.outcome.limits
    if not reason and limits is None:
        reason = f"the plan does not say what `{outcome}` lies between: limits: [least, most]"
    if reason or limits is None:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    everybody = assigned(data, design, outcome)
    bounds = manski_bounds(everybody.outcome, everybody.treatment, limits, everybody.weights)
    words = f"the lost between {limits[0]:g} and {limits[1]:g}, interval by Imbens and Manski"
    return told(NAME, (outcome, everybody), bounds, settings, words)
