"""How much of what is left unexplained would a confounder have to explain?

Informative: it has no threshold of its own. Given for an estimate of zero, and for an interval
that just reaches zero, from the linear regression on the plan's covariates.
"""

import math

import pandas as pd

from pipeline.estimators.linear import EFFECT, treatment_first
from pipeline.estimators.settings import adjusted_sample
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.settings import RobustnessSettings


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The robustness value of treatment in OLS of the outcome on treatment and covariates.

    It speaks of that regression, not of ``estimator``, for which no such value is defined.

    References
    ----------
    Cinelli and Hazlett (2020). Making sense of sensitivity. JRSS B 82(1).
    """
    from statsmodels.regression.linear_model import OLS

    sample = adjusted_sample(data, design, outcome, settings.estimator)
    fit = OLS(sample.outcome, treatment_first(sample, sample.covariates)).fit()
    statistic, df = float(fit.tvalues[EFFECT]), float(fit.df_resid)
    detail = f"OLS with {len(sample.names)} covariates, t {statistic:.3g}; "
    detail += f"the headline is {estimator}"
    return [
        Check(
            "robustness_value",
            target,
            "informative",
            robustness_value(statistic, df, alpha),
            detail=detail,
        )
        for target, alpha in ((outcome, 1.0), (f"{outcome}, interval", settings.alpha))
    ]


def robustness_value(statistic: float, df: float, alpha: float = 1.0) -> float:
    """The share of residual variance, of treatment and of outcome, that explains the effect away.

    With ``alpha`` below 1, the share that makes the effect's (1 - alpha) interval reach zero.
    """
    from scipy.stats import t

    f = abs(statistic) / math.sqrt(df)
    critical = abs(float(t.ppf(alpha / 2, df - 1))) / math.sqrt(df - 1)
    excess = f - critical
    if excess <= 0:
        return 0.0
    if critical and f > 1 / critical:
        return (f**2 - critical**2) / (1 + f**2)
    return 0.5 * (math.sqrt(excess**4 + 4 * excess**2) - excess**2)
