"""The causal graph of a plan: written as an edge list, DOT or GML, or implied by the design."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx

    from pipeline.plan import Plan

EDGE = re.compile(r"^(\w+)\s*(->|<-|<->)\s*(\w+)$")
UNOBSERVED = "U"  # in an implied graph: whatever nobody measured
HIDDEN = re.compile(r"^(\w+)\s*\[\s*(?:unobserved|latent)\s*\]$")


class GraphError(ValueError):
    """A graph that cannot be read, or that has a cycle."""


@dataclass(frozen=True)
class CausalGraph:
    """A directed acyclic graph: edges from cause to effect, and the nodes nobody measured."""

    edges: tuple[tuple[str, str], ...]
    unobserved: frozenset[str] = frozenset()

    @property
    def nodes(self) -> set[str]:
        return {node for edge in self.edges for node in edge} | self.unobserved

    def network(self) -> "nx.DiGraph":
        """The graph as networkx and DoWhy take it; edges in sorted order, so runs agree."""
        import networkx as nx

        network = nx.DiGraph()
        network.add_nodes_from(sorted(self.nodes))
        network.add_edges_from(sorted(self.edges))
        return network


def parse_graph(text: str) -> CausalGraph:
    """A graph from an edge list (`cause -> effect`), DOT (`digraph { … }`) or GML (`graph [ … ]`).

    In an edge list, `a <-> b` stands for an unobserved common cause of both, and `u [unobserved]`
    says that nobody measured u; in DOT and GML the node attribute `unobserved` says the same.

    Raises
    ------
    GraphError
        Where the text cannot be read as a graph, or the graph has a cycle.
    """
    text = text.strip()
    if text.startswith(("digraph", "strict digraph")):
        graph = _from_dot(text)
    elif re.match(r"graph\s*\[", text):
        graph = _from_gml(text)
    else:
        graph = _from_edges(text)
    _refuse_cycle(graph)
    return graph


def graph_of(plan: "Plan") -> CausalGraph:
    """The graph that the plan draws, or else the one that its design implies."""
    from pipeline.plan import IMPLIED

    return implied_graph(plan) if plan.graph == IMPLIED else parse_graph(plan.graph)


def implied_graph(plan: "Plan") -> CausalGraph:
    """The graph that the design implies where the plan draws none.

    Treatment causes each outcome and so does each covariate. Where treatment was not assigned by
    lottery, each covariate may have caused treatment as well; where the lottery was drawn within
    strata, so may the stratum, since chances can differ between strata. With a mediator, treatment
    acts through it alone, and something unobserved may cause both treatment and outcome.
    """
    treatment, outcomes = plan.design.treatment, tuple(plan.outcomes)
    if plan.design.mediator:
        return _through_mediator(plan, plan.design.mediator)
    edges = [(treatment, outcome) for outcome in outcomes]
    edges += [(covariate, outcome) for covariate in plan.covariates for outcome in outcomes]
    if plan.design.rule.adjusts:
        edges += [(covariate, treatment) for covariate in plan.covariates]
    if plan.design.strata:
        edges += [(plan.design.strata, effect) for effect in (treatment, *outcomes)]
    return CausalGraph(tuple(edges))


def _through_mediator(plan: "Plan", mediator: str) -> CausalGraph:
    treatment, outcomes = plan.design.treatment, tuple(plan.outcomes)
    edges = [(treatment, mediator), *((mediator, outcome) for outcome in outcomes)]
    causes = [(UNOBSERVED, effect) for effect in (treatment, *outcomes)]
    known = [
        (covariate, effect)
        for covariate in plan.covariates
        for effect in (treatment, mediator, *outcomes)
    ]
    return CausalGraph((*edges, *causes, *known), frozenset({UNOBSERVED}))


def _from_edges(text: str) -> CausalGraph:
    edges: list[tuple[str, str]] = []
    hidden: set[str] = set()
    for line in filter(None, (line.split("#")[0].strip() for line in text.splitlines())):
        if match := HIDDEN.match(line):
            hidden.add(match[1])
        elif match := EDGE.match(line):
            left, arrow, right = match.groups()
            if arrow == "<->":
                cause = f"U_{left}_{right}"
                hidden.add(cause)
                edges += [(cause, left), (cause, right)]
            else:
                edges.append((left, right) if arrow == "->" else (right, left))
        else:
            raise GraphError(f"cannot read the graph's line `{line}`: write `cause -> effect`")
    return CausalGraph(tuple(edges), frozenset(hidden))


def _from_dot(text: str) -> CausalGraph:
    """A flat `digraph` of `cause -> effect`; what else DOT can say is refused, not dropped."""
    import pydot

    try:
        parsed = pydot.graph_from_dot_data(text)
    except Exception as error:
        raise GraphError(f"the DOT graph cannot be read ({type(error).__name__})") from None
    if not parsed:
        raise GraphError("the DOT graph cannot be read: look for a missing brace or semicolon")
    graph = parsed[0]
    arrows = [(edge.get_source(), edge.get_destination()) for edge in graph.get_edges()]
    if graph.get_subgraphs() or any(not isinstance(end, str) for ends in arrows for end in ends):
        raise GraphError("the DOT graph has subgraphs or node sets: write each arrow on its own")
    if any("dir" in edge.get_attributes() for edge in graph.get_edges()):
        raise GraphError("the DOT graph changes an arrow's direction by `dir`: write it as meant")
    hidden = {node.get_name() for node in graph.get_nodes() if _is_hidden(node.get_attributes())}
    return CausalGraph(
        tuple((_unquoted(cause), _unquoted(effect)) for cause, effect in arrows),
        frozenset(map(_unquoted, hidden)),
    )


def _unquoted(name: str) -> str:
    return name.strip('"')


def _is_hidden(attributes: dict[str, object]) -> bool:
    """Whether a node says `unobserved`, on its own or with a value that does not deny it."""
    if "unobserved" not in attributes:
        return False
    return str(attributes["unobserved"]).strip('"').lower() not in ("0", "false", "no")


def _from_gml(text: str) -> CausalGraph:
    import networkx as nx

    try:
        network = nx.parse_gml(text)
    except Exception as error:
        raise GraphError(f"the GML graph cannot be read ({type(error).__name__})") from None
    if not network.is_directed():
        raise GraphError("the GML graph has no direction: add `directed 1`")
    hidden = {name for name, data in network.nodes(data=True) if _is_hidden(data)}
    return CausalGraph(
        tuple((cause, effect) for cause, effect, *_ in network.edges), frozenset(hidden)
    )


def _refuse_cycle(graph: CausalGraph) -> None:
    """Depth-first, without a graph library: this runs wherever a plan is read."""
    effects: dict[str, list[str]] = {}
    for cause, effect in graph.edges:
        effects.setdefault(cause, []).append(effect)
    done: set[str] = set()

    def visit(node: str, path: tuple[str, ...]) -> None:
        if node in path:
            cycle = " -> ".join((*path[path.index(node) :], node))
            raise GraphError(f"the graph has a cycle: {cycle}; a cause cannot follow its effect")
        if node not in done:
            for effect in effects.get(node, ()):
                visit(effect, (*path, node))
            done.add(node)

    for node in effects:
        visit(node, ())
