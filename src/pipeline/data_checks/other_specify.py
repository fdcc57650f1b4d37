"""Do too many answers fall under "other, specify", and do their texts name a choice after all?"""

import pandas as pd

from pipeline.data_checks.lists import EVERYBODY, each_wave, issues, measures, target
from pipeline.forms.answered import answered, is_asked_of
from pipeline.forms.form import Form, Question
from pipeline.forms.xpath import FormRuleError, parse, references
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey

GIVEN, CHOICE = "__given", "__choice"


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each "other, specify" the share of answers that took it, and how many of its texts say
    what one of the choices says."""
    findings = []
    for wave, rows in each_wave(survey, plan):
        for column in [name for name in rows if name.endswith(GIVEN)]:
            text = column.removesuffix(GIVEN)
            question = parent(text, survey.forms.get(wave, ()))
            name = target(plan, wave, text)
            findings.append(_share(rows, column, question, name, plan.check.most_other))
            if text + CHOICE in rows:
                findings += _named(rows, wave, text, name)
    return findings


def parent(text: str, forms: tuple[Form, ...]) -> Question | None:
    """The question whose "other" opens a text: of those that the text's `relevant` names, the one
    that its name begins with, or else the only one."""
    for form in reversed(forms):
        asked = form.questions.get(text)
        if asked is None or not asked.relevant:
            continue
        try:
            names = references(parse(asked.relevant))
        except FormRuleError:
            continue
        alike = sorted((name for name in names if text.startswith(name)), key=len)
        found = alike[-1] if alike else names.pop() if len(names) == 1 else ""
        if found in form.questions:
            return form.questions[found]
    return None


def _share(
    rows: pd.DataFrame, column: str, question: Question | None, name: str, most: float
) -> Finding:
    """Of those who answered the question; of all who were interviewed where no form tells it."""
    known = rows[column].notna()
    if question is not None and is_asked_of(rows, question):
        known &= answered(rows, question)
    n = int(known.sum())
    if n == 0:
        return Finding(Check("other_specify", name, "not_applicable", detail="nobody was asked"))
    share = float(rows.loc[known, column].mean())
    status = "failed" if share > most else "passed"
    finding = Check("other_specify", name, status, value=share, threshold=most)
    return Finding(finding, measures([(EVERYBODY, "other_share", share, n)]))


def _named(rows: pd.DataFrame, wave: str, text: str, name: str) -> list[Finding]:
    """Texts that name a choice: where to move them with `harmonise`."""
    choices = rows[text + CHOICE]
    given, count = int(rows[text + GIVEN].sum()), int(choices.notna().sum())
    if given == 0:
        return []
    table = [(EVERYBODY, "names_a_choice", float(count), count)]
    table += [
        (code, "names_this_choice", float(times), int(times))
        for code, times in choices.value_counts().sort_index().items()
    ]
    detail = "texts that say what one of the choices says; move them with clean: harmonise:"
    finding = Check(
        "other_specify",
        f"{name} names a choice",
        "failed" if count else "passed",
        count,
        0,
        detail=detail,
    )
    listed = issues(rows, wave, choices.notna(), text, "the text says what one of the choices says")
    return [Finding(finding, measures(table), listed)]
