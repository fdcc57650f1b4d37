"""Was each question asked of those whom the form would ask, and of nobody else?"""

import numpy as np
import pandas as pd

from pipeline.codebook import ROW
from pipeline.data_checks.by_form import Collected
from pipeline.data_checks.form_faults import Judged, form_findings
from pipeline.forms.answered import answered
from pipeline.forms.form import METADATA, NOTE, Question
from pipeline.forms.rules import holds
from pipeline.forms.xpath import FormRuleError
from pipeline.plan import Plan
from pipeline.results import Finding
from pipeline.survey import Survey

# Filled in by the form or the device; nobody is asked, so nobody can leave them out.
NOT_ASKED = frozenset({"calculate", "hidden", NOTE, *METADATA})


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each question that the form asks of some only (`relevant`), or that it requires: answers
    where it was not to be asked, and none where it was to be asked and required.

    An answer such as "refused", missing for a reason, was asked for and given.
    """

    def rule(interviews: Collected, question: Question) -> list[Judged]:
        reasons = survey.missing
        mine = (reasons["wave"] == interviews.wave) & (reasons["variable"] == question.name)
        return wrongly_asked(interviews, question, reasons.loc[mine, ROW])

    return form_findings("skip_logic", survey, plan, rule, str)


def wrongly_asked(interviews: Collected, question: Question, refused: pd.Series) -> list[Judged]:
    """Answers that should not be there, and required answers that are not.

    ``refused`` has the row numbers of answers that are missing for a reason.

    Raises
    ------
    FormRuleError
        Where the question's `relevant` cannot be evaluated.
    """
    if question.kind in NOT_ASKED or not (question.relevant or question.required):
        return []
    rows = interviews.rows(question.repeat)
    given = answered(rows, question) | rows[ROW].isin(refused).to_numpy()
    known = to_ask = np.ones(len(rows), bool)
    if question.relevant:
        relevant = holds(question.relevant, interviews.answers, question)
        known = relevant.notna().to_numpy()
        to_ask = relevant.fillna(False).to_numpy(dtype=bool)
        if not known.any() and len(rows):
            raise FormRuleError("an answer that it depends on is not in the clean data")
    judged = []
    idle, asked = known & ~to_ask, known & to_ask
    if idle.any():
        issue = "answered, though the form does not ask it here"
        judged.append(Judged(issue, "answered_not_asked", idle & given, int(idle.sum())))
    if question.required and asked.any():
        issue = "required, and not answered"
        judged.append(Judged(issue, "required_unanswered", asked & ~given, int(asked.sum())))
    return judged
