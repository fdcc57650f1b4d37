"""What was so before the programme cannot be its effect.

Fails when the headline's estimator finds an effect on the same measure from before the programme
(p below 1%), which it does not adjust for here: the groups then differed from the start.

References
----------
Imbens (2004), Nonparametric estimation of average treatment effects under exogeneity: a review,
Review of Economics and Statistics 86(1), section VI.A, on effects that are known to be zero.
"""

from dataclasses import replace

import pandas as pd

from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.results import Check
from pipeline.robustness_checks.refuter_verdict import LEAST_P
from pipeline.robustness_checks.settings import RobustnessSettings

NAME = "pre_treatment_outcome"
# Estimators that ask when something happened, or who was lost: of neither is there a before.
OF_AFTERWARDS = ("restricted_mean_survival_time", "attrition_weights")


def check(
    data: pd.DataFrame, design: Design, outcome: str, estimator: str, settings: RobustnessSettings
) -> list[Check]:
    """The headline's estimator, among the people of the headline, on the outcome's `lag`."""
    lag = settings.outcome.lag
    why = ""
    if lag is None:
        why = f"the plan names no lag of `{outcome}`: what it was before the programme"
    elif estimator in OF_AFTERWARDS:
        why = f"{estimator} asks for what happened afterwards"
    if why:
        return [Check(NAME, outcome, "not_applicable", detail=why)]
    told, filled = settings.estimator, f"{lag}_missing"
    rows = data[data[outcome].notna() & data[lag].notna()]
    if filled in told.indicators:  # an answer that was filled in is nobody's
        rows = rows[rows[filled] == 0]
    if rows[lag].nunique() < 2:
        return [Check(NAME, outcome, "not_applicable", detail=f"`{lag}` is the same for all")]
    told = replace(
        told,
        covariates=tuple(name for name in told.covariates if name != lag),
        indicators=tuple(name for name in told.indicators if name != filled),
        role="robustness",
    )
    found = ESTIMATORS[estimator](rows, design, lag, told)
    status = "passed" if found.p_value >= LEAST_P else "failed"
    detail = f"{estimator} on {lag}: {found.estimate:.3g} ({found.std_error:.3g})"
    return [Check(NAME, outcome, status, found.p_value, LEAST_P, detail=detail)]
