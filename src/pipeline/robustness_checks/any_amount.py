"""An amount that many have none of: the effect on the share of people who have any.

Informative: it has no threshold. With the headline it tells whether more people have some, or the
same people more.
"""

import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings

CUT = "censored_at_zero"


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The difference in the share above zero; nothing for other kinds of outcome."""
    if settings.outcome.kind != CUT:
        return []
    above = (data[outcome] > 0).astype(float).where(data[outcome].notna())
    if above.nunique() < 2:
        return [Check("any_amount", outcome, "not_applicable", detail="everybody has some")]
    rows = data.assign(**{outcome: above})
    found = ESTIMATORS["difference_in_means"](rows, design, outcome, settings.estimator)
    detail = f"{found.conf_low:.4g} to {found.conf_high:.4g}, {found.inference}"
    return [Check("any_amount", outcome, "informative", found.estimate, detail=detail)]
