"""How many took it up because they were encouraged, how many in any case, how many in no case?

Informative: it has no threshold. Where the shares cannot be true, as when fewer than nobody never
takes it up, the detail says so.
"""

import pandas as pd

from pipeline.estimators.uptake import fitted
from pipeline.inference.compliers import response_weights, shares
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The effect of the encouragement on take-up; of a yes or no it is the share of compliers."""
    _, uptake, fit = fitted(data, design, outcome, estimator, settings.estimator)
    kinds = []
    if uptake.binary:
        found = shares(uptake)
        detail = (
            f"because of the encouragement {found.compliers:.1%}, in any case "
            f"{found.always_takers:.1%}, in no case {found.never_takers:.1%}"
        )
        if min(found.compliers, found.always_takers, found.never_takers) < 0:
            detail += "; a share below zero: chance, or some did the opposite of the encouragement"
        kinds = [("always", found.always_takers), ("never", found.never_takers)]
    else:
        _, weights = response_weights(uptake)
        against = abs(float(weights[weights < 0].sum()))
        detail = f"{design.take_up} on average {fit.on_take_up:+.4g}, of which moved the other way "
        detail += f"{against:.1%} along its scale"
    return [
        Check("take_up", outcome, "informative", fit.on_take_up, detail=detail),
        *(Check("take_up", f"{outcome}, {kind}", "informative", share) for kind, share in kinds),
    ]
