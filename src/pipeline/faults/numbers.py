"""Columns that an estimate reckons with, and that hold text."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.document import Document, Location
from pipeline.errors import Fault

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.plan import Plan

OF_DESIGN = ("running", "time", "first_treated", "take_up", "mediator")


def text_faults(document: Document, analysis: "pd.DataFrame", plan: "Plan") -> Iterator[Fault]:
    """Each column beside the covariates that must be a number, or for times a date, and is not."""
    from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

    for place, name in _named(plan):
        if name not in analysis:
            continue
        values = analysis[name].dropna()
        dates = place[-1] in ("time", "first_treated") and is_datetime64_any_dtype(values)
        if len(values) and not (is_numeric_dtype(values) or dates):
            message = f"`{name}` is not a number"
            help_ = "make numbers of it under construct: variables:"
            yield document.fault("E222", message, place, help=help_)


def _named(plan: "Plan") -> Iterator[tuple[Location, str | None]]:
    for key in OF_DESIGN:
        yield ("design", key), getattr(plan.design, key)
    for key in ("latitude", "longitude"):
        yield ("design", "exposure", key), getattr(plan.design.exposure, key, None)
    rule = plan.design.rerandomisation
    for index, name in enumerate(rule.covariates if rule else ()):
        yield ("design", "rerandomisation", "covariates", index), name
    for outcome, planned in plan.outcomes.items():
        yield ("construct", "outcomes", outcome, "lag"), planned.lag
    for index, name in enumerate(plan.robustness.negative_controls):
        yield ("robustness", "negative_controls", index), name
    declared = plan.robustness.specifications
    for name, columns in (declared.covariates if declared else {}).items():
        for index, column in enumerate(columns):
            yield ("robustness", "specifications", "covariates", name, index), column
