"""An exposure that does not say who is whose neighbour, or says it twice."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at
from pipeline.errors import Fault

EXPOSURE: Location = ("design", "exposure")
NEAR = ("latitude", "longitude", "kilometres")


def exposure_faults(document: Document) -> Iterator[Fault]:
    """Neither or both of a distance and a group, or half a distance."""
    exposure = at(document, *EXPOSURE)
    if not isinstance(exposure, dict):
        return
    named = [key for key in NEAR if exposure.get(key) is not None]
    grouped = exposure.get("group") is not None
    if grouped and named:
        message = "neighbours are those who live near or those of the same group, not both"
        yield document.fault("E197", message, EXPOSURE, help="take one of the two out")
    elif not grouped and len(named) < len(NEAR):
        missing = ", ".join(key for key in NEAR if key not in named)
        message = "the exposure does not say who is whose neighbour"
        help_ = f"give {missing}; or name a group: village"
        yield document.fault("E197", message, EXPOSURE, help=help_)
    whole = at(document, "design", "kind") == "cluster_randomised"
    if grouped and whole and exposure.get("group") == at(document, "design", "clusters"):
        message = "all of a cluster were drawn together: none has neighbours of another arm"
        help_ = "name a group that holds several clusters"
        yield document.fault("E197", message, (*EXPOSURE, "group"), help=help_)
    if at(document, "design", "sampling") is not None:
        message = "in a sample, neighbours who were not asked are not seen"
        help_ = "take sampling: or exposure: out; exposures need all who were in the lottery"
        yield document.fault("E197", message, EXPOSURE, help=help_)
