"""Were the groups on the same path before treatment, and would we have seen it if not?

Fails when the effects before treatment are jointly not zero (p below a fifth of the
planned error rate). It passes only where the test would
also have found, with the planned power, the straight line that explains the estimate away.
"""

import numpy as np
import pandas as pd

from pipeline.difference_in_differences.asked import path_of
from pipeline.difference_in_differences.event_path import EventPath
from pipeline.difference_in_differences.pre_trends import pre_trends
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.sections.design import Design

NAME = "pre_trends"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The joint test of effects before treatment, and its power (Roth 2022)."""
    path = path_of(data, design, outcome, settings).trusted
    before = path.before
    if not before.any():
        detail = "one time before treatment only: nothing to test"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    power = settings.estimator.options.power
    found = pre_trends(
        path.effects[before],
        path.covariance[np.ix_(before, before)],
        path.since[before],
        _after(path),
        power,
        settings.alarm,
    )
    detail = (
        f"Wald {found.statistic:.3f}, {found.df} times before; power against the line that "
        f"explains the estimate {found.power:.0%}; found with {power:.0%}: a slope of "
        f"{found.slope:.4g} a time, which would put {found.bias:+.4g} into the estimate"
    )
    status = "failed" if found.p_value < settings.alarm else "informative"
    if status == "informative" and found.power >= power:
        status = "passed"
    return [Check(NAME, outcome, status, found.p_value, settings.alarm, detail=detail)]


def _after(path: EventPath) -> tuple[np.ndarray, float]:
    after = path.since >= 0
    return np.stack([path.since[after], path.weights]), path.average
