"""Back-door paths of a causal graph, and which of them a plan leaves open.

References
----------
Pearl (2009), Causality, section 3.3.1 (the back-door criterion).
"""

from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.document import Document
from pipeline.errors import Fault
from pipeline.graph import CausalGraph
from pipeline.plan import IMPLIED, Plan

if TYPE_CHECKING:
    import networkx as nx

SHOWN = 3


def backdoor_faults(
    document: Document, graph: CausalGraph, effect: tuple[str, str], plan: Plan
) -> list[Fault]:
    """What stands between the plan's covariates and the effect of ``effect[0]`` on ``effect[1]``.

    Graph questions are DoWhy's to answer; the words are ours.
    """
    from dowhy.graph import check_valid_backdoor_set, get_descendants

    treatment, outcome = effect
    network = graph.network()
    place = ("construct", "covariates") if plan.graph == IMPLIED else ("graph",)
    if outcome not in get_descendants(network, [treatment]):
        message = f"in the graph, `{treatment}` does not cause `{outcome}`"
        return [document.fault("E302", message, place, help="draw the path that you expect")]
    adjusted = [name for name in plan.adjusted_for if name in network]
    faults = []
    for name in sorted(set(plan.covariates) & get_descendants(network, [treatment])):
        place_of = ("construct", "covariates", plan.covariates.index(name))
        message = f"covariate `{name}` follows from `{treatment}` in the graph"
        help_ = "take it out: adjusting for a consequence of treatment biases the effect"
        faults.append(document.fault("E301", message, place_of, help=help_))
    if not check_valid_backdoor_set(network, [treatment], [outcome], adjusted)["is_dseparated"]:
        for path in _open_paths(network, effect, adjusted)[:SHOWN]:
            message = f"an open back-door path from `{treatment}` to `{outcome}`"
            shown, help_ = _drawn(network, path), _remedy(graph, path)
            faults.append(document.fault("E300", message, place, found=shown, help=help_))
    return faults


def _open_paths(
    network: "nx.DiGraph", effect: tuple[str, str], adjusted: list[str]
) -> list[list[str]]:
    """Back-door paths that ``adjusted`` leaves open, shortest first.

    An open path runs through ancestors of its ends and of what is adjusted for, so other
    outcomes need not be searched.
    """
    from dowhy.graph import get_ancestors, get_backdoor_paths, is_blocked

    ends = {*effect, *adjusted}
    near = network.subgraph(ends | get_ancestors(network, sorted(ends)))
    paths = get_backdoor_paths(near, [effect[0]], [effect[1]])
    still_open = [path for path in paths if not is_blocked(network, path, adjusted)]
    return sorted(still_open, key=lambda path: (len(path), path))


def _drawn(network: "nx.DiGraph", path: list[str]) -> str:
    """A path with the direction of each of its arrows."""
    drawn = path[0]
    for left, right in pairwise(path):
        drawn += f" -> {right}" if network.has_edge(left, right) else f" <- {right}"
    return drawn


def _remedy(graph: CausalGraph, path: list[str]) -> str:
    between = [name for name in path[1:-1] if name not in graph.unobserved]
    if between:
        return f"add {' or '.join(f'`{name}`' for name in between)} to construct: covariates:"
    return "nobody measured what lies on this path: another design or an instrument is needed"
