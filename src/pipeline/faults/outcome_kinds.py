"""Outcomes whose kind does not fit the design, the estimators, or the values in the data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in
from pipeline.sections.outcome_kinds import NOT_NEGATIVE, OWN_DEFAULTS, WHOLE, answers_for

if TYPE_CHECKING:
    import pandas as pd

TIMES = "time_to_event"


def outcome_kind_faults(document: Document) -> Iterator[Fault]:
    """Every outcome that asks for what its kind has not, or that nothing planned answers for."""
    for name, outcome in mapping(document, "construct", "outcomes").items():
        if isinstance(outcome, dict):
            place = ("construct", "outcomes", name)
            yield from _keys_of_kind(document, place, outcome)
            yield from _unanswered(document, place, outcome.get("kind"))
            yield from _lag_faults(document, place, outcome)
    yield from _measure_faults(document)


def _keys_of_kind(document: Document, place: Location, outcome: dict[str, Any]) -> Iterator[Fault]:
    for key in ("event", "horizon"):
        named = outcome.get(key) is not None
        if outcome.get("kind") == TIMES and not named:
            message = f"a time until an event needs `{key}`"
            help_ = "event: the column of 1 (seen) and 0 (watched until then); horizon: until when"
            yield document.fault("E192", message, (*place, key), help=help_)
        elif outcome.get("kind") != TIMES and named:
            message = f"`{key}` belongs to times until an event"
            yield document.fault("E192", message, (*place, key), help=f"write kind: {TIMES}")


def _unanswered(document: Document, place: Location, kind: object) -> Iterator[Fault]:
    """A kind that the design, the sample or the named estimators do not answer for."""
    rule = rule_in(document)
    if rule is None or not isinstance(kind, str):
        return
    defaults = OWN_DEFAULTS.get(kind, ())
    if defaults and not set(defaults) & set(rule.supported):
        message = "this design does not answer for times until an event"
        help_ = "make yes or no of it under construct: variables: (had the event by a date)"
        yield document.fault("E193", message, (*place, "kind"), help=help_)
    elif defaults and at(document, "design", "sampling") is not None:
        message = "times until an event cannot carry survey weights"
        help_ = "make yes or no of it under construct: variables: (had the event by a date)"
        yield document.fault("E193", message, (*place, "kind"), help=help_)
    named = [str(name) for name in listing(document, "estimate", "estimators")]
    if named and not any(answers_for(name, kind) for name in named):
        able = [name for name in rule.supported if answers_for(name, kind)]
        message = f"no planned estimator answers for an outcome of kind `{kind}`"
        help_ = "add one under estimate: estimators: " + ", ".join(able)
        yield document.fault("E194", message, (*place, "kind"), help=help_)


def _lag_faults(document: Document, place: Location, outcome: dict[str, Any]) -> Iterator[Fault]:
    lag = outcome.get("lag")
    if lag is None:
        return
    taken = {place[-1], at(document, "design", "treatment")}
    if lag in taken or lag in listing(document, "construct", "covariates"):
        message = f"`{lag}` already has a part in the estimate of this outcome"
        help_ = "lag: names the same thing before the programme, for this outcome alone"
        yield document.fault("E195", message, (*place, "lag"), help=help_)


def lagged_outcomes(document: Document) -> list[str]:
    """The outcomes that are adjusted for their own value before the programme."""
    outcomes = mapping(document, "construct", "outcomes")
    return [name for name, item in outcomes.items() if isinstance(item, dict) and item.get("lag")]


def _measure_faults(document: Document) -> Iterator[Fault]:
    """Outcomes of one measure: each at its own time, in the same unit, more than one of them."""
    seen: dict[tuple[object, object], object] = {}
    members: dict[object, list[tuple[str, dict[str, Any]]]] = {}
    for name, outcome in mapping(document, "construct", "outcomes").items():
        item = outcome if isinstance(outcome, dict) else {}
        measure, months = item.get("measure"), item.get("months")
        place: Location = ("construct", "outcomes", name)
        if (measure is None) != (months is None):
            message = "`measure` and `months` go together: what, and how long after assignment"
            yield document.fault("E195", message, place, help="write both, or neither")
        elif measure is not None:
            members.setdefault(measure, []).append((name, item))
            if (measure, months) in seen:
                message = f"`{measure}` is measured twice at {months} months"
                yield document.fault("E195", message, (*place, "months"))
            seen[measure, months] = name
    for measure, found in members.items():
        place = ("construct", "outcomes", found[0][0], "measure")
        kinds = {(item.get("kind"), item.get("direction")) for _, item in found}
        if len(found) < 2:
            message = f"`{measure}` is measured once: nothing can be said of whether it lasts"
            help_ = "give another outcome the same measure:, or leave measure: and months: out"
            yield document.fault("E195", message, place, help=help_)
        elif len(kinds) > 1 or TIMES in {kind for kind, _ in kinds}:
            message = f"the outcomes of `{measure}` cannot be compared: one kind and direction each"
            yield document.fault("E195", message, place, help="times until an event have none")


def value_faults(document: Document, name: str, values: "pd.Series") -> Iterator[Fault]:
    """Numbers that an outcome of its kind cannot have; ``values`` without the missing ones."""
    kind = at(document, "construct", "outcomes", name, "kind")
    place: Location = ("construct", "outcomes", name, "kind")
    if kind in NOT_NEGATIVE and (values < 0).any():
        message = f"outcome `{name}` is planned as {kind} and has values below zero"
        found = f"{int((values < 0).sum())} of {len(values)} answers"
        yield document.fault("E213", message, place, found=found)
    elif kind in WHOLE and (values % 1 != 0).any():
        message = f"outcome `{name}` is planned as a count and has values that are not whole"
        found = f"{int((values % 1 != 0).sum())} of {len(values)} answers"
        yield document.fault("E213", message, place, found=found)


def event_faults(document: Document, frame: "pd.DataFrame") -> Iterator[Fault]:
    """Events that are something else than seen (1) or not seen (0)."""
    for name in mapping(document, "construct", "outcomes"):
        event = at(document, "construct", "outcomes", name, "event")
        if isinstance(event, str) and event in frame:
            values = frame[event].dropna()
            if not set(values.unique()) <= {0, 1}:
                message = f"`{event}` must be 1 where the event was seen and 0 where it was not"
                place = ("construct", "outcomes", name, "event")
                found = f"{values.nunique()} different values"
                yield document.fault("E213", message, place, found=found)
