"""Can the effect be identified from what will be measured? DoWhy answers before data are read."""

from typing import Any

from pipeline.backdoor import backdoor_faults
from pipeline.document import Document, read_document
from pipeline.errors import Fault, IdentificationError
from pipeline.graph import CausalGraph, graph_of
from pipeline.plan import IMPLIED, Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file
from pipeline.results import write_json

ESTIMANDS = {
    "ITT": "the average effect of being assigned {treatment}, taken up or not, on {outcome}",
    "ATT": "the average effect of {treatment} on {outcome} among those who have it",
    "ATE": "the average effect of {treatment} on {outcome} among everybody",
    "ATO": "the average effect of {treatment} on {outcome} among those who might be in either "
    "group, each counting by how nearly even their chances were",
    "ATT_trimmed": "the average effect of {treatment} on {outcome} among those who have it and "
    "whom the plan's rule keeps, because people like them do not have it",
    "ATE_trimmed": "the average effect of {treatment} on {outcome} among those whom the plan's "
    "rule keeps, because people like them are in both groups",
}
# Kinds of identification that a causal graph can be asked about.
BY_GRAPH = ("randomisation", "backdoor", "instrument")


def run(folder: Folder) -> str:
    """Write `results/identification.json`, and `identified.txt` for `clean` to wait for."""
    plan = load_plan(folder)
    document = read_document(folder.plan, folder.relative(folder.plan))

    graph = graph_of(plan)
    if plan.design.rule.identified_by in BY_GRAPH:
        refuse_open_paths(document, plan, graph)
    elif plan.design.mediator:
        refuse_other_paths(document, plan, graph)
    outcomes = {outcome: identified(plan, graph, outcome) for outcome in plan.outcomes}

    content = {
        "design": plan.design.kind,
        "estimand": plan.design.target,
        "treatment": plan.design.treatment,
        "graph": {
            "source": "design" if plan.graph == IMPLIED else "plan",
            "edges": sorted([list(edge) for edge in graph.edges]),
            "unobserved": sorted(graph.unobserved),
        },
        "outcomes": outcomes,
        "assumptions": {
            "untestable": list(plan.design.rule.untestable),
            "testable": list(plan.design.rule.testable),
        },
    }
    write_json(folder, "identification.json", content, plan.disclosure)
    with whole_file(folder.results / "identified.txt") as path:
        path.write_text(f"{plan.design.target} of {plan.design.treatment}: identified\n")
    return f"{plan.design.target} of {plan.design.treatment} on {', '.join(outcomes)}"


def refuse_open_paths(document: Document, plan: Plan, graph: CausalGraph) -> None:
    """Stop where the plan's covariates do not identify the effect in the plan's own graph.

    Raises
    ------
    IdentificationError
        With every open back-door path, every covariate that follows from treatment, and every
        outcome that treatment does not reach.
    """
    faults: list[Fault] = []
    for outcome in plan.outcomes:
        faults += backdoor_faults(document, graph, (plan.design.treatment, outcome), plan)
    if faults:
        raise IdentificationError(list(dict.fromkeys(faults)))


def refuse_other_paths(document: Document, plan: Plan, graph: CausalGraph) -> None:
    """Stop where the plan's mediator is no front door in the plan's own graph.

    Raises
    ------
    IdentificationError
        With each outcome that treatment reaches by another way, or whose cause is the mediator's.
    """
    place = ("design", "mediator")
    faults = [
        document.fault(
            "E303",
            f"in the graph, `{plan.design.mediator}` is no front door from "
            f"`{plan.design.treatment}` to `{outcome}`",
            place,
            help="it must carry every path, and share no unobserved cause with either",
        )
        for outcome in plan.outcomes
        if not front_door_in(plan, graph, outcome)
    ]
    if faults:
        raise IdentificationError(faults)


def front_door_in(plan: Plan, graph: CausalGraph, outcome: str) -> bool:
    """Whether, given the covariates, the mediator meets Pearl's three front-door criteria."""
    from dowhy.graph import (
        check_valid_backdoor_set,
        check_valid_frontdoor_set,
        get_all_directed_paths,
    )

    network, treatment, mediator = graph.network(), plan.design.treatment, plan.design.mediator
    if mediator not in network or not network.has_node(outcome):
        return False
    # What is adjusted for is held: arrows out of it open no path.
    held = [name for name in plan.covariates if name in network]
    first = check_valid_backdoor_set(network, [treatment], [mediator], held)
    second = check_valid_backdoor_set(network, [mediator], [outcome], [treatment, *held])
    paths = get_all_directed_paths(network, [treatment], [outcome])
    intercepts = paths and check_valid_frontdoor_set(
        network, [treatment], [outcome], [mediator], paths, dseparation_algo="naive"
    )
    return bool(intercepts and first["is_dseparated"] and second["is_dseparated"])


def identified(plan: Plan, graph: CausalGraph, outcome: str) -> dict[str, Any]:
    """What DoWhy finds for one outcome: adjustment sets, instruments, and the estimand."""
    from dowhy.causal_identifier import EstimandType, identify_effect_auto
    from dowhy.causal_identifier.auto_identifier import BackdoorAdjustment

    network = graph.network()
    observed = sorted(graph.nodes - graph.unobserved)
    estimand = identify_effect_auto(
        network,
        [plan.design.treatment],
        [outcome],
        observed,
        EstimandType.NONPARAMETRIC_ATE,
        # The search for the smallest set grows exponentially with the covariates.
        backdoor_adjustment=BackdoorAdjustment.BACKDOOR_MAX,
    )
    largest = estimand.get_backdoor_variables() if estimand.backdoor_variables else []
    return {
        "largest_adjustment_set": sorted(largest or []),
        "adjustment_set": sorted(plan.adjusted_for),
        "instruments": sorted(estimand.instrumental_variables or []),
        "estimand": in_words(plan, outcome),
        "identified_by": plan.design.rule.identified_by,
    }


def in_words(plan: Plan, outcome: str) -> str:
    """The estimand of one outcome as a sentence, with the columns' own names."""
    treatment, adjusted = plan.design.treatment, ", ".join(sorted(plan.adjusted_for))
    words = ESTIMANDS[plan.design.target].format(treatment=treatment, outcome=outcome)
    if plan.design.mediator:
        return f"{words}, through {plan.design.mediator}"
    if plan.design.rule.adjusts:
        return f"{words}, comparing units alike in {adjusted}"
    strata = f" within {plan.design.strata}" if plan.design.strata else ""
    if plan.design.rule.assigns_clusters:
        drawn = (
            f"among whole clusters ({plan.design.clusters}){strata}, each unit counting the same"
        )
        return f"{words}, as {treatment} was drawn by lottery {drawn}"
    return f"{words}, as {treatment} was drawn by lottery{strata}"
