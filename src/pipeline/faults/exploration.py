"""Explorations that the plan asks for and its design or covariates do not allow."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in


def exploration_faults(document: Document) -> Iterator[Fault]:
    """Explored characteristics that are no covariates, or a design that explores none."""
    explored = listing(document, "robustness", "explore")
    rule = rule_in(document)
    if not explored or rule is None:
        return
    if "heterogeneity" not in rule.supported_checks:
        message = "whose effect differs is not explored in this design"
        help_ = "take explore: out, or declare subgroups under construct:"
        yield document.fault("E179", message, ("robustness", "explore"), help=help_)
    if at(document, "design", "sampling") is not None:
        message = "explorations count every row the same; this sample has weights"
        help_ = "take explore: out, or declare subgroups under construct:"
        yield document.fault("E179", message, ("robustness", "explore"), help=help_)
    covariates = listing(document, "construct", "covariates")
    for index, name in enumerate(explored):
        if name not in covariates:
            place: Location = ("robustness", "explore", index)
            message = f"`{name}` is explored and is none of the covariates"
            yield document.fault(
                "E179", message, place, help="list it under construct: covariates:"
            )
