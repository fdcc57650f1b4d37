"""Is each unit in the data once, and do interviews repeat each other?"""

import numpy as np
import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.data_checks.lists import (
    EVERYBODY,
    WAVE,
    answers_by_question,
    first_wave,
    issues,
    measures,
)
from pipeline.errors import DataError
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey

# Interviews of fewer questions are alike by chance (Kuriakose and Robbins 2016 ask for 75 and more
# before they count a match as one).
FEWEST_QUESTIONS = 20
SEED = 0  # of the random sets of questions by which large surveys are searched


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """Rows without a unit identifier or beyond the first with the same one; rows equal in every
    answer, and in nearly every one.

    Without a unit identifier the first cannot be asked. Equal rows are informative: two people may
    have given the same answers. Nearly equal ones are asked for where there are questions enough
    to tell people apart.
    """
    rows = survey.rows
    answers = [name for name in rows if name not in (ROW, SOURCE)]
    equal = int(rows.duplicated(answers).sum())
    equals = Finding(Check("duplicates", "every answer", "informative", value=equal))
    return [*_units(rows, plan), equals, *_near(rows, plan)]


def _units(rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    unit = plan.clean.unit
    if unit is None:
        return [Finding(Check("duplicates", "unit", "not_applicable"))]
    once = [WAVE, unit] if plan.clean.layout == "long" and WAVE in rows else [unit]
    absent = rows[unit].isna()
    again = rows.duplicated(once) & ~absent
    count = int(again.sum() + absent.sum())
    status = "failed" if count else "passed"
    several = rows.duplicated(once, keep=False) & ~absent
    wave = first_wave(plan)
    listed = pd.concat(
        [
            issues(rows, wave, several, unit, "another interview has the same unit"),
            issues(rows, wave, absent, unit, "no unit"),
        ]
    )
    counted = [
        (EVERYBODY, "repeated", float(again.sum()), int(again.sum())),
        (EVERYBODY, "without_unit", float(absent.sum()), int(absent.sum())),
    ]
    finding = Check("duplicates", unit, status, value=count, threshold=0)
    return [Finding(finding, measures(counted), listed)]


def _near(rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    answers = answers_by_question(rows, plan)
    if answers.shape[1] < FEWEST_QUESTIONS or len(rows) < 2:
        return []
    from pipeline.cleaning.near_duplicates import near_pairs

    share = plan.clean.duplicates.near_share
    name = "nearly every answer"
    try:
        pairs = near_pairs(answers, share, None, SEED)
    except DataError:
        detail = "the answers are too much alike to tell interviews apart"
        return [Finding(Check("duplicates", name, "not_applicable", detail=detail))]
    twins = np.isin(np.arange(len(rows)), pairs[["first", "second"]])
    count = int(twins.sum())
    detail = f"interviews with another that gives at least {share:g} of its answers alike"
    status = "failed" if count else "passed"
    finding = Check("duplicates", name, status, count, 0, severity="warning", detail=detail)
    issue = "another interview is nearly equal"
    return [Finding(finding, issues=issues(rows, first_wave(plan), twins, "", issue))]
