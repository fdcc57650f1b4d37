"""Are the arms as large as the lottery should have made them?"""

import pandas as pd

from pipeline.construct import before_sample
from pipeline.data_checks.lists import EVERYBODY, measures
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """Sample-ratio mismatch: the exact binomial probability of a split as uneven as this one.

    What the lottery drew is counted: units, or clusters where each has one arm only. A mismatch
    says that units were lost or assigned otherwise than planned (Fabijan and others 2019). A
    lottery within strata splits more evenly than the test allows for, so it errs on the safe side.
    """
    asked = plan.check.assignment
    if asked is None:
        return []
    from scipy.stats import binomtest

    drawn, what = drawn_units(before_sample(survey, plan), plan)
    n = len(drawn)
    if n == 0:
        return [Finding(Check("assignment", what, "not_applicable", detail="nothing was drawn"))]
    treated = int(drawn.sum())
    p_value = float(binomtest(treated, n, asked.treated).pvalue)
    status = "failed" if p_value < asked.alpha else "passed"
    detail = f"p-value of the split between arms, planned as {asked.treated:g} treated"
    table = [(EVERYBODY, "treated_share", treated / n, n)]
    finding = Check("assignment", what, status, p_value, asked.alpha, detail=detail)
    return [Finding(finding, measures(table))]


def drawn_units(frame: pd.DataFrame, plan: Plan) -> tuple[pd.Series, str]:
    """Whether each unit, or cluster, that the lottery drew is treated; and which of the two."""
    design = plan.design
    arms = {design.arms.control.value: 0.0, design.arms.treated.value: 1.0}
    treated = frame[design.treatment].map(arms)
    frame = frame.assign(**{design.treatment: treated})[treated.notna()]
    if design.clusters is not None:
        by = frame.groupby(design.clusters)[design.treatment]
        if len(by) and (by.min() == by.max()).all() and (by.size() > 1).any():
            return by.first(), design.clusters
    unit = plan.clean.unit
    once = frame.drop_duplicates(unit) if unit in frame else frame
    return once[design.treatment], design.treatment
