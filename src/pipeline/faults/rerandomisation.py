"""A re-randomisation that does not say what was kept, or that cannot be held again."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault

PLACE: Location = ("design", "rerandomisation")
LIMITS = ("threshold", "acceptance")


def rerandomisation_faults(document: Document) -> Iterator[Fault]:
    """Neither or both of a threshold and a share, no covariates, or more than two arms."""
    if not isinstance(at(document, *PLACE), dict):
        return
    named = [key for key in LIMITS if at(document, *PLACE, key) is not None]
    if len(named) != 1:
        message = "the re-randomisation needs one of a threshold and a share of assignments kept"
        help_ = "write threshold: 2.5 (a Mahalanobis distance), or acceptance: 0.1"
        yield document.fault("E227", message, PLACE, help=help_)
    names = listing(document, *PLACE, "covariates")
    if not names:
        message = "the re-randomisation names no covariates that had to be alike"
        yield document.fault("E227", message, PLACE, help="name them: covariates: [age, income]")
    if len(mapping(document, "design", "arms")) > 2:
        message = "a re-randomisation of more than two arms cannot be held again here"
        help_ = "leave rerandomisation: out: p-values are then too large rather than too small"
        yield document.fault("E227", message, PLACE, help=help_)
