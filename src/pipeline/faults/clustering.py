"""Other clusters, and a wild bootstrap, that the plan asks for and its design does not allow."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in


def clustering_faults(document: Document) -> Iterator[Fault]:
    """Levels of clustering that say nothing here, or nothing new."""
    yield from _level_faults(document)
    yield from _wild_faults(document)


def _level_faults(document: Document) -> Iterator[Fault]:
    levels, rule = listing(document, "robustness", "clusters"), rule_in(document)
    if levels and rule and "alternative_clustering" not in rule.supported_checks:
        message = "other levels of clustering are not tried in this design"
        yield document.fault(
            "E164", message, ("robustness", "clusters"), help="take clusters: out of robustness:"
        )
    for index, name in enumerate(levels):
        place: Location = ("robustness", "clusters", index)
        if name == at(document, "design", "clusters"):
            message = f"`{name}` are the design's own clusters: the headline's error goes by them"
            yield document.fault("E164", message, place, help="name other groups")
        elif name in levels[:index]:
            yield document.fault("E164", f"`{name}` is listed twice", place)


def _wild_faults(document: Document) -> Iterator[Fault]:
    asked, rule = mapping(document, "robustness", "wild_bootstrap"), rule_in(document)
    place: Location = ("robustness", "wild_bootstrap")
    planned = listing(document, "robustness", "checks")
    if not asked or rule is None:
        return
    runs = planned or rule.robustness
    if "wild_cluster_bootstrap" not in runs:
        message = "a wild bootstrap is described, and the check is not among those that run"
        help_ = "add wild_cluster_bootstrap under robustness: checks:, or take this out"
        if "wild_cluster_bootstrap" not in rule.supported_checks:
            help_ = "this design has none: take wild_bootstrap: out of robustness:"
        yield document.fault("E196", message, place, help=help_)
    clusters = at(document, "design", "clusters")
    for key in ("level", "second_way"):
        if asked.get(key) is not None and asked.get(key) == clusters:
            message = f"`{clusters}` are the design's own clusters already"
            help_ = "level: names parts of them" if key == "level" else "name what crosses them"
            yield document.fault("E196", message, (*place, key), help=help_)
