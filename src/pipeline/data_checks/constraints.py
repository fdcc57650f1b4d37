"""Does each answer lie where the plan says it must?"""

import pandas as pd

from pipeline.construct import with_variables
from pipeline.plan import Constraint, Plan
from pipeline.results import Check


def check(survey: pd.DataFrame, plan: Plan) -> list[Check]:
    """For each constraint of the plan, how many answers break it; missing answers do not."""
    frame = with_variables(survey, plan)
    return [_one(frame[constraint.column], constraint) for constraint in plan.check.constraints]


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
