"""Questions to the clean data: `(survey, plan) -> findings`, one for each thing asked about."""

from collections.abc import Callable

from pipeline.data_checks import (
    assignment,
    backchecks,
    constraints,
    duplicates,
    enumerators,
    form_versions,
    gps,
    interviews,
    logic,
    missing,
    other_specify,
    outliers,
    progress,
    skip_logic,
)
from pipeline.plan import Plan
from pipeline.results import Finding
from pipeline.survey import Survey

DataCheck = Callable[[Survey, Plan], list[Finding]]

DATA_CHECKS: dict[str, DataCheck] = {
    "duplicates": duplicates.check,
    "missing": missing.check,
    "outliers": outliers.check,
    "constraints": constraints.check,
    "skip_logic": skip_logic.check,
    "logic": logic.check,
    "other_specify": other_specify.check,
    "enumerators": enumerators.check,
    "interviews": interviews.check,
    "gps": gps.check,
    "backchecks": backchecks.check,
    "progress": progress.check,
    "assignment": assignment.check,
    "form_versions": form_versions.check,
}
# What the plan itself asks of the data stops the run; what only looks wrong is for people to judge.
DEFAULT_SEVERITY = {name: "warning" for name in DATA_CHECKS} | {
    "duplicates": "error",
    "constraints": "error",
    "logic": "error",
}
