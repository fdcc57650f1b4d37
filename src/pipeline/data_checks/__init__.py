"""Questions to the clean data: `(survey, plan) -> checks`, one for each thing asked about."""

from collections.abc import Callable

import pandas as pd

from pipeline.data_checks import constraints, duplicates, missing
from pipeline.plan import Plan
from pipeline.results import Check

DataCheck = Callable[[pd.DataFrame, Plan], list[Check]]

DATA_CHECKS: dict[str, DataCheck] = {
    "duplicates": duplicates.check,
    "missing": missing.check,
    "constraints": constraints.check,
}
DEFAULT_SEVERITY = {"duplicates": "error", "missing": "warning", "constraints": "error"}
