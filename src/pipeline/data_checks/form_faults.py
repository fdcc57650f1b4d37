"""What answers and form disagree on, question by question, whichever rule of the form is asked."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.data_checks.by_form import Collected, collected
from pipeline.data_checks.lists import issues, measures, target
from pipeline.forms.answered import is_asked_of
from pipeline.forms.form import Question
from pipeline.forms.xpath import FormRuleError
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey
from pipeline.survey_columns import pseudonymous


@dataclass(frozen=True)
class Judged:
    """What one rule found: the rows that break it, of how many that it could judge."""

    issue: str
    measure: str
    broken: np.ndarray
    n: int


Rule = Callable[[Collected, Question], list[Judged]]


@dataclass
class _Tally:
    """Everything found about one question in one wave, over the versions of the form."""

    broken: int
    details: list[str]
    measures: list[tuple[object, str, float, int]]
    issues: list[pd.DataFrame]


def form_findings(
    check: str, survey: Survey, plan: Plan, rule: Rule, names: Callable[[str], str]
) -> list[Finding]:
    """A line for each question with answers that break a rule of the form, or whose rule cannot be
    evaluated; and one for each wave that says how many rules could be, with all their measures.

    ``names`` turns a question's name into the line's target. The form would have refused such
    answers, so either it or the data were changed afterwards: a warning, unless the plan says more.
    """
    tallies: dict[tuple[str, str], _Tally] = {}
    hidden = pseudonymous(survey.codebook, plan.clean)  # no rule can be asked of a pseudonym
    for interviews in collected(survey, plan):
        for question in interviews.answers.form.questions.values():
            if (
                question.name not in hidden
                and question.repeat in interviews.answers.frames
                and is_asked_of(interviews.rows(question.repeat), question)
            ):
                _judge(interviews, question, rule, tallies)
    findings = []
    for (wave, name), tally in tallies.items():
        if tally.broken or tally.details:
            line = names(target(plan, wave, name))
            findings.append(_line(check, line, tally))
    waves = sorted({wave for wave, _ in tallies})
    return [*findings, *(_summary(check, plan, wave, tallies) for wave in waves)]


def _judge(
    interviews: Collected, question: Question, rule: Rule, tallies: dict[tuple[str, str], _Tally]
) -> None:
    rows, name = interviews.rows(question.repeat), question.name
    details, judged = [], []
    try:
        judged = rule(interviews, question)
    except FormRuleError as error:
        details.append(f"cannot be evaluated: {error}")
    if not judged and not details:
        return
    tally = tallies.setdefault((interviews.wave, name), _Tally(0, [], [], []))
    tally.details += [detail for detail in details if detail not in tally.details]
    group = f"{name} {interviews.version}" if interviews.version else name
    for found in judged:
        count = int(found.broken.sum())
        tally.broken += count
        tally.measures.append((group, found.measure, count / found.n, found.n))
        if count:
            tally.issues.append(issues(rows, interviews.wave, found.broken, name, found.issue))
            tally.details += [found.issue] if found.issue not in tally.details else []


def _line(check: str, line: str, tally: _Tally) -> Finding:
    detail = "; ".join(tally.details)
    if not tally.broken:
        return Finding(Check(check, line, "informative", severity="warning", detail=detail))
    failed = Check(check, line, "failed", tally.broken, 0, severity="warning", detail=detail)
    return Finding(failed, issues=pd.concat(tally.issues))


def _summary(check: str, plan: Plan, wave: str, tallies: dict[tuple[str, str], _Tally]) -> Finding:
    mine = [tally for (of, _), tally in tallies.items() if of == wave]
    read = sum(bool(tally.measures) for tally in mine)
    table = measures([row for tally in mine for row in tally.measures])
    finding = Check(
        check,
        target(plan, wave, "questions of the form"),
        "informative",
        value=read,
        threshold=len(mine),
        severity="warning",
        detail="questions whose rules could be evaluated, of those that have any",
    )
    return Finding(finding, table)
