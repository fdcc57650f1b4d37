"""Data checks that failed and stop the run."""

import math

from pipeline.errors import CheckError, Fault
from pipeline.project import Folder
from pipeline.results import read_table


def refuse_failed_checks(folder: Folder) -> None:
    """Stop where `check` found what the plan calls an error.

    Raises
    ------
    CheckError
        With every such check: how many were counted, and how many are allowed.
    """
    checks = read_table(folder, "data_checks.csv")
    stopping = checks[(checks["status"] == "failed") & (checks["severity"] == "error")]
    if stopping.empty:
        return
    plan = folder.relative(folder.plan)
    help_ = (
        f"see {folder.relative(folder.issues)}/issues.csv and the data-quality report; correct the "
        "data in corrections.csv, or set check: severity: {%s: warning} and defend it"
    )
    raise CheckError(
        Fault(
            "E401",
            f"data check `{row.check}` failed for `{row.target}`",
            plan,
            key="check",
            found=_found(row.value, row.threshold, row.detail),
            help=help_ % row.check,
        )
        for row in stopping.itertuples()
    )


def _found(value: float, threshold: float, detail: str) -> str:
    found = "a number too small to publish" if math.isnan(value) else f"{value:g}"
    return f"{found} where {threshold:g} is allowed" + (f" ({detail})" if detail else "")
