"""Faults that only the data show: arms that were not planned, outcomes that never vary."""

from collections.abc import Iterator
from typing import TypeVar

import pandas as pd
from pydantic import BaseModel, ValidationError

from pipeline import expressions
from pipeline.construction.given import ConstructionError, Given
from pipeline.construction.making import made, not_made, of_sample, row_wise
from pipeline.construction.members import members
from pipeline.document import Document, Location, at, listing, mapping, plain
from pipeline.errors import DataError, Fault
from pipeline.faults.outcome_kinds import event_faults, value_faults
from pipeline.plan import Design
from pipeline.sections.clean import Clean
from pipeline.sections.construct import Members
from pipeline.sections.variables import KINDS, Expression, Made, kind_of, sources
from pipeline.survey import Survey

Model = TypeVar("Model", bound=BaseModel)


def data_faults(document: Document, survey: Survey) -> list[Fault]:
    """What the plan says of variables, treatment, outcomes and sample and the survey contradicts.

    Values are counted, never shown. What the plan itself says wrongly is others' to say: a section
    or a variable that cannot be read is left out here, with all that is made from it.
    """
    faults: list[Fault] = []
    given = Given(survey, _section(document, Clean, "clean"), _section(document, Design, "design"))
    variables = _variables(document, given)
    frame = _units(document, given, faults)
    frame = _with_made(document, frame, (row_wise(variables), given), faults)
    for index in range(len(listing(document, "construct", "sample"))):
        kept = _kept(document, ("construct", "sample", index, "keep"), frame, faults)
        frame = frame if kept is None else frame[kept]
    frame = _with_made(document, frame, (of_sample(variables), given), faults)
    return [*faults, *_arm_faults(document, frame), *_outcome_faults(document, frame)]


def _section(document: Document, model: type[Model], *place: str) -> Model | None:
    """A section of the plan, or nothing where it is not as it must be."""
    try:
        return model.model_validate(plain(at(document, *place)))
    except ValidationError:
        return None


def _variables(document: Document, given: Given) -> dict[str, Made]:
    """The variables of the plan that can be read, and that the readable sections suffice for."""
    needs = {"lag": given.clean, "aggregate": given.clean, "index": given.design}
    found = {}
    for name, entry in mapping(document, "construct", "variables").items():
        kind = kind_of(entry)
        if needs.get(kind, given) is None:
            continue
        try:
            found[name] = KINDS[kind].model_validate(entry)
        except ValidationError:
            continue
    return found


def _units(document: Document, given: Given, faults: list[Fault]) -> pd.DataFrame:
    place: Location = ("construct", "members")
    planned = _section(document, Members, *place)
    if planned is None or given.clean is None:
        return given.survey.rows
    try:
        return members(given.survey.rows, planned, given)
    except ConstructionError as error:
        faults += [document.placed(fault) for fault in not_made(place, error).faults]
        return given.survey.rows


def _with_made(
    document: Document,
    frame: pd.DataFrame,
    planned: tuple[dict[str, Made], Given],
    faults: list[Fault],
) -> pd.DataFrame:
    """The rows with every variable that can be made; a fault for each that these data refuse."""
    variables, given = planned
    frame = frame.copy()
    for name, variable in variables.items():
        unreadable = (
            isinstance(variable, Expression)
            and (expressions.complaint(variable.expression, frame.columns)[0])
        )
        if unreadable or not sources(variable) <= set(frame):
            continue
        try:
            frame[name] = made(frame, name, variable, given)
        except DataError as error:
            faults += [document.placed(fault) for fault in error.faults]
    return frame


def _kept(
    document: Document, place: Location, frame: pd.DataFrame, faults: list[Fault]
) -> pd.Series | None:
    """The rows that a sample rule keeps, or nothing and a fault."""
    rule = at(document, *place)
    if not isinstance(rule, str) or expressions.complaint(rule, frame.columns)[0]:
        return None
    try:
        return expressions.condition(frame, rule)
    except expressions.ExpressionError as error:
        message = f"the expression cannot be computed: {error}"
        faults.append(document.fault("E223", message, place, found=rule))
        return None


def _arm_faults(document: Document, frame: pd.DataFrame) -> Iterator[Fault]:
    treatment = at(document, "design", "treatment")
    arms = mapping(document, "design", "arms")
    planned = {arm.get("value") for arm in arms.values() if isinstance(arm, dict)}
    if not isinstance(treatment, str) or treatment not in frame or len(planned) < max(2, len(arms)):
        return
    found = set(frame[treatment].dropna().unique())
    if len(found) > len(planned):
        number = "two" if len(planned) == 2 else str(len(planned))
        message = f"treatment `{treatment}` has {len(found)} values; the plan has {number} arms"
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
        else:
            yield from value_faults(document, name, values)
    yield from event_faults(document, frame)


def _is_binary(outcome: object) -> bool:
    return isinstance(outcome, dict) and outcome.get("kind") == "binary"
