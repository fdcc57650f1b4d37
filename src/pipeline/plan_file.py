"""Reads plan.yaml and params.yaml, and says of every fault at once on which line it stands."""

import types
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from pipeline.codebook import Codebook, read_codebook
from pipeline.document import Document, Location, plain, read_document
from pipeline.errors import Fault, PlanError, ResultsError, nearest
from pipeline.faults.names import name_faults
from pipeline.plan import Plan, Settings
from pipeline.project import Folder
from pipeline.sections.design import Arm, Arms
from pipeline.sections.variables import KINDS

OWN_NAMES = {Arms: Arm}  # models whose entries may have names of their own, and what these are


def load_settings(root: Path) -> Settings:
    """`params.yaml` as `Settings`.

    Raises
    ------
    PlanError
        With every unknown key, missing key and wrong type, each with its line.
    """
    document = read_document(root / "params.yaml", "params.yaml")
    try:
        return Settings.model_validate(plain(document.content))
    except ValidationError as error:
        raise PlanError(form_faults(error, document, Settings)) from None


def load_plan(folder: Folder) -> Plan:
    """`plan.yaml` of one evaluation as a `Plan` whose names all exist.

    Raises
    ------
    PlanError
        With all faults together: of form (keys, types), of names (columns, estimators,
        checks, graph nodes), and, where a plan fails and clean data exist, of the data.
    """
    return load_plan_and_codebook(folder)[0]


def load_plan_and_codebook(folder: Folder) -> tuple[Plan, Codebook]:
    """The plan with the codebook it was checked against; see `load_plan`."""
    document = read_document(folder.plan, folder.relative(folder.plan))
    codebook = read_codebook(folder)
    faults: list[Fault] = []
    plan = None
    try:
        plan = Plan.model_validate(plain(document.content))
    except ValidationError as error:
        faults += form_faults(error, document, Plan)
    faults += name_faults(document, codebook)
    if faults or plan is None:
        raise PlanError(faults + _data_faults(document, folder, codebook))
    return plan, codebook


def _data_faults(document: Document, folder: Folder, codebook: Codebook) -> list[Fault]:
    """What the data would refuse as well, so that one reading of the message mends all of it."""
    if not (folder.clean / "survey.parquet").is_file():
        return []
    from pipeline.faults.data import data_faults
    from pipeline.survey import read_survey

    try:
        survey = read_survey(folder, codebook)
    except ResultsError:  # a clean that did not end
        return []
    return data_faults(document, survey)


def form_faults(error: ValidationError, document: Document, model: type[BaseModel]) -> list[Fault]:
    """Pydantic's complaints, in the evaluator's words and with their lines."""
    return [_form_fault(complaint, document, model) for complaint in error.errors()]


def _form_fault(complaint: Any, document: Document, model: type[BaseModel]) -> Fault:
    location: Location = _without_kind(complaint["loc"])
    kind, name = complaint["type"], str(location[-1]) if location else ""
    if kind == "extra_forbidden":
        known = _keys_at(model, complaint["loc"][:-1])
        help_ = nearest(name, known) or "known keys: " + ", ".join(sorted(known))
        return document.fault("E111", f"unknown key `{name}`", location, help=help_)
    if kind == "missing":
        return document.fault("E112", f"the key `{name}` is missing", location)
    found = _shown(complaint["input"])
    if kind == "literal_error":
        allowed = complaint["ctx"]["expected"]
        help_ = nearest(str(complaint["input"]), allowed.replace("'", "").split(" or ")) or ""
        return document.fault(
            "E113", f"`{name}` must be one of {allowed}", location, found=found, help=help_
        )
    return document.fault("E113", f"`{name}`: {complaint['msg']}", location, found=found)


def _without_kind(location: Location) -> Location:
    """The place in the plan; pydantic adds the kind of variable that an entry was read as."""
    made = location[:2] == ("construct", "variables") and len(location) > 3
    return location[:3] + location[4:] if made else location


def _shown(value: Any) -> str:
    text = str(value) if not isinstance(value, dict | list) else type(value).__name__
    return text if len(text) <= 80 else text[:77] + "..."


def _keys_at(model: type[BaseModel], location: Location) -> set[str]:
    """The keys that the model knows at a location."""
    kind: Any = model
    for step in location:
        kind = _bare(kind)
        if step in KINDS and get_origin(kind) in (Union, types.UnionType):
            kind = KINDS[str(step)]
        elif isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            kind = fields[str(step)].annotation if str(step) in fields else OWN_NAMES[kind]
        else:
            kind = get_args(kind)[-1 if get_origin(kind) is dict else 0]
    kind = _bare(kind)
    return {field.alias or name for name, field in kind.model_fields.items()}


def _bare(kind: Any) -> Any:
    """A type without `Annotated` and without `| None`."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        parts = [part for part in get_args(kind) if part is not type(None)]
        return _bare(parts[0]) if len(parts) == 1 else kind
    return kind
