"""Is the clean data as good as it must be? Errors stop `construct`, warnings reach the report."""

from dataclasses import replace

import pandas as pd

from pipeline.codebook import ROW
from pipeline.data_checks import DATA_CHECKS, DEFAULT_SEVERITY
from pipeline.data_checks.lists import each_wave
from pipeline.document import Document, read_document
from pipeline.errors import DataError
from pipeline.faults.checks import check_faults
from pipeline.faults.data import data_faults
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder, whole_file
from pipeline.results import Finding, as_table, write_table
from pipeline.survey import Survey, read_survey

# Columns of the private list of interviews to look at.
ISSUES = ("wave", ROW, "unit", "enumerator", "check", "variable", "issue", "severity")


def run(folder: Folder) -> str:
    """Write `results/data_checks.csv`, `data_quality.csv` and, where the rows are, `issues.csv`.

    A failed check of severity `error` stops `construct`, not this stage: the field team's report
    comes in between, and is needed most then.
    """
    plan, codebook = load_plan_and_codebook(folder)
    survey = read_survey(folder, codebook)
    document = read_document(folder.plan, folder.relative(folder.plan))

    refuse_unplanned_data(document, survey)
    refuse_absent_columns(document, survey, plan)
    findings = all_findings(survey, plan)
    checks = [finding.check for finding in findings]

    write_table(folder, "data_checks.csv", as_table(checks), plan.disclosure)
    write_table(folder, "data_quality.csv", all_measures(findings), plan.disclosure)
    with whole_file(folder.issues / "issues.csv") as path:
        all_issues(findings, survey, plan).to_csv(path, index=False, lineterminator="\n")
    failed = [check.severity for check in checks if check.status == "failed"]
    errors = failed.count("error")
    told = f", {errors} errors: `construct` will stop" if errors else ""
    return f"{len(checks)} checks, {len(failed) - errors} warnings{told}"


def refuse_unplanned_data(document: Document, survey: Survey) -> None:
    """Stop where the survey contradicts the plan.

    Raises
    ------
    DataError
        With every arm that was not planned and every outcome that is constant or not a number.
    """
    faults = data_faults(document, survey)
    if faults:
        raise DataError(faults)


def refuse_absent_columns(document: Document, survey: Survey, plan: Plan) -> None:
    """Stop where the plan asks something of a wave or column that is not there.

    Raises
    ------
    DataError
        With every such wave and column, and those of a kind that the check cannot use.
    """
    faults = check_faults(document, survey, plan)
    if faults:
        raise DataError(faults)


def all_findings(survey: Survey, plan: Plan) -> list[Finding]:
    """Every data check, with the plan's severity, or its own, or else that of its kind."""
    return [
        replace(finding, check=replace(finding.check, severity=severity))
        for name, ask in DATA_CHECKS.items()
        for finding in ask(survey, plan)
        for severity in [
            plan.check.severity.get(name) or finding.check.severity or DEFAULT_SEVERITY[name]
        ]
    ]


def all_measures(findings: list[Finding]) -> pd.DataFrame:
    """What the checks measured, each number with the check and the target it belongs to."""
    tables = [
        finding.measures.assign(check=finding.check.check, target=finding.check.target)
        for finding in findings
        if finding.measures is not None
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def all_issues(findings: list[Finding], survey: Survey, plan: Plan) -> pd.DataFrame:
    """The interviews to look at, by wave and row, with their unit and enumerator by pseudonym.

    These are rows of respondents: they stay beside the data, and are no result.
    """
    tables = [
        finding.issues.assign(check=finding.check.check, severity=finding.check.severity)
        for finding in findings
        if finding.issues is not None and len(finding.issues)
    ]
    if not tables:
        return pd.DataFrame(columns=list(ISSUES))
    listed = pd.concat(tables, ignore_index=True)
    people = [
        found.assign(wave=wave)
        for wave, rows in each_wave(survey, plan)
        if len(found := _people(rows, plan))
    ]
    if people:
        listed = listed.merge(pd.concat(people), on=["wave", ROW], how="left")
    listed = listed.reindex(columns=list(ISSUES)).drop_duplicates()
    return listed.sort_values(["wave", ROW, "check", "variable"], kind="stable", ignore_index=True)


def _people(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """For each row number the unit, and who interviewed it, where the wave has these columns."""
    enumerators = plan.check.enumerators
    names = {plan.clean.unit: "unit", enumerators.column if enumerators else None: "enumerator"}
    known = [name for name in names if name in rows]
    return rows[[ROW, *known]].rename(columns=names).drop_duplicates(ROW)
