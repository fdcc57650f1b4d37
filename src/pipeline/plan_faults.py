"""Faults of a plan that its form alone does not show: names that do not exist or cannot be used.

Everything here reads the document as it was written, not the model made from it, so that a plan
with a wrong key still has its other faults reported in the same message.
"""

from collections.abc import Iterator
from typing import Any

from pipeline import expressions
from pipeline.codebook import ROW, SOURCE, Codebook
from pipeline.designs import DESIGNS, NEEDS_COVARIATES, DesignRule
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.graph import GraphError, parse_graph
from pipeline.plan import IMPLIED


def name_faults(document: Document, codebook: Codebook) -> list[Fault]:
    """Every column, estimator, check, outcome or graph node that the plan names in vain."""
    return [
        *_column_faults(document, codebook),
        *_constraint_faults(document, codebook),
        *_expression_faults(document, codebook),
        *_role_faults(document),
        *_estimator_faults(document),
        *_robustness_faults(document),
        *_graph_faults(document, codebook),
    ]


def survey_columns(codebook: Codebook) -> set[str]:
    """The columns that leave `clean`: all but direct identifiers, and where each row came from."""
    kept = {name for name, variable in codebook.items() if variable.identifier != "direct"}
    return kept | {ROW, SOURCE}


def column_references(document: Document) -> Iterator[tuple[Location, str]]:
    """Each place of the plan that names a column, and the name."""
    places: list[Location] = [("design", "treatment"), ("design", "clusters")]
    places += [("design", "strata"), ("clean", "unit")]
    for index in range(len(listing(document, "check", "constraints"))):
        places.append(("check", "constraints", index, "column"))
    for index in range(len(listing(document, "construct", "covariates"))):
        places.append(("construct", "covariates", index))
    for place in places:
        name = at(document, *place)
        if isinstance(name, str):
            yield place, name
    for name in mapping(document, "construct", "outcomes"):
        yield ("construct", "outcomes", name), name


def _column_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    made = set(mapping(document, "construct", "variables"))
    for place, name in column_references(document):
        # The unit is looked up while cleaning, when nothing has been made yet.
        known = survey_columns(codebook) | (set() if place == ("clean", "unit") else made)
        if name in known:
            continue
        if name in codebook:
            message = f"`{name}` is a direct identifier: it does not pass `clean`"
            yield document.fault("E131", message, place, help="use another column")
        else:
            message = f"column `{name}` is neither in the codebook nor made under construct"
            help_ = nearest(name, known) or "add it to codebook.csv or correct its name"
            yield document.fault("E130", message, place, help=help_)


def _constraint_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    seen: list[object] = []
    for index, constraint in enumerate(listing(document, "check", "constraints")):
        item = constraint if isinstance(constraint, dict) else {}
        column, place = item.get("column"), ("check", "constraints", index)
        if column in seen:
            message = f"`{column}` has two constraints"
            help_ = "write them as one: {column: …, minimum: …, maximum: …}"
            yield document.fault("E137", message, place, help=help_)
        seen.append(column)
        bounded = item.get("minimum") is not None or item.get("maximum") is not None
        kind = codebook[column].kind if isinstance(column, str) and column in codebook else ""
        if bounded and kind in ("text", "date"):
            message = f"`{column}` is {kind}; only numbers have a minimum and a maximum"
            yield document.fault("E138", message, place, help="use allowed: instead")


def _expression_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    known = survey_columns(codebook)
    for name, variable in mapping(document, "construct", "variables").items():
        place: Location = ("construct", "variables", name, "expression")
        expression = variable.get("expression") if isinstance(variable, dict) else None
        yield from _one_expression(document, place, expression, known)
        known.add(name)
    for index, rule in enumerate(listing(document, "construct", "sample")):
        place = ("construct", "sample", index, "keep")
        keep = rule.get("keep") if isinstance(rule, dict) else None
        yield from _one_expression(document, place, keep, known)


def _one_expression(
    document: Document, place: Location, expression: Any, known: set[str]
) -> Iterator[Fault]:
    if not isinstance(expression, str):
        return
    message, help_ = expressions.complaint(expression, known)
    if message:
        yield document.fault("E132", message, place, found=expression, help=help_)


def _role_faults(document: Document) -> Iterator[Fault]:
    """A column that has two roles, an arm that is no other, a sample chosen by its outcome."""
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
    if len(values) == 2 and values[0] == values[1]:
        message = "both arms have the same value in the treatment column"
        yield document.fault("E134", message, ("design", "arms"), found=str(values[0]))
    yield from _selection_faults(document, set(outcomes))


def _selection_faults(document: Document, outcomes: set[str]) -> Iterator[Fault]:
    """A sample chosen by the outcome hides attrition, and biases what is left."""
    made = mapping(document, "construct", "variables")
    for name, variable in made.items():
        expression = variable.get("expression") if isinstance(variable, dict) else None
        if isinstance(expression, str) and expressions.names(expression) & outcomes:
            outcomes = outcomes | {name}
    sources = {
        column
        for name in outcomes & set(made)
        if isinstance(made[name], dict)
        for column in expressions.names(str(made[name].get("expression", "")))
    }
    for index, rule in enumerate(listing(document, "construct", "sample")):
        keep = rule.get("keep") if isinstance(rule, dict) else None
        used = expressions.names(keep) & (outcomes | sources) if isinstance(keep, str) else set()
        for name in sorted(used):
            place: Location = ("construct", "sample", index, "keep")
            message = f"the sample is chosen by `{name}`, an outcome or what one is made from"
            help_ = "drop the rule: units without an outcome are counted as lost"
            yield document.fault("E136", message, place, help=help_)


def _rule(document: Document) -> DesignRule | None:
    return DESIGNS.get(str(at(document, "design", "kind")))


def _estimator_faults(document: Document) -> Iterator[Fault]:
    rule = _rule(document)
    if rule is None:
        return
    estimand = at(document, "design", "estimand")
    if isinstance(estimand, str) and estimand not in rule.estimands:
        message = f"this design does not answer for the estimand `{estimand}`"
        help_ = "it answers for " + ", ".join(rule.estimands)
        yield document.fault("E141", message, ("design", "estimand"), help=help_)
    if at(document, "design", "strata") and rule.adjusts:
        message = "strata belong to a lottery, and this design has none"
        help_ = "list them under construct: covariates: instead"
        yield document.fault("E145", message, ("design", "strata"), help=help_)
    covariates = listing(document, "construct", "covariates")
    if rule.adjusts and not covariates:
        message = "without a lottery there is nothing to estimate from unless covariates are named"
        yield document.fault("E147", message, ("construct", "covariates"))
    estimators = listing(document, "estimate", "estimators")
    if rule.adjusts and estimators and estimators[0] not in NEEDS_COVARIATES:
        message = f"the headline cannot be `{estimators[0]}`: this design must adjust"
        help_ = "put an estimator that adjusts first: " + ", ".join(rule.estimators)
        yield document.fault("E146", message, ("estimate", "estimators", 0), help=help_)
    for index, name in enumerate(estimators):
        place: Location = ("estimate", "estimators", index)
        if name in estimators[:index]:
            yield document.fault("E148", f"estimator `{name}` is listed twice", place)
        if name not in rule.supported:
            message = f"estimator `{name}` does not answer for this design"
            help_ = nearest(str(name), rule.supported) or "supported: " + ", ".join(rule.supported)
            yield document.fault("E140", message, place, help=help_)
        elif name in NEEDS_COVARIATES and not covariates:
            message = f"estimator `{name}` needs covariates and the plan declares none"
            help_ = "list them under construct: covariates:, or plan difference_in_means"
            yield document.fault("E142", message, place, help=help_)


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


def _published_faults(document: Document) -> Iterator[Fault]:
    outcomes = mapping(document, "construct", "outcomes")
    rule = _rule(document)
    planned = listing(document, "estimate", "estimators") or (rule.estimators if rule else [])
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
        key = [item.get(part) for part in ("outcome", "estimator", "inference", "kind")]
        if key in seen:
            yield document.fault("E149", "this comparison is listed twice", place)
        seen.append(key)


def _graph_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    text = at(document, "graph")
    if not isinstance(text, str) or text == IMPLIED:
        return
    try:
        graph = parse_graph(text)
    except GraphError as error:
        yield document.fault("E150", str(error), ("graph",))
        return
    known = survey_columns(codebook) | set(mapping(document, "construct", "variables"))
    for node in sorted(graph.nodes - known - graph.unobserved):
        message = f"the graph names `{node}`, which no survey column measures"
        help_ = nearest(node, known) or f"if nobody measured it, add the line `{node} [unobserved]`"
        yield document.fault("E151", message, ("graph",), help=help_)
    outcomes = mapping(document, "construct", "outcomes")
    for node in sorted({str(at(document, "design", "treatment")), *outcomes} - graph.nodes):
        if node != "None":
            message = f"the graph has no node `{node}`"
            yield document.fault("E152", message, ("graph",), help=nearest(node, graph.nodes))
