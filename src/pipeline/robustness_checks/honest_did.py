"""How far from parallel may trends be before the conclusion falls?

Fails when a difference in trends no larger than the largest seen before treatment would already
undo the conclusion: the breakdown value is below 1.
"""

import pandas as pd

from pipeline.difference_in_differences.asked import path_of
from pipeline.difference_in_differences.honest_did import breakdown, original_interval
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

NAME = "honest_did"
AS_LARGE_AS_BEFORE = 1.0


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The breakdown value of the average effect (Rambachan and Roth 2023, relative magnitudes)."""
    path = path_of(data, design, outcome, settings).trusted
    if not path.before.any():
        detail = "one time before treatment only: no earlier difference in trends to compare with"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    confidence = settings.estimator.options.confidence
    low, high = original_interval(path.honest, confidence)
    if low <= 0 <= high:
        detail = "the interval holds zero with parallel trends: there is no conclusion to undo"
        return [Check(NAME, outcome, "informative", 0.0, detail=detail)]
    value = breakdown(path.honest, confidence, settings.rng)
    status = "passed" if value >= AS_LARGE_AS_BEFORE else "failed"
    until = int(path.since.max())
    detail = (
        f"effect over times 0 to {until}; zero enters the interval at {value:.2f} times the "
        "largest step before treatment"
    )
    return [Check(NAME, outcome, status, value, AS_LARGE_AS_BEFORE, detail=detail)]
