"""A variable of pure chance, added to the covariates, must not move the result.

Fails when the estimate moves, on average, by more than a tenth of its standard error. DoWhy's own
p-value is not the criterion: it asks whether the estimate lies among the re-estimates, which are
so close together that a shift without any consequence would count as a refutation.
"""

import pandas as pd

from pipeline.designs import NEEDS_COVARIATES
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "random_common_cause"
MOST_SHIFT = 0.1


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """DoWhy's random common cause refuter; the value is the mean shift in standard errors.

    An estimator that adjusts for nothing cannot be moved: the check is then not applicable.
    """
    from dowhy.causal_refuters.random_common_cause import refute_random_common_cause

    from pipeline.robustness_checks.through_dowhy import complete_rows, refute

    if estimator not in NEEDS_COVARIATES:
        return [Check(NAME, outcome, "not_applicable", detail="the estimator adjusts for nothing")]
    rows = complete_rows(data, design, outcome, settings)
    result = refute(refute_random_common_cause, rows, (design, outcome, estimator), settings)
    headline = settings.headline
    shift = abs(result.new_effect - headline["estimate"]) / headline["std_error"]
    status = "passed" if shift <= MOST_SHIFT else "failed"
    detail = f"DoWhy, {settings.draws.refuters} simulations, p {result.p_value:.3g}"
    return [Check(NAME, outcome, status, shift, MOST_SHIFT, detail=detail)]
