"""Columns that have two roles in a plan, and arms that are the same."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault


def role_faults(document: Document) -> Iterator[Fault]:
    """Every column that has two roles, and every arm that is no other."""
    yield from _two_roles(document)
    yield from _taken_columns(document)


def _two_roles(document: Document) -> Iterator[Fault]:
    """A column that has two roles, an arm that is no other."""
    design = {key: at(document, "design", key) for key in ("treatment", "clusters", "strata")}
    roles: dict[str, str] = {}
    for key, name in design.items():
        if isinstance(name, str):
            roles.setdefault(name, key)
    outcomes = mapping(document, "construct", "outcomes")
    named = [(("construct", "outcomes", name), name, "an outcome") for name in outcomes]
    covariates = listing(document, "construct", "covariates")
    roles_of_covariates = {**roles, **dict.fromkeys(outcomes, "outcome")}
    for index, name in enumerate(covariates):
        place: Location = ("construct", "covariates", index)
        if isinstance(name, str) and name in roles_of_covariates:
            message = f"`{name}` is the {roles_of_covariates[name]}; it cannot also be a covariate"
            yield document.fault("E133", message, place, help="take it off one of the lists")
        elif name in covariates[:index]:
            yield document.fault("E133", f"covariate `{name}` is listed twice", place)
    named += [(("design", key), design[key], f"the {key}") for key in ("clusters", "strata")]
    for place, name, role in named:
        if isinstance(name, str) and name in roles and roles[name] != role.removeprefix("the "):
            message = f"`{name}` is the {roles[name]}; it cannot also be {role}"
            yield document.fault("E133", message, place)
    arms = mapping(document, "design", "arms")
    values = [arm.get("value") for arm in arms.values() if isinstance(arm, dict)]
    twice = next((value for value in values if values.count(value) > 1), None)
    if len(values) > 1 and twice is not None:
        which = "both" if len(values) == 2 else "two"
        message = f"{which} arms have the same value in the treatment column"
        yield document.fault("E134", message, ("design", "arms"), found=str(twice))


def _taken_columns(document: Document) -> Iterator[Fault]:
    """What decides, mediates or dates treatment, and is itself the treatment or an outcome."""
    taken = dict.fromkeys(mapping(document, "construct", "outcomes"), "outcome")
    treatment = at(document, "design", "treatment")
    if isinstance(treatment, str):
        taken[treatment] = "treatment"
    for key in ("running", "take_up", "mediator", "time", "first_treated"):
        name = at(document, "design", key)
        if isinstance(name, str) and name in taken:
            message = f"`{name}` is the {taken[name]}; it cannot also be the {key}"
            yield document.fault("E133", message, ("design", key))
