"""Questions to the clean data: `(survey, plan) -> findings`, one for each thing asked about."""

from collections.abc import Callable

from pipeline.data_checks import constraints, duplicates, missing
from pipeline.plan import Plan
from pipeline.results import Finding
from pipeline.survey import Survey

DataCheck = Callable[[Survey, Plan], list[Finding]]

DATA_CHECKS: dict[str, DataCheck] = {
    "duplicates": duplicates.check,
    "missing": missing.check,
    "constraints": constraints.check,
}
DEFAULT_SEVERITY = {"duplicates": "error", "missing": "warning", "constraints": "error"}
