"""Is each unit in the data once, and are there rows that repeat another in every answer?"""

from pipeline.codebook import ROW, SOURCE
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """Rows beyond the first with the same unit identifier, and rows equal in every answer.

    Without a unit identifier only the second can be asked, and it is informative: two people
    may have given the same answers.
    """
    rows = survey.rows
    answers = [name for name in rows if name not in (ROW, SOURCE)]
    equal = int(rows.duplicated(answers).sum())
    equals = Finding(Check("duplicates", "every answer", "informative", value=equal))
    unit = plan.clean.unit
    if unit is None:
        return [Finding(Check("duplicates", "unit", "not_applicable")), equals]
    repeated = int(rows[unit].duplicated().sum()) + int(rows[unit].isna().sum())
    status = "failed" if repeated else "passed"
    return [Finding(Check("duplicates", unit, status, value=repeated, threshold=0)), equals]
