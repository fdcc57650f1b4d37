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
    known = survey_columns(codebook) | set(mapping(document, "construct", "variables"))
    for place, name in column_references(document):
        if name in known:
            continue
        if name in codebook:
            message = f"`{name}` is a direct identifier: it does not pass `clean`"
            yield document.fault("E131", message, place, help="use another column")
        else:
            message = f"column `{name}` is neither in the codebook nor made under construct"
            help_ = nearest(name, known) or "add it to codebook.csv or correct its name"
            yield document.fault("E130", message, place, help=help_)


def _expression_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    known = survey_columns(codebook)
    for name, variable in mapping(document, "construct", "variables").items():
        place: Location = ("construct", "variables", name, "expression")
        yield from _one_expression(document, place, (variable or {}).get("expression"), known)
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
    treatment = at(document, "design", "treatment")
    outcomes = mapping(document, "construct", "outcomes")
    for index, name in enumerate(listing(document, "construct", "covariates")):
        role = "treatment" if name == treatment else "outcome" if name in outcomes else ""
        if role:
            place = ("construct", "covariates", index)
            message = f"`{name}` is the {role}; it cannot also be a covariate"
            yield document.fault("E133", message, place, help="take it off one of the lists")
    arms = mapping(document, "design", "arms")
    values = [arm.get("value") for arm in arms.values() if isinstance(arm, dict)]
    if len(values) == 2 and values[0] == values[1]:
        message = "both arms have the same value in the treatment column"
        yield document.fault("E134", message, ("design", "arms"), found=str(values[0]))


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
    for index, name in enumerate(listing(document, "estimate", "estimators")):
        place: Location = ("estimate", "estimators", index)
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
    for index, published in enumerate(listing(document, "robustness", "published")):
        name = published.get("outcome") if isinstance(published, dict) else None
        if isinstance(name, str) and name not in outcomes:
            place = ("robustness", "published", index, "outcome")
            message = f"`{name}` is not one of the plan's outcomes"
            yield document.fault("E144", message, place, help=nearest(name, outcomes))


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
