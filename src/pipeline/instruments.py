"""Whether an encouragement is an instrument for what was taken up, in the plan's own graph.

References
----------
Pearl (2009), Causality, section 7.4.5; van der Zander, Textor and Liskiewicz (2015), IJCAI, for
instruments given what is adjusted for.
"""

from pipeline.document import Document
from pipeline.errors import Fault
from pipeline.graph import CausalGraph
from pipeline.plan import IMPLIED, Plan


def instruments_given(graph: CausalGraph, plan: Plan, outcome: str) -> list[str]:
    """What DoWhy finds to be instruments for take-up, once the plan's covariates are held fixed.

    Held fixed is taken out of the graph. That no path is opened by it is what the back-door check
    of the encouragement looks into.
    """
    from dowhy.graph import get_instruments

    network = graph.network()
    if not {plan.design.take_up, outcome} <= set(network):
        return []
    network.remove_nodes_from([name for name in plan.adjusted_for if name in network])
    return sorted(get_instruments(network, [plan.design.take_up], [outcome]))


def instrument_faults(
    document: Document, graph: CausalGraph, plan: Plan, outcome: str
) -> list[Fault]:
    """What keeps it from being an instrument: no way to take-up, or one around it."""
    from dowhy.graph import get_descendants

    encouraged, taken = plan.design.treatment, plan.design.take_up
    network = graph.network()
    place = ("design", "take_up") if plan.graph == IMPLIED else ("graph",)
    if taken not in network or taken not in get_descendants(network, [encouraged]):
        message = f"in the graph, `{encouraged}` does not cause `{taken}`"
        return [document.fault("E303", message, place, help=f"draw {encouraged} -> {taken}")]
    if plan.design.target == "LATE" and encouraged not in instruments_given(graph, plan, outcome):
        message = f"in the graph, `{encouraged}` reaches `{outcome}` around `{taken}`"
        help_ = "ask for the ITT, which needs no exclusion: design: estimand: ITT"
        return [document.fault("E304", message, place, help=help_)]
    return []
