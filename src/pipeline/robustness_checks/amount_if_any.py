"""An amount that many have none of: how the amounts of those who have any differ.

Informative: it has no threshold, and it is not an effect. The programme may have changed who has
any, so that those compared are not alike (Angrist and Pischke 2009, section 3.4.2).
"""

from dataclasses import replace

import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.any_amount import CUT
from pipeline.robustness_checks.settings import RobustnessSettings

FEWEST = 3  # units, or clusters, above zero in each arm


def check(
    data: pd.DataFrame,
    design: Design,
    outcome: str,
    estimator: str,  # noqa: ARG001
    settings: RobustnessSettings,
) -> list[Check]:
    """The difference in means above zero, strata set aside; nothing for other kinds of outcome."""
    if settings.outcome.kind != CUT:
        return []
    rows = data.assign(**{outcome: data[outcome].where(data[outcome] > 0)}).dropna(subset=[outcome])
    drawn = design.clusters if design.rule.assigns_clusters else outcome
    counted = rows.groupby(design.treatment)[drawn]
    numbers = counted.nunique() if design.rule.assigns_clusters else counted.size()
    if len(numbers) < 2 or numbers.min() < FEWEST:
        detail = "too few have any in an arm"
        return [Check("amount_if_any", outcome, "not_applicable", detail=detail)]
    plain = design.model_copy(update={"strata": None})
    told = replace(settings.estimator, covariates=(), indicators=())
    found = ESTIMATORS["difference_in_means"](rows, plain, outcome, told)
    detail = f"{found.conf_low:.4g} to {found.conf_high:.4g}, {found.inference}; not an effect"
    return [Check("amount_if_any", outcome, "informative", found.estimate, detail=detail)]
