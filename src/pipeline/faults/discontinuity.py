"""Choices of a plan with a cutoff that cannot go together."""

from collections.abc import Iterator

from pipeline.document import Document, at, listing
from pipeline.errors import Fault

KIND = "regression_discontinuity"
FUZZY = "fuzzy_local_polynomial"


def discontinuity_faults(document: Document) -> Iterator[Fault]:
    """A window that is not named, take-up that is missing, a headline that ignores the score."""
    if at(document, "design", "kind") != KIND:
        return
    take_up, estimand = at(document, "design", "take_up"), at(document, "design", "estimand")
    estimators = listing(document, "estimate", "estimators")
    if estimand == "LATE_at_cutoff" and take_up is None:
        message = "the effect of taking part needs to know who did, and no take_up is named"
        help_ = "name its column: design: take_up:, or leave the estimand out"
        yield document.fault("E166", message, ("design", "estimand"), help=help_)
    for index, name in enumerate(estimators):
        if name == FUZZY and take_up is None:
            message = f"estimator `{name}` divides by the jump in take-up, and none is named"
            help_ = "name its column: design: take_up:, or plan local_polynomial"
            yield document.fault("E166", message, ("estimate", "estimators", index), help=help_)
    if estimators and estimators[0] == "difference_in_means":
        message = "the headline cannot be `difference_in_means`: it ignores the score"
        help_ = "put local_polynomial or local_linear first"
        yield document.fault("E167", message, ("estimate", "estimators", 0), help=help_)
    if "local_linear" in estimators and not at(document, "estimate", "local_linear", "bandwidth"):
        message = "`local_linear` needs a window that the plan fixes, and none is named"
        help_ = "add local_linear: {bandwidth: …}, or plan local_polynomial, which chooses its own"
        yield document.fault("E168", message, ("estimate", "local_linear"), help=help_)
