"""Is each unit in the data once, and are there rows that repeat another in every answer?"""

import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.plan import Plan
from pipeline.results import Check


def check(survey: pd.DataFrame, plan: Plan) -> list[Check]:
    """Rows beyond the first with the same unit identifier, and rows equal in every answer.

    Without a unit identifier only the second can be asked, and it is informative: two people
    may have given the same answers.
    """
    answers = [name for name in survey if name not in (ROW, SOURCE)]
    equal = int(survey.duplicated(answers).sum())
    checks = [Check("duplicates", "every answer", "informative", value=equal)]
    unit = plan.clean.unit
    if unit is None:
        return [Check("duplicates", "unit", "not_applicable"), *checks]
    repeated = int(survey[unit].duplicated().sum()) + int(survey[unit].isna().sum())
    status = "failed" if repeated else "passed"
    return [Check("duplicates", unit, status, value=repeated, threshold=0), *checks]
