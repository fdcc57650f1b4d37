"""Does each answer lie where the plan, and the form, say it must?"""

import pandas as pd

from pipeline.cleaning.normalise import as_written
from pipeline.construct import before_sample
from pipeline.data_checks.by_form import Collected
from pipeline.data_checks.form_faults import Judged, form_findings
from pipeline.data_checks.lists import first_wave, issues
from pipeline.forms.answered import answered
from pipeline.forms.form import Question
from pipeline.forms.rules import holds
from pipeline.forms.xpath import FormRuleError
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.sections.check import Constraint
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each constraint of the plan, and each of the form, how many answers break it; missing
    answers break none."""
    frame = before_sample(survey, plan)
    planned = [_planned(frame, constraint, plan) for constraint in plan.check.constraints]
    of_forms = form_findings("constraints", survey, plan, broken_by_form, "form: {}".format)
    return [*planned, *of_forms]


def _planned(frame: pd.DataFrame, constraint: Constraint, plan: Plan) -> Finding:
    column = frame[constraint.column]
    broken = pd.Series(False, index=frame.index)
    rules = []
    if constraint.minimum is not None:
        broken |= (column < constraint.minimum).fillna(False)
        rules.append(f"at least {constraint.minimum:g}")
    if constraint.maximum is not None:
        broken |= (column > constraint.maximum).fillna(False)
        rules.append(f"at most {constraint.maximum:g}")
    if constraint.allowed is not None:
        broken |= ~column.isin(constraint.allowed) & column.notna()
        rules.append("one of " + ", ".join(map(str, constraint.allowed)))
    count, detail = int(broken.sum()), " and ".join(rules)
    status = "failed" if count else "passed"
    return Finding(
        Check("constraints", constraint.column, status, count, 0, detail=detail),
        issues=issues(frame, first_wave(plan), broken, constraint.column, f"not {detail}"),
    )


def unlisted_in_form(interviews: Collected, question: Question) -> list[Judged]:
    """The answers to a `select_one` that are none of its choices."""
    rows = interviews.rows(question.repeat)
    if question.kind != "select_one" or not question.choices or question.name not in rows:
        return []
    given = answered(rows, question)
    listed = as_written(rows[question.name]).isin(list(question.choices)).to_numpy()
    if not given.any():
        return []
    issue = "not among the choices of the form"
    return [Judged(issue, "unlisted_share", given & ~listed, int(given.sum()))]


def broken_by_form(interviews: Collected, question: Question) -> list[Judged]:
    """The answers that the form's own constraint, or its list of choices, does not allow.

    Raises
    ------
    FormRuleError
        Where the constraint cannot be evaluated.
    """
    unlisted = unlisted_in_form(interviews, question)
    if not question.constraint:
        return unlisted
    given = answered(interviews.rows(question.repeat), question)
    allowed = holds(question.constraint, interviews.answers, question)
    known = given & allowed.notna().to_numpy()
    if not known.any():
        if given.any():
            raise FormRuleError("an answer that it depends on is not in the clean data")
        return unlisted
    broken = known & ~allowed.fillna(True).to_numpy(dtype=bool)
    issue = "the form's constraint does not allow the answer"
    return [*unlisted, Judged(issue, "broken_share", broken, int(known.sum()))]
