"""Faults of `costs:`: an amount that is given twice, for nobody, or without what it is of.

Like `faults.names`, it reads the document as it was written.
"""

from collections.abc import Iterator

from pipeline.document import Document, at, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.framework import programmes
from pipeline.sections.costs import AMOUNTS, NEEDED

CODE = "E271"
PER_PERSON = "per_unit_offered"


def cost_faults(document: Document) -> Iterator[Fault]:
    """Everything that keeps the costs of a plan from saying one thing."""
    written = mapping(document, "costs")
    if not written:
        return
    given = [key for key in AMOUNTS if written.get(key)]
    if len(given) != 1:
        message = "say what it cost in one way" if given else "nothing says what it cost"
        help_ = f"total:, {PER_PERSON}: or, where arms differ, arms:; the others follow from it"
        place = ("costs", given[1]) if given else ("costs",)
        yield document.fault(CODE, message, place, found=", ".join(given), help=help_)
    for key in NEEDED:
        if not written.get(key):
            message = f"an amount says nothing without its {key}"
            yield document.fault(CODE, message, ("costs",), help=f"add {key}:")
    if written.get("offered") is not None and "total" not in given:
        message = "how many were offered it matters only for a total"
        yield document.fault(CODE, message, ("costs", "offered"), help="take it out")
    if given == ["total"] and at(document, "design", "time") and not written.get("offered"):
        message = "rows are places or people at one time: how many the total was for is not known"
        yield document.fault(CODE, message, ("costs", "total"), help="add offered:")
    yield from _arm_faults(document)


def _arm_faults(document: Document) -> Iterator[Fault]:
    written, arms = mapping(document, "costs", "arms"), programmes(document)
    if not written:
        return
    for name in written:
        if name not in arms:
            message = f"no arm beside the controls is called `{name}`"
            help_ = nearest(name, arms) or "arms: " + ", ".join(arms)
            yield document.fault(CODE, message, ("costs", "arms", name), help=help_)
    for name in arms:
        if name not in written:
            message = f"what arm `{name}` cost is not said"
            yield document.fault(CODE, message, ("costs", "arms"), help=f"add {name}:")
