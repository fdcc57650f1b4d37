"""Is the clean data as good as it must be? Errors stop the run, warnings travel to the report."""

from dataclasses import replace

import pandas as pd

from pipeline.data_checks import DATA_CHECKS, DEFAULT_SEVERITY
from pipeline.data_faults import data_faults
from pipeline.document import Document, read_document
from pipeline.errors import CheckError, DataError, Fault
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder
from pipeline.results import Check, Finding, as_table, write_table
from pipeline.survey import Survey, read_survey


def run(folder: Folder) -> str:
    """Write `results/data_checks.csv`, then stop if a check of severity `error` failed."""
    plan, codebook = load_plan_and_codebook(folder)
    survey = read_survey(folder, codebook)
    document = read_document(folder.plan, folder.relative(folder.plan))

    refuse_unplanned_data(document, survey.rows)
    findings = all_findings(survey, plan)
    checks = [finding.check for finding in findings]

    write_table(folder, "data_checks.csv", as_table(checks), plan.disclosure)
    stop_on_errors(folder, checks)
    failed = sum(check.status == "failed" for check in checks)
    return f"{len(checks)} checks, {failed} warnings"


def refuse_unplanned_data(document: Document, survey: pd.DataFrame) -> None:
    """Stop where the survey contradicts the plan.

    Raises
    ------
    DataError
        With every arm that was not planned and every outcome that is constant or not a number.
    """
    faults = data_faults(document, survey)
    if faults:
        raise DataError(faults)


def all_findings(survey: Survey, plan: Plan) -> list[Finding]:
    """Every data check, each with the severity that the plan gives it."""
    severities = {**DEFAULT_SEVERITY, **plan.check.severity}
    return [
        replace(finding, check=replace(finding.check, severity=severities[name]))
        for name, ask in DATA_CHECKS.items()
        for finding in ask(survey, plan)
    ]


def stop_on_errors(folder: Folder, checks: list[Check]) -> None:
    """Stop where a check of severity `error` failed.

    Raises
    ------
    CheckError
        With every such check: what was counted and what it was held to.
    """
    faults = [
        Fault(
            "E401",
            f"data check `{check.check}` failed for `{check.target}`",
            folder.relative(folder.plan),
            key=f"check.{check.check}" if check.check == "constraints" else "check",
            found=f"{check.value:g} where {check.threshold:g} is allowed "
            + (f"({check.detail})" if check.detail else ""),
            help="see results/data_checks.csv; correct the data in corrections.csv, or set "
            f"check: severity: {{{check.check}: warning}} and defend it",
        )
        for check in checks
        if check.status == "failed" and check.severity == "error"
    ]
    if faults:
        raise CheckError(faults)
