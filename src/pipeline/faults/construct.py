"""Faults of `construct:`: variables made of what is not there, and rules that choose by outcomes.

Like `faults.names`, it reads the document as it was written.
"""

from collections.abc import Iterator
from typing import Any

from pipeline import expressions
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.made import kind_faults
from pipeline.faults.selection import selection_faults
from pipeline.sections.construct import MISSING_ENDING
from pipeline.sections.variables import kind_of, made_of_sample, references, sources

LATER = "make it further up"


def construct_faults(document: Document, columns: set[str]) -> list[Fault]:
    """Every name under `construct:` that cannot be used where it stands.

    ``columns`` are those that leave `clean`.
    """
    known = columns | ({"wave"} if at(document, "clean", "layout") == "long" else set())
    return [
        *_name_faults(document, known),
        *_source_faults(document, known),
        *kind_faults(document),
        *_sample_faults(document, known),
        *selection_faults(document),
        *_missing_covariate_faults(document, known),
        *_member_faults(document),
    ]


def _name_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    for name in mapping(document, "construct", "variables"):
        if name in columns:
            message = f"`{name}` is already a column of the survey"
            place: Location = ("construct", "variables", name)
            yield document.fault("E153", message, place, help="give the new one its own name")


def _source_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    """Variables may be made from columns of the survey and from variables further up."""
    made = mapping(document, "construct", "variables")
    known = set(columns)
    for name, entry in made.items():
        for step, source in references(entry):
            if source in known:
                continue
            place: Location = ("construct", "variables", name, *step)
            cycle = _cycle(made, name, source)
            if cycle:
                message = f"`{name}` is made from itself: " + " from ".join(cycle)
                yield document.fault("E154", message, place, help="break the circle")
            elif source in made:
                message = f"`{source}` is only made further down"
                yield document.fault("E154", message, place, help=LATER)
            elif kind_of(entry) != "expression":
                message = f"`{name}` is made from `{source}`, which is not a column"
                yield document.fault("E132", message, place, help=nearest(source, known))
        if kind_of(entry) == "expression":
            place = ("construct", "variables", name, "expression")
            yield from _expression_fault(document, place, entry, known | set(made))
        known.add(name)


def _cycle(made: dict[str, Any], name: str, source: str) -> list[str]:
    """The way from a variable through a source back to itself, or nothing."""
    paths = [[name, source]]
    seen: set[str] = set()
    while paths:
        path = paths.pop()
        if path[-1] == name:
            return path
        if path[-1] in made and path[-1] not in seen:
            seen.add(path[-1])
            paths += [[*path, further] for further in sorted(sources(made[path[-1]]))]
    return []


def _expression_fault(
    document: Document, place: Location, holder: Any, known: set[str]
) -> Iterator[Fault]:
    expression = holder.get(place[-1]) if isinstance(holder, dict) else None
    if not isinstance(expression, str):
        return
    message, help_ = expressions.complaint(expression, known)
    if message:
        yield document.fault("E132", message, place, found=expression, help=help_)


def _sample_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    """What must be known before the sample may not depend on who is in it."""
    made = mapping(document, "construct", "variables")
    waiting = made_of_sample(made)
    early: list[tuple[Location, set[str]]] = []
    for index, rule in enumerate(listing(document, "construct", "sample")):
        place: Location = ("construct", "sample", index, "keep")
        yield from _expression_fault(document, place, rule, columns | set(made))
        keep = rule.get("keep") if isinstance(rule, dict) else None
        early.append((place, expressions.names(keep) if isinstance(keep, str) else set()))
    for index, item in enumerate(listing(document, "check", "constraints")):
        column = item.get("column") if isinstance(item, dict) else None
        early.append((("check", "constraints", index, "column"), {str(column)}))
    for key in ("treatment", "clusters", "strata"):
        early.append((("design", key), {str(at(document, "design", key))}))
    for name, entry in made.items():
        if kind_of(entry) == "lag":
            early.append((("construct", "variables", name, "lag"), sources(entry)))
    for place, names in early:
        for name in sorted(names & waiting):
            message = f"`{name}` depends on the sample, which has not been drawn at this point"
            help_ = "use a variable that needs no percentile, mean or weight of the sample"
            yield document.fault("E155", message, place, help=help_)


def _missing_covariate_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    covariates = listing(document, "construct", "covariates")
    named = listing(document, "construct", "missing_covariates")
    taken = columns | set(mapping(document, "construct", "variables"))
    for index, name in enumerate(named):
        place: Location = ("construct", "missing_covariates", index)
        if not isinstance(name, str):
            continue
        if name not in covariates:
            message = f"`{name}` is not a covariate"
            help_ = nearest(name, map(str, covariates)) or "list it there too"
            yield document.fault("E156", message, place, help=help_)
        elif name in named[:index]:
            yield document.fault("E156", f"`{name}` is listed twice", place)
        if name + MISSING_ENDING in taken:
            message = f"`{name}{MISSING_ENDING}`, the name of its indicator, is taken"
            yield document.fault("E156", message, place, help="rename that column")


def _member_faults(document: Document) -> Iterator[Fault]:
    place: Location = ("construct", "members")
    if not isinstance(at(document, *place), dict):
        return
    if not isinstance(at(document, "design", "clusters"), str):
        unit = at(document, "clean", "unit")
        message = "members of one household are alike, and the design has no clusters"
        help_ = f"name the household under design: clusters: ({unit}), or what was drawn"
        yield document.fault("E157", message, place, help=help_)
    if at(document, "clean", "layout") == "long" and not at(document, *place, "wave"):
        message = "in a long survey, members of one wave are analysed"
        yield document.fault("E157", message, place, help="say which: wave:")
