"""A programme that nobody took part in must have no effect.

Fails when the effects found for reshuffled treatments do not centre on zero (DoWhy's p below the
planned error rate). It finds an estimator that sees effects anywhere; it cannot find confounding.
"""

import pandas as pd

from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """DoWhy's placebo refuter: treatment permuted among units, the headline estimated again."""
    from dowhy.causal_refuters.placebo_treatment_refuter import (
        PlaceboType,
        refute_placebo_treatment,
    )

    from pipeline.robustness_checks.through_dowhy import complete_rows, refute

    rows = complete_rows(data, design, outcome, settings)
    result = refute(
        refute_placebo_treatment,
        rows,
        (design, outcome, estimator),
        settings,
        treatment_names=[design.treatment],
        placebo_type=PlaceboType.PERMUTE,
    )
    status = "passed" if result.p_value >= settings.alpha else "failed"
    detail = f"DoWhy, {settings.draws.refuters} permutations, mean effect {result.new_effect:.4g}"
    return [
        Check("placebo_treatment", outcome, status, result.p_value, settings.alpha, detail=detail)
    ]
