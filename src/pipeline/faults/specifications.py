"""Alternatives of a specification curve that the plan's design, outcomes or data do not allow."""

import math
from collections.abc import Iterator

from pipeline import expressions
from pipeline.designs import NEEDS_COVARIATES
from pipeline.designs.specified import CURVE, supported_estimators
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.rule import planned_estimators, rule_in
from pipeline.faults.selection import made_with_outcomes
from pipeline.sections.specifications import (
    BY_SCORE,
    MOST_SPECIFICATIONS,
    NOTHING,
    WHOLE,
    allows,
)

HERE: Location = ("robustness", "specifications")


def specification_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    """Every alternative that cannot be computed, or that nobody could defend.

    ``columns`` are those that leave `clean`.
    """
    rule = rule_in(document)
    if at(document, *HERE) is None or rule is None:
        return
    if CURVE not in rule.supported_checks:
        message = "this design has no specification curve"
        help_ = "take specifications: out; the design's other checks try to break its result"
        yield document.fault("E117", message, HERE, help=help_)
        return
    if at(document, "design", "sampling") is not None:
        message = "a specification curve counts every row the same; this sample has weights"
        yield document.fault("E117", message, HERE, help="take specifications: out")
    yield from _estimator_faults(document)
    yield from _set_faults(document)
    yield from _sample_faults(document, columns)
    yield from _label_faults(document)
    yield from _outcome_faults(document)
    yield from _trimming_faults(document)
    yield from _size_faults(document)


def _estimator_faults(document: Document) -> Iterator[Fault]:
    supported = supported_estimators(rule_in(document))
    for index, name in enumerate(listing(document, *HERE, "estimators")):
        if name in supported:
            continue
        message = f"estimator `{name}` has no place on this design's specification curve"
        help_ = nearest(str(name), supported) or "supported: " + ", ".join(supported)
        yield document.fault("E117", message, (*HERE, "estimators", index), help=help_)


def _set_faults(document: Document) -> Iterator[Fault]:
    """Sets that hold what treatment may have changed, or what decides who is compared."""
    design = mapping(document, "design")
    keys = ("treatment", "clusters", "strata", "take_up", "mediator")
    taken = {design.get(key): key for key in keys if isinstance(design.get(key), str)}
    taken |= dict.fromkeys(made_with_outcomes(document), "outcome, or what one is made from")
    for name, columns in mapping(document, *HERE, "covariates").items():
        place: Location = (*HERE, "covariates", name)
        if name in (WHOLE, NOTHING) and columns:
            message = f"`{name}` is a set of its own: the plan's covariates, or none of them"
            yield document.fault("E117", message, place, help="leave its list empty, or rename it")
        for index, column in enumerate(columns if isinstance(columns, list) else ()):
            if isinstance(column, str) and column in taken:
                message = f"`{column}` is the {taken[column]}; it cannot also be a covariate"
                yield document.fault("E117", message, (*place, index), help="take it out")


def _label_faults(document: Document) -> Iterator[Fault]:
    """Labels of sets and samples that the plan does not declare."""
    known = [*mapping(document, *HERE, "covariates"), *mapping(document, *HERE, "samples")]
    for name in mapping(document, *HERE, "labels"):
        if name not in known:
            message = f"`{name}` is neither a set of covariates nor a sample"
            help_ = nearest(name, known) or "declared: " + ", ".join(known)
            yield document.fault("E117", message, (*HERE, "labels", name), help=help_)


def _sample_faults(document: Document, columns: set[str]) -> Iterator[Fault]:
    """Samples chosen by treatment or by an outcome compare people who are not alike."""
    chosen = made_with_outcomes(document)
    known = columns | set(mapping(document, "construct", "variables"))
    design = mapping(document, "design")
    named = (design.get(key) for key in ("treatment", "take_up", "mediator"))
    later = {name for name in named if isinstance(name, str)}
    for name, rule in mapping(document, *HERE, "samples").items():
        place: Location = (*HERE, "samples", name)
        if name == WHOLE:
            message = f"`{WHOLE}` is everybody in the study, without a rule"
            yield document.fault("E117", message, place, help="give the sample another name")
        if not isinstance(rule, str):
            continue
        used = expressions.names(rule)
        message, help_ = expressions.complaint(rule, known)
        if message:
            yield document.fault("E132", message, place, found=rule, help=help_)
        for column in sorted(used & (chosen | later)):
            why = "treatment" if column in later else "an outcome or what one is made from"
            message = f"the sample is chosen by `{column}`, {why}"
            help_ = "choose by what was known before: the arms would not be alike otherwise"
            yield document.fault("E136", message, place, help=help_)


def _outcome_faults(document: Document) -> Iterator[Fault]:
    """Outcomes that are none, and transformations that no outcome of the curve allows."""
    planned = mapping(document, "construct", "outcomes")
    named = listing(document, *HERE, "outcomes")
    for index, name in enumerate(named):
        if name not in planned:
            message = f"`{name}` is not one of the plan's outcomes"
            help_ = nearest(str(name), map(str, planned))
            yield document.fault("E117", message, (*HERE, "outcomes", index), help=help_)
    asked = [planned[name] for name in (named or planned) if isinstance(planned.get(name), dict)]
    kinds = {str(outcome.get("kind")) for outcome in asked}
    for index, transformation in enumerate(listing(document, *HERE, "transformations")):
        if kinds and not any(allows(str(transformation), kind) for kind in kinds):
            message = f"`{transformation}` says nothing of an outcome of kind {', '.join(kinds)}"
            help_ = "take it out, or name under outcomes: one that it suits"
            yield document.fault("E117", message, (*HERE, "transformations", index), help=help_)


def _trimming_faults(document: Document) -> Iterator[Fault]:
    rule = rule_in(document)
    for index, trim in enumerate(listing(document, *HERE, "trimming")):
        place: Location = (*HERE, "trimming", index)
        if trim in BY_SCORE and not rule.adjusts:
            message = f"`{trim}` leaves people out by a probability that the lottery has fixed"
            yield document.fault("E117", message, place, help="trim: none or drop_top_1")


def _size_faults(document: Document) -> Iterator[Fault]:
    """More combinations than a curve can show, before those that are alike are put together."""
    adjusting = [
        name
        for name in listing(document, *HERE, "estimators") or planned_estimators(document)
        if name in NEEDS_COVARIATES
    ]
    parts = {
        "estimators": 1 + len(adjusting),
        "covariates": 1 + len(mapping(document, *HERE, "covariates")),
        "samples": 1 + len(mapping(document, *HERE, "samples")),
        "transformations": len({NOTHING, *listing(document, *HERE, "transformations")}),
        "trimming": len({NOTHING, *listing(document, *HERE, "trimming")}),
    }
    number = math.prod(parts.values())
    if number > MOST_SPECIFICATIONS:
        message = f"{number} specifications are more than {MOST_SPECIFICATIONS}"
        found = " × ".join(f"{count} {part}" for part, count in parts.items())
        help_ = "keep those alternatives that somebody would defend"
        yield document.fault("E117", message, HERE, found=found, help=help_)
