"""Does anything that the programme cannot have changed jump at the cutoff?

Fails when one of the covariates does (smallest p-value, adjusted for their number, below the
planned error rate).
"""

from dataclasses import replace

import pandas as pd

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Design
from pipeline.results import Check, Estimate
from pipeline.robustness_checks.local_again import holm_least, offered_by
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "covariate_continuity"
NO_VARIATION = "E705"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """Each covariate in the outcome's place, at the bandwidth that the same rules give it."""
    if not settings.estimator.covariates:
        detail = "the plan names no covariates"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    told = replace(settings.estimator, covariates=(), indicators=())
    jumps = {
        name: _jump(data, design, name, (offered_by(settings), told))
        for name in settings.estimator.covariates
    }
    found = {name: jump for name, jump in jumps.items() if jump is not None}
    if not found:
        detail = "near the cutoff every covariate is the same for everybody"
        return [Check(NAME, outcome, "not_applicable", detail=detail)]
    least = holm_least([jump.p_value for jump in found.values()])
    worst = min(found, key=lambda name: found[name].p_value)
    detail = f"{len(found)} covariates; {worst} jumps by {found[worst].estimate:.4g}"
    status = "failed" if least < settings.alpha else "passed"
    checks = [Check(NAME, outcome, status, least, settings.alpha, detail=detail)]
    for name, jump in found.items():
        detail = f"{jump.estimate:.4g}, from {jump.conf_low:.4g} to {jump.conf_high:.4g}"
        target = f"{outcome}, {name}"
        checks.append(Check(NAME, target, "informative", jump.p_value, detail=detail))
    return checks


def _jump(
    data: pd.DataFrame, design: Design, name: str, how: tuple[str, EstimatorSettings]
) -> Estimate | None:
    """The jump of one covariate; None where everybody near the cutoff has the same value."""
    estimator, settings = how
    try:
        return ESTIMATORS[estimator](data, design, name, settings)
    except EstimationError as error:
        if [fault.code for fault in error.faults] == [NO_VARIATION]:
            return None
        raise
