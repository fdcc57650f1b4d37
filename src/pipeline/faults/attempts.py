"""Robustness checks, and published numbers to compare with, that a plan names in vain."""

from collections.abc import Iterator

from pipeline.designs import INDEPENDENT
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.rule import planned_estimators, rule_in


def robustness_faults(document: Document) -> Iterator[Fault]:
    """Every check that does not answer for the design, and every comparison with nothing."""
    rule = rule_in(document)
    supported = rule.supported_checks if rule else ()
    for index, name in enumerate(listing(document, "robustness", "checks")):
        if rule and name not in supported:
            message = f"robustness check `{name}` does not answer for this design"
            help_ = nearest(str(name), supported) or "supported: " + ", ".join(supported)
            place: Location = ("robustness", "checks", index)
            yield document.fault("E143", message, place, help=help_)
    yield from _published_faults(document)


def _published_faults(document: Document) -> Iterator[Fault]:
    outcomes = mapping(document, "construct", "outcomes")
    rule = rule_in(document)
    planned = planned_estimators(document)
    seen = []
    for index, published in enumerate(listing(document, "robustness", "published")):
        item = published if isinstance(published, dict) else {}
        name, estimator = item.get("outcome"), item.get("estimator")
        place: Location = ("robustness", "published", index)
        if isinstance(name, str) and name not in outcomes:
            message = f"`{name}` is not one of the plan's outcomes"
            yield document.fault("E144", message, (*place, "outcome"), help=nearest(name, outcomes))
        if isinstance(estimator, str) and rule and estimator not in planned:
            message = f"no `{estimator}` is planned that could be compared"
            help_ = "add it under estimate: estimators:"
            yield document.fault("E144", message, (*place, "estimator"), help=help_)
        if rule and rule.assigns_clusters and item.get("inference") in (*INDEPENDENT, "influence"):
            message = "where clusters were drawn no error takes their units for independent"
            help_ = "write inference: CR2, or one of those under estimate: errors:"
            yield document.fault("E144", message, (*place, "inference"), help=help_)
        if item.get("kind") == "truth" and at(document, "evaluation", "simulated") is not True:
            message = "a `truth` is known of simulated data alone"
            help_ = "write simulated: true under evaluation:, or kind: benchmark here"
            yield document.fault("E139", message, (*place, "kind"), help=help_)
        key = [item.get(part) for part in ("outcome", "estimator", "inference", "kind")]
        if key in seen:
            yield document.fault("E149", "this comparison is listed twice", place)
        seen.append(key)
