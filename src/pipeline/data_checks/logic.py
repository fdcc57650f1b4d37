"""Do answers that depend on each other agree?"""

import pandas as pd

from pipeline import expressions
from pipeline.construct import before_sample
from pipeline.data_checks.lists import EVERYBODY, first_wave, issues, measures
from pipeline.errors import DataError, Fault
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each rule of the plan, in how many interviews it is known not to hold.

    Where a missing answer leaves the rule open, it is not broken.

    Raises
    ------
    DataError
        Where a rule cannot be computed, or is not a condition.
    """
    frame = before_sample(survey, plan)
    return [_one(frame, plan, number) for number in range(len(plan.check.logic))]


def _one(frame: pd.DataFrame, plan: Plan, number: int) -> Finding:
    rule = plan.check.logic[number]
    try:
        values = expressions.evaluate(frame, rule.rule)
    except expressions.ExpressionError as error:
        raise _not_computed(number, str(error)) from None
    if not pd.api.types.is_bool_dtype(values):
        raise _not_computed(number, "it is not a condition: compare with something")
    values = values.astype("boolean")
    broken = ~values.fillna(True).astype(bool)
    known, count = int(values.notna().sum()), int(broken.sum())
    reason = rule.reason.get("en", "")
    variables = " ".join(sorted(expressions.names(rule.rule)))
    return Finding(
        Check("logic", rule.rule, "failed" if count else "passed", count, 0, detail=reason),
        measures([(EVERYBODY, "broken_share", count / known, known)]) if known else None,
        issues(frame, first_wave(plan), broken, variables, f"not {rule.rule}"),
    )


def _not_computed(number: int, why: str) -> DataError:
    message = f"the expression cannot be computed: {why}"
    return DataError(Fault("E223", message, key=f"check.logic.{number}.rule"))
