"""Choices of a comparison design that exclude one another."""

from collections.abc import Iterator

from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault
from pipeline.faults.rule import rule_in

TRIMMED = "_trimmed"
UNCLUSTERED = {"nearest_neighbour": "entropy_balancing or ipw"}
# Made for a sample that speaks for itself: nothing here takes the weights of a survey's design.
UNWEIGHTED = (
    "outcome_regression",
    "overlap_weights",
    "entropy_balancing",
    "double_machine_learning",
    "nearest_neighbour",
)
# They average over the treated or over everybody, and over no other population.
NOT_OVERLAP = (
    "aipw",
    "outcome_regression",
    "entropy_balancing",
    "nearest_neighbour",
    "logit_standardisation",
    "poisson_standardisation",
)


def comparison_faults(document: Document) -> Iterator[Fault]:
    """Every one of these choices that another of the plan does not allow."""
    yield from _trimming_faults(document)
    yield from _estimator_faults(document)
    yield from _matching_faults(document)
    yield from _negative_control_faults(document)


def _trimming_faults(document: Document) -> Iterator[Fault]:
    """An estimand that speaks of those kept by no rule, or a rule that it does not speak of."""
    rule = rule_in(document)
    if rule is None:
        return
    estimand = str(at(document, "design", "estimand") or rule.estimand)
    trims = at(document, "estimate", "trimming") is not None
    caliper = any(at(document, "estimate", "matching", key) for key in ("caliper", "exact"))
    if trims and not rule.adjusts:
        message = "a lottery gives everybody a chance of either arm: there is nothing to trim"
        yield document.fault("E184", message, ("estimate", "trimming"), help="take it out")
    elif trims and estimand in ("ATT", "ATE"):
        message = f"a trimming rule changes whose effect is found, and the estimand is `{estimand}`"
        help_ = f"write estimand: {estimand}{TRIMMED} under design:"
        yield document.fault("E184", message, ("estimate", "trimming"), help=help_)
    elif estimand.endswith(TRIMMED) and not (trims or caliper):
        message = f"the estimand is `{estimand}`, and no rule says whom to leave out"
        help_ = "write under estimate: trimming: {score: [0.1, 0.9]}, or a caliper under matching:"
        yield document.fault("E184", message, ("design", "estimand"), help=help_)


def _estimator_faults(document: Document) -> Iterator[Fault]:
    """Estimators that cannot answer in this design, with the nearest that can."""
    trims = at(document, "estimate", "trimming") is not None
    for index, name in enumerate(map(str, listing(document, "estimate", "estimators"))):
        place: Location = ("estimate", "estimators", index)
        if name in UNCLUSTERED and at(document, "design", "clusters") is not None:
            message = f"`{name}` has no standard error for clusters"
            help_ = f"plan {UNCLUSTERED[name]}, which have one, or take out design: clusters:"
            yield document.fault("E185", message, place, help=help_)
        if name in UNWEIGHTED and at(document, "design", "sampling") is not None:
            message = f"`{name}` does not take the weights of a survey's design"
            help_ = "take it out, or take out design: sampling: to speak of the sample alone"
            yield document.fault("E185", message, place, help=help_)
        if name in NOT_OVERLAP and at(document, "design", "estimand") == "ATO":
            message = f"`{name}` does not answer for the overlap population (ATO)"
            help_ = "plan overlap_weights, double_machine_learning or ipw, or estimand: ATT"
            yield document.fault("E185", message, place, help=help_)
        if name == "difference_in_means" and trims:
            message = "`difference_in_means` trims nobody: it would answer for other people"
            help_ = "take it out, or take out estimate: trimming:"
            yield document.fault("E185", message, place, help=help_)


def _matching_faults(document: Document) -> Iterator[Fault]:
    covariates = listing(document, "construct", "covariates")
    for index, name in enumerate(map(str, listing(document, "estimate", "matching", "exact"))):
        if name not in covariates:
            message = f"`{name}` is to be matched exactly, and is no covariate"
            place: Location = ("estimate", "matching", "exact", index)
            help_ = "list it under construct: covariates: too"
            yield document.fault("E186", message, place, help=help_)
    together = at(document, "estimate", "matching", "replacement") is False
    if together and str(at(document, "design", "estimand")).startswith("ATE"):
        message = "without replacement there are matches for the treated alone, not for everybody"
        help_ = "write replacement: true, or estimand: ATT"
        yield document.fault("E186", message, ("estimate", "matching", "replacement"), help=help_)


def _negative_control_faults(document: Document) -> Iterator[Fault]:
    """A negative control that is adjusted for, or is itself what should change."""
    covariates = listing(document, "construct", "covariates")
    outcomes = mapping(document, "construct", "outcomes")
    named = [str(name) for name in listing(document, "robustness", "negative_controls")]
    for index, name in enumerate(named):
        place: Location = ("robustness", "negative_controls", index)
        role = "an outcome" if name in outcomes else "a covariate"
        if name in covariates or name in outcomes:
            message = f"`{name}` is {role}: it cannot be a negative control as well"
            yield document.fault("E187", message, place, help="take it off one of the lists")
    checks = listing(document, "robustness", "checks")
    if "negative_control_outcome" in checks and not named:
        message = "`negative_control_outcome` needs a column that treatment cannot have changed"
        place = ("robustness", "checks", checks.index("negative_control_outcome"))
        help_ = "name one: negative_controls: [age_at_school]"
        yield document.fault("E187", message, place, help=help_)
