"""What an encouragement must argue, and the errors that its way of encouraging allows."""

from collections.abc import Iterator

from pipeline.designs.encouragement import THROUGH_TAKE_UP
from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault
from pipeline.faults.rule import planned_estimators, rule_in


def encouragement_faults(document: Document) -> Iterator[Fault]:
    """An exclusion that nobody argues, and standard errors that would be wrong."""
    yield from _exclusion_faults(document)
    yield from _instrument_error_faults(document)


def _exclusion_faults(document: Document) -> Iterator[Fault]:
    """An effect through take-up, without a word on why the encouragement has no other."""
    if at(document, "design", "kind") != "encouragement" or at(document, "design", "exclusion"):
        return
    planned = planned_estimators(document)
    if at(document, "design", "estimand") == "LATE" or set(planned) & set(THROUGH_TAKE_UP):
        message = "an effect through take-up rests on exclusion, and the plan does not argue it"
        help_ = "say why the encouragement changes the outcome through take-up alone: exclusion: …"
        yield document.fault("E169", message, ("design", "exclusion"), help=help_)


def _instrument_error_faults(document: Document) -> Iterator[Fault]:
    """Standard errors that the way of encouraging does not allow."""
    rule, clusters = rule_in(document), at(document, "design", "clusters")
    for index, name in enumerate(listing(document, "estimate", "instrument", "errors")):
        place: Location = ("estimate", "instrument", "errors", index)
        if rule and rule.assigns_clusters and name == "HC2":
            message = "error `HC2` takes people of one cluster, drawn together, for independent"
            yield document.fault("E172", message, place, help="write CR2")
        elif str(name).startswith("CR") and clusters is None:
            message = f"error `{name}` needs clusters and the design names none"
            yield document.fault(
                "E172", message, place, help="write HC2, or name design: clusters:"
            )
