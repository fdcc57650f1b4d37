"""Does each answer lie where the plan says it must?"""

import pandas as pd

from pipeline.construct import before_sample
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Constraint
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each constraint of the plan, how many answers break it; missing answers do not."""
    frame = before_sample(survey, plan)
    return [
        Finding(_one(frame[constraint.column], constraint)) for constraint in plan.check.constraints
    ]


def _one(column: pd.Series, constraint: Constraint) -> Check:
    answers = column.dropna()
    broken = pd.Series(False, index=answers.index)
    rules = []
    if constraint.minimum is not None:
        broken |= answers < constraint.minimum
        rules.append(f"at least {constraint.minimum:g}")
    if constraint.maximum is not None:
        broken |= answers > constraint.maximum
        rules.append(f"at most {constraint.maximum:g}")
    if constraint.allowed is not None:
        broken |= ~answers.isin(constraint.allowed)
        rules.append("one of " + ", ".join(map(str, constraint.allowed)))
    count = int(broken.sum())
    status = "failed" if count else "passed"
    detail = " and ".join(rules)
    return Check("constraints", constraint.column, status, count, 0, detail=detail)
