"""Faults of the decisions that a plan records: the outcomes that they name."""

from collections.abc import Iterator

from pipeline.document import Document, listing, mapping
from pipeline.errors import Fault, nearest

CONTROL = "control"


def decision_faults(document: Document) -> Iterator[Fault]:
    """Decisions taken on outcomes, or on arms of them, that the plan does not have."""
    outcomes = mapping(document, "construct", "outcomes")
    arms = set(mapping(document, "design", "arms")) - {CONTROL, "treated"}
    known = [*outcomes, *(f"{name}, {arm}" for name in outcomes for arm in sorted(arms))]
    for index, entry in enumerate(listing(document, "report", "decisions")):
        named = entry.get("on") if isinstance(entry, dict) else None
        for place, name in enumerate(named if isinstance(named, list) else []):
            if name not in known:
                location = ("report", "decisions", index, "on", place)
                message = f"the plan has no outcome `{name}` that could have been decided on"
                help_ = nearest(str(name), known) or "its outcomes: " + ", ".join(known)
                yield document.fault("E118", message, location, help=help_)
