"""Which versions of the form were interviews collected with, and was an old one used too long?"""

import pandas as pd

from pipeline.data_checks.by_form import version_column
from pipeline.data_checks.lists import each_wave, issues, local, measures, target
from pipeline.forms.answered import DAY_NAMES
from pipeline.forms.form import Form
from pipeline.plan import Plan
from pipeline.results import Check, Finding
from pipeline.survey import Survey


def check(survey: Survey, plan: Plan) -> list[Finding]:
    """For each wave the interviews by version, and how many used a version on a day after that on
    which a newer one came into use."""
    findings = []
    # A version may be used in a later wave than its own: the order is that of all waves' forms.
    forms = tuple(form for wave in plan.clean.waves for form in survey.forms.get(wave, ()))
    for wave, rows in each_wave(survey, plan):
        column = version_column(rows)
        if column is not None and rows[column].notna().any():
            findings.append(_one(rows, column, wave, days(rows, plan), forms, plan))
    return findings


def days(rows: pd.DataFrame, plan: Plan) -> pd.Series | None:
    """The day of each interview, by the plan's own column or by what exports call it."""
    planned = [plan.check.interviews.start] if plan.check.interviews else []
    for name in (*planned, *DAY_NAMES):
        if name in rows and pd.api.types.is_datetime64_any_dtype(rows[name]):
            return local(rows[name]).dt.normalize()
    return None


def outdated(version: pd.Series, day: pd.Series, order: list[str]) -> pd.Series:
    """Whether each interview used a version older than one in use on an earlier day.

    ``order`` has the versions, oldest first; those it lacks go by the first day they were used.
    """
    used = pd.DataFrame({"version": version, "day": day}).dropna()
    first = used.groupby("version")["day"].min().sort_values(kind="stable")
    known = [name for name in order if name in first.index]
    ranked = known if set(known) == set(first.index) else list(first.index)
    rank = pd.Series(range(len(ranked)), index=ranked)
    by_day = used["version"].map(rank).groupby(used["day"]).max().sort_index()
    newest_before = by_day.cummax().shift(fill_value=-1)
    behind = used["version"].map(rank) < used["day"].map(newest_before)
    return behind.reindex(version.index, fill_value=False)


def _one(
    rows: pd.DataFrame,
    column: str,
    wave: str,
    day: pd.Series | None,
    forms: tuple[Form, ...],
    plan: Plan,
) -> Finding:
    version = rows[column].astype(object).where(rows[column].notna()).map(str, na_action="ignore")
    counts = version.value_counts().sort_index()
    table = measures(
        [(name, "interviews", float(count), int(count)) for name, count in counts.items()]
    )
    name = target(plan, wave, column)
    if day is None:
        detail = "no column says on which day interviews took place"
        return Finding(
            Check("form_versions", name, "informative", len(counts), detail=detail), table
        )
    late = outdated(version, day, [form.version for form in forms])
    count = int(late.sum())
    status = "failed" if count else "passed"
    detail = "interviews with an old version on a day after a newer one came into use"
    finding = Check("form_versions", name, status, count, 0, detail=detail)
    return Finding(finding, table, issues(rows, wave, late, column, "an old version of the form"))
