"""Standard errors and strata that a plan asks for and its design cannot give."""

from collections.abc import Iterator

from pipeline.designs import CLUSTERED, INDEPENDENT, REGRESSIONS
from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault
from pipeline.faults.rule import planned_estimators, rule_in


def error_faults(document: Document) -> Iterator[Fault]:
    """Errors that need what the design lacks, or that would be wrong in it."""
    rule = rule_in(document)
    errors, estimators = listing(document, "estimate", "errors"), planned_estimators(document)
    clusters = at(document, "design", "clusters")
    for index, error in enumerate(errors):
        place: Location = ("estimate", "errors", index)
        if error in CLUSTERED and clusters is None:
            message = f"the error `{error}` needs clusters and the plan names none"
            help_ = "name them under design: clusters:, or plan one of " + ", ".join(INDEPENDENT)
            yield document.fault("E170", message, place, help=help_)
        if error in INDEPENDENT and rule is not None and rule.assigns_clusters:
            message = f"the error `{error}` takes units for independent; clusters were drawn"
            help_ = "plan one of " + ", ".join(CLUSTERED)
            yield document.fault("E170", message, place, help=help_)
    if errors and at(document, "design", "sampling") is not None:
        message = "these errors count every row the same; a weighted sample has its own"
        help_ = "leave errors: out; the design's is given without asking"
        yield document.fault("E170", message, ("estimate", "errors"), help=help_)
    if errors and estimators and not set(estimators) & REGRESSIONS:
        message = "none of the planned estimators is a regression that could have these errors"
        help_ = "take them out, or plan one of " + ", ".join(sorted(REGRESSIONS))
        yield document.fault("E170", message, ("estimate", "errors"), help=help_)


def strata_faults(document: Document) -> Iterator[Fault]:
    """Strata fixed effects without strata."""
    estimators = listing(document, "estimate", "estimators")
    if "strata_fixed_effects" in estimators and at(document, "design", "strata") is None:
        place: Location = ("estimate", "estimators", estimators.index("strata_fixed_effects"))
        message = "`strata_fixed_effects` needs strata and the plan declares none"
        help_ = "name them under design: strata:, or plan difference_in_means"
        yield document.fault("E171", message, place, help=help_)
