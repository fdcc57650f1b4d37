"""Choices of a plan that cannot go together: roles, samples, estimators, checks, comparisons.

Like `plan_faults`, it reads the document as it was written.
"""

from collections.abc import Iterator

from pipeline.designs import DESIGNS, INDEPENDENT, NEEDS_COVARIATES, DesignRule, rule_of
from pipeline.designs.encouragement import ENCOURAGED_BY, THROUGH_TAKE_UP
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.clustering import clustering_faults
from pipeline.faults.comparison import comparison_faults
from pipeline.faults.discontinuity import discontinuity_faults
from pipeline.faults.exploration import exploration_faults
from pipeline.faults.exposure import exposure_faults
from pipeline.faults.families import family_faults
from pipeline.faults.outcome_kinds import lagged_outcomes, outcome_kind_faults
from pipeline.faults.sampling import sampling_faults
from pipeline.faults.standard_errors import error_faults, strata_faults

# Keys of `design:` that only some kinds of design have.
SOME_KINDS = (
    "clusters",
    "strata",
    "mediator",
    "take_up",
    "running",
    "cutoff",
    "unit",
    "time",
    "first_treated",
    "adoption",
    "sampling",
    "factors",
    "encouraged_by",
    "exclusion",
    "fixed_effects",
    "exposure",
)
NEEDED = {
    "clusters": "name the column of what the lottery drew: clusters: village",
    "mediator": "name the column of the step through which taking part does all that it does",
    "take_up": "name the column that says what was taken of what was offered",
    "running": "name the column with the score that decides",
    "cutoff": "write the score from which the programme is offered",
    "unit": "name the column that says whose observation a row is",
    "time": "name the column that says when a row was observed",
    "first_treated": "name the column with the time at which treatment begins",
    "adoption": "write single, staggered, or one_place: whether the treated begin at once",
}
MEANINGLESS = {
    "strata": "strata belong to a lottery; list them under construct: covariates: instead",
}


def choice_faults(document: Document) -> list[Fault]:
    """Every choice that the design, or another choice, does not allow."""
    return [
        *_role_faults(document),
        *_taken_columns(document),
        *_key_faults(document),
        *_exclusion_faults(document),
        *_instrument_error_faults(document),
        *_estimator_faults(document),
        *_robustness_faults(document),
        *error_faults(document),
        *strata_faults(document),
        *sampling_faults(document),
        *outcome_kind_faults(document),
        *family_faults(document),
        *discontinuity_faults(document),
        *exposure_faults(document),
        *comparison_faults(document),
        *exploration_faults(document),
        *clustering_faults(document),
    ]


def _role_faults(document: Document) -> Iterator[Fault]:
    """A column that has two roles, an arm that is no other."""
    design = {key: at(document, "design", key) for key in ("treatment", "clusters", "strata")}
    roles: dict[str, str] = {}
    for key, name in design.items():
        if isinstance(name, str):
            roles.setdefault(name, key)
    outcomes = mapping(document, "construct", "outcomes")
    named = [(("construct", "outcomes", name), name, "an outcome") for name in outcomes]
    covariates = listing(document, "construct", "covariates")
    roles_of_covariates = {**roles, **dict.fromkeys(outcomes, "outcome")}
    for index, name in enumerate(covariates):
        place: Location = ("construct", "covariates", index)
        if isinstance(name, str) and name in roles_of_covariates:
            message = f"`{name}` is the {roles_of_covariates[name]}; it cannot also be a covariate"
            yield document.fault("E133", message, place, help="take it off one of the lists")
        elif name in covariates[:index]:
            yield document.fault("E133", f"covariate `{name}` is listed twice", place)
    named += [(("design", key), design[key], f"the {key}") for key in ("clusters", "strata")]
    for place, name, role in named:
        if isinstance(name, str) and name in roles and roles[name] != role.removeprefix("the "):
            message = f"`{name}` is the {roles[name]}; it cannot also be {role}"
            yield document.fault("E133", message, place)
    arms = mapping(document, "design", "arms")
    values = [arm.get("value") for arm in arms.values() if isinstance(arm, dict)]
    twice = next((value for value in values if values.count(value) > 1), None)
    if len(values) > 1 and twice is not None:
        which = "both" if len(values) == 2 else "two"
        message = f"{which} arms have the same value in the treatment column"
        yield document.fault("E134", message, ("design", "arms"), found=str(twice))


def _taken_columns(document: Document) -> Iterator[Fault]:
    """What decides, mediates or dates treatment, and is itself the treatment or an outcome."""
    taken = dict.fromkeys(mapping(document, "construct", "outcomes"), "outcome")
    treatment = at(document, "design", "treatment")
    if isinstance(treatment, str):
        taken[treatment] = "treatment"
    for key in ("running", "take_up", "mediator", "time", "first_treated"):
        name = at(document, "design", key)
        if isinstance(name, str) and name in taken:
            message = f"`{name}` is the {taken[name]}; it cannot also be the {key}"
            yield document.fault("E133", message, ("design", key))


def _rule(document: Document) -> DesignRule | None:
    kind, by = str(at(document, "design", "kind")), at(document, "design", "encouraged_by")
    return rule_of(kind, by if by in ENCOURAGED_BY else "lottery") if kind in DESIGNS else None


def _key_faults(document: Document) -> Iterator[Fault]:
    """Keys of `design:` that this kind must have and lacks, or that mean nothing in it."""
    rule, kind = _rule(document), at(document, "design", "kind")
    if rule is None:
        return
    for key in rule.needs:
        if at(document, "design", key) is None:
            message = f"a design of kind `{kind}` needs `{key}`, and none is named"
            yield document.fault("E135", message, ("design", key), help=NEEDED.get(key))
    for key in SOME_KINDS:
        if key not in (*rule.needs, *rule.may) and at(document, "design", key) is not None:
            message = f"`{key}` has no meaning in a design of kind `{kind}`"
            help_ = rule.refuses.get(key) or MEANINGLESS.get(key)
            yield document.fault("E145", message, ("design", key), help=help_)


def _exclusion_faults(document: Document) -> Iterator[Fault]:
    """An effect through take-up, without a word on why the encouragement has no other."""
    if at(document, "design", "kind") != "encouragement" or at(document, "design", "exclusion"):
        return
    planned = listing(document, "estimate", "estimators") or _default_estimators(document)
    if at(document, "design", "estimand") == "LATE" or set(planned) & set(THROUGH_TAKE_UP):
        message = "an effect through take-up rests on exclusion, and the plan does not argue it"
        help_ = "say why the encouragement changes the outcome through take-up alone: exclusion: …"
        yield document.fault("E169", message, ("design", "exclusion"), help=help_)


def _instrument_error_faults(document: Document) -> Iterator[Fault]:
    """Standard errors that the way of encouraging does not allow."""
    rule, clusters = _rule(document), at(document, "design", "clusters")
    for index, name in enumerate(listing(document, "estimate", "instrument", "errors")):
        place: Location = ("estimate", "instrument", "errors", index)
        if rule and rule.assigns_clusters and name == "HC2":
            message = "error `HC2` takes people of one cluster, drawn together, for independent"
            yield document.fault("E172", message, place, help="write CR2")
        elif str(name).startswith("CR") and clusters is None:
            message = f"error `{name}` needs clusters and the design names none"
            yield document.fault(
                "E172", message, place, help="write HC2, or name design: clusters:"
            )


def _estimator_faults(document: Document) -> Iterator[Fault]:
    rule = _rule(document)
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


def _robustness_faults(document: Document) -> Iterator[Fault]:
    rule = _rule(document)
    supported = rule.supported_checks if rule else ()
    for index, name in enumerate(listing(document, "robustness", "checks")):
        if rule and name not in supported:
            message = f"robustness check `{name}` does not answer for this design"
            help_ = nearest(str(name), supported) or "supported: " + ", ".join(supported)
            place: Location = ("robustness", "checks", index)
            yield document.fault("E143", message, place, help=help_)
    yield from _published_faults(document)


def _default_estimators(document: Document) -> tuple[str, ...]:
    rule = _rule(document)
    if rule is None:
        return ()
    default = rule.estimators.get(
        str(at(document, "design", "estimand")), rule.estimators[rule.estimand]
    )
    return rule.by_adoption.get(str(at(document, "design", "adoption")), default)


def _published_faults(document: Document) -> Iterator[Fault]:
    outcomes = mapping(document, "construct", "outcomes")
    rule = _rule(document)
    planned = listing(document, "estimate", "estimators") or _default_estimators(document)
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
