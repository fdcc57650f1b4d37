"""Faults that only the data show: arms that were not planned, outcomes that never vary."""

from collections.abc import Callable, Iterator

import pandas as pd

from pipeline import expressions
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault


def data_faults(document: Document, survey: pd.DataFrame) -> list[Fault]:
    """What the plan says of treatment, outcomes and sample and the survey contradicts.

    ``survey`` has one row per interview, as `clean` leaves it. Values are counted, never shown.
    """
    faults: list[Fault] = []
    frame = survey.copy()
    for name in mapping(document, "construct", "variables"):
        place: Location = ("construct", "variables", name, "expression")
        values = _computed(document, place, expressions.variable, frame, faults)
        if values is not None:
            frame[name] = values
    for index in range(len(listing(document, "construct", "sample"))):
        place = ("construct", "sample", index, "keep")
        kept = _computed(document, place, expressions.condition, frame, faults)
        frame = frame if kept is None else frame[kept]
    return [*faults, *_arm_faults(document, frame), *_outcome_faults(document, frame)]


def _computed(
    document: Document,
    place: Location,
    compute: Callable[[pd.DataFrame, str], pd.Series],
    frame: pd.DataFrame,
    faults: list[Fault],
) -> pd.Series | None:
    """An expression's value, or nothing and a fault; names that do not exist are others' to say."""
    expression = at(document, *place)
    if not isinstance(expression, str) or expressions.complaint(expression, frame.columns)[0]:
        return None
    try:
        return compute(frame, expression)
    except expressions.ExpressionError as error:
        message = f"the expression cannot be computed: {error}"
        faults.append(document.fault("E223", message, place, found=expression))
        return None


def _arm_faults(document: Document, frame: pd.DataFrame) -> Iterator[Fault]:
    treatment = at(document, "design", "treatment")
    arms = mapping(document, "design", "arms")
    planned = {arm.get("value") for arm in arms.values() if isinstance(arm, dict)}
    if not isinstance(treatment, str) or treatment not in frame or len(planned) != 2:
        return
    found = set(frame[treatment].dropna().unique())
    if len(found) > 2:
        message = f"treatment `{treatment}` has {len(found)} values; the plan has two arms"
        help_ = "leave out the other rows under construct: sample:, or plan another treatment"
        yield document.fault("E210", message, ("design", "treatment"), help=help_)
    elif found != planned:
        message = f"the values of treatment `{treatment}` are not those of the planned arms"
        absent = ", ".join(sorted(str(value) for value in planned - found)) or "none"
        shown = f"planned and not in the data: {absent}; other values: {len(found - planned)}"
        yield document.fault("E211", message, ("design", "arms"), found=shown)


def _outcome_faults(document: Document, frame: pd.DataFrame) -> Iterator[Fault]:
    for name, outcome in mapping(document, "construct", "outcomes").items():
        place = ("construct", "outcomes", name)
        if name not in frame:
            continue
        values = frame[name].dropna()
        if not pd.api.types.is_numeric_dtype(values):
            message = f"outcome `{name}` is text; an outcome must be a number"
            yield document.fault("E214", message, place)
        elif values.nunique() < 2:
            message = f"outcome `{name}` is constant: it cannot have changed"
            found = f"{len(values)} answers, all the same" if len(values) else "no answers at all"
            yield document.fault("E212", message, place, found=found)
        elif _is_binary(outcome) and not set(values.unique()) <= {0, 1}:
            message = f"outcome `{name}` is planned as binary and has values other than 0 and 1"
            found = f"{values.nunique()} different values"
            yield document.fault("E213", message, place, found=found)


def _is_binary(outcome: object) -> bool:
    return isinstance(outcome, dict) and outcome.get("kind") == "binary"
