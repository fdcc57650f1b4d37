"""Estimators and estimands that the design of a plan does not allow."""

from collections.abc import Iterator

from pipeline.designs import DESIGNS, NEEDS_COVARIATES
from pipeline.document import Document, Location, at, listing
from pipeline.errors import Fault, nearest
from pipeline.faults.outcome_kinds import lagged_outcomes
from pipeline.faults.rule import rule_in


def estimator_faults(document: Document) -> Iterator[Fault]:
    """Every estimator, and the estimand, that this design cannot answer with."""
    rule = rule_in(document)
    if rule is None:
        yield from _unheard_of_estimators(document)
        return
    estimand = at(document, "design", "estimand")
    if isinstance(estimand, str) and estimand not in rule.estimands:
        message = f"this design does not answer for the estimand `{estimand}`"
        help_ = "it answers for " + ", ".join(rule.estimands)
        yield document.fault("E141", message, ("design", "estimand"), help=help_)
    covariates = listing(document, "construct", "covariates")
    if rule.adjusts and not covariates:
        message = "without a lottery there is nothing to estimate from unless covariates are named"
        yield document.fault("E147", message, ("construct", "covariates"))
    estimators = listing(document, "estimate", "estimators")
    if rule.adjusts and estimators and estimators[0] not in NEEDS_COVARIATES:
        message = f"the headline cannot be `{estimators[0]}`: this design must adjust"
        help_ = "put an estimator that adjusts first: " + ", ".join(rule.supported)
        yield document.fault("E146", message, ("estimate", "estimators", 0), help=help_)
    for index, name in enumerate(estimators):
        place: Location = ("estimate", "estimators", index)
        if name in estimators[:index]:
            yield document.fault("E148", f"estimator `{name}` is listed twice", place)
        if name not in rule.supported:
            message = f"estimator `{name}` does not answer for this design"
            help_ = nearest(str(name), rule.supported) or "supported: " + ", ".join(rule.supported)
            yield document.fault("E140", message, place, help=help_)
        elif name in NEEDS_COVARIATES and not (covariates or lagged_outcomes(document)):
            message = f"estimator `{name}` needs covariates and the plan declares none"
            help_ = "list them under construct: covariates:, or plan difference_in_means"
            yield document.fault("E142", message, place, help=help_)


def _unheard_of_estimators(document: Document) -> Iterator[Fault]:
    """Where the design itself cannot be read: estimators that no design knows."""
    known = sorted({name for rule in DESIGNS.values() for name in rule.supported})
    for index, name in enumerate(listing(document, "estimate", "estimators")):
        if name not in known:
            help_ = nearest(str(name), known) or "known: " + ", ".join(known)
            place: Location = ("estimate", "estimators", index)
            yield document.fault("E140", f"there is no estimator `{name}`", place, help=help_)
