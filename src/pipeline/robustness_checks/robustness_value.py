"""How much of what is left unexplained would a confounder have to explain?

Informative: it has no threshold of its own. Given for an estimate of zero, for an interval that
just reaches zero, and for a confounder that explains all that is left of the outcome; from the
linear regression on the plan's covariates.
"""

import math

import pandas as pd

from pipeline.inference.confounder_strength import robustness_value
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.confounder import regressed, without_a_regression
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "robustness_value"


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The robustness value of treatment in OLS of the outcome on treatment and covariates.

    It speaks of that regression, not of ``estimator``, for which no such value is defined. With
    clusters the interval is that of CR2.

    References
    ----------
    Cinelli and Hazlett (2020). Making sense of sensitivity. JRSS B 82(1).
    """
    reason = without_a_regression(design, settings)
    if reason:
        return [Check(NAME, outcome, "not_applicable", detail=reason)]
    made = regressed(data, design, outcome, settings)
    known, statistic = made.known, made.known.estimate / made.known.classical
    detail = f"OLS with {len(made.sample.names)} covariates, t {statistic:.3g}; "
    detail += f"the headline is {estimator}"
    critical = known.critical_beside / math.sqrt(known.df - 1) * known.std_error / known.classical
    values = {
        outcome: robustness_value(statistic, known.df),
        f"{outcome}, interval": robustness_value(statistic, known.df, critical=critical),
        f"{outcome}, extreme": known.treatment_explains,
    }
    return [
        Check(NAME, target, "informative", value, detail=detail) for target, value in values.items()
    ]
