"""Covariates to compare an unobserved confounder with, which the plan or its design has not."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault, nearest
from pipeline.faults.rule import rule_in


def benchmark_faults(document: Document) -> Iterator[Fault]:
    """Benchmarks that are no covariates, or named twice, or of no use to the design."""
    named = listing(document, "robustness", "benchmarks")
    rule = rule_in(document)
    if not named or rule is None:
        return
    if "benchmark_confounder" not in rule.supported_checks:
        message = "this design does not rest on what was measured, and compares no confounder"
        help_ = "take benchmarks: out"
        yield document.fault("E164", message, ("robustness", "benchmarks"), help=help_)
    if at(document, "design", "sampling") is not None:
        message = (
            "confounders are compared where every row counts the same; this sample has weights"
        )
        help_ = "take benchmarks: out; e_value works from the estimate alone"
        yield document.fault("E164", message, ("robustness", "benchmarks"), help=help_)
    covariates = listing(document, "construct", "covariates")
    for index, name in enumerate(named):
        place: Location = ("robustness", "benchmarks", index)
        if name not in covariates:
            message = f"`{name}` is a benchmark and none of the covariates"
            help_ = nearest(str(name), covariates) or "list it under construct: covariates:"
            yield document.fault("E164", message, place, help=help_)
        if name in named[:index]:
            yield document.fault("E164", f"benchmark `{name}` is listed twice", place)
