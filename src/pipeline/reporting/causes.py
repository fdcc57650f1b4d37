"""The graph of causes, made ready to be drawn: alike variables in one box, boxes in columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import networkx as nx

Role = Literal["treatment", "outcome", "adjusted", "hidden", "other"]
SWEEPS = 8  # over the columns, each putting boxes near what they are joined to


@dataclass(frozen=True)
class Box:
    """Variables with the same causes, the same effects and the same part in the analysis."""

    names: tuple[str, ...]
    role: Role


@dataclass(frozen=True)
class Layout:
    """Boxes in columns from causes to effects.

    ``columns`` hold boxes from the top, and None where an arrow passes between them. ``routes``
    are the arrows: a place `(column, row)` for each column that one goes through, its boxes' own
    first and last.
    """

    columns: tuple[tuple[Box | None, ...], ...]
    routes: tuple[tuple[tuple[int, int], ...], ...] = field(default=())


def boxes_of(identification: dict[str, Any]) -> "nx.DiGraph":
    """The graph of `identification.json` with alike variables joined, as a network of boxes."""
    import networkx as nx

    graph = identification["graph"]
    network = nx.DiGraph()
    network.add_nodes_from(sorted(graph["unobserved"]))
    network.add_edges_from(sorted(map(tuple, graph["edges"])))
    roles = {name: _role(name, identification) for name in network}
    alike: dict[Any, list[str]] = {}
    for name in network:
        causes, effects = frozenset(network.pred[name]), frozenset(network.succ[name])
        alike.setdefault((causes, effects, roles[name]), []).append(name)
    box = {name: Box(tuple(names), key[2]) for key, names in alike.items() for name in names}
    joined = nx.DiGraph()
    joined.add_nodes_from(box[name] for name in network)
    joined.add_edges_from((box[cause], box[effect]) for cause, effect in network.edges)
    return joined


def _role(name: str, identification: dict[str, Any]) -> Role:
    outcomes = identification["outcomes"]
    if name == identification["treatment"]:
        return "treatment"
    if name in outcomes:
        return "outcome"
    if name in identification["graph"]["unobserved"]:
        return "hidden"
    adjusted = any(name in item["adjustment_set"] for item in outcomes.values())
    return "adjusted" if adjusted else "other"


def layout(network: "nx.DiGraph") -> Layout:
    """Boxes in columns so that every arrow goes on to a later one, and through no box.

    A box stands as late as its effects allow. An arrow over several columns has a place of its own
    in each between. Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Transactions on Systems,
    Man and Cybernetics 11, 109-125.
    """
    import networkx as nx

    before_the_end: dict[Box, int] = {}
    for box in reversed(list(nx.topological_sort(network))):
        effects = [before_the_end[effect] for effect in network.succ[box]]
        before_the_end[box] = 1 + max(effects, default=-1)
    last = max(before_the_end.values(), default=0)
    column = {box: last - place for box, place in before_the_end.items()}
    columns: list[list[Any]] = [[] for _ in range(last + 1)]
    for box in sorted(network, key=_first):
        columns[column[box]].append(box)
    chains = []
    for cause, effect in network.edges:
        passed = [(cause, effect, step) for step in range(column[cause] + 1, column[effect])]
        for place in passed:
            columns[place[2]].append(place)
        chains.append([cause, *passed, effect])
    _order(columns, chains)
    rows = {item: (number, row) for number, items in enumerate(columns)
            for row, item in enumerate(items)}  # fmt: skip
    return Layout(
        tuple(tuple(one if isinstance(one, Box) else None for one in items) for items in columns),
        tuple(tuple(rows[item] for item in chain) for chain in chains),
    )


def _first(box: Box) -> tuple[bool, tuple[str, ...]]:
    """Treatment on top of its column, then by name: the same drawing every time."""
    return box.role != "treatment", box.names


def _order(columns: list[list[Any]], chains: list[list[Any]]) -> None:
    """Put every box near the middle of what it is joined to, to and fro over the columns."""
    joined: dict[Any, list[Any]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            joined.setdefault(one, []).append(other)
            joined.setdefault(other, []).append(one)
    for sweep in range(SWEEPS):
        to_and_fro = range(len(columns)) if sweep % 2 else range(len(columns) - 1, -1, -1)
        for number in to_and_fro:
            beside = number + (-1 if sweep % 2 else 1)
            if 0 <= beside < len(columns):
                heights = {item: _height(columns[beside], row)
                           for row, item in enumerate(columns[beside])}  # fmt: skip
                own = {item: _height(columns[number], row)
                       for row, item in enumerate(columns[number])}  # fmt: skip
                columns[number].sort(key=lambda item: _middle(joined[item], heights, own[item]))


def _height(column: list[Any], row: int) -> float:
    return (row + 0.5) / len(column)


def _middle(neighbours: Iterable[Any], heights: dict[Any, float], own: float) -> float:
    near = [heights[item] for item in neighbours if item in heights]
    return sum(near) / len(near) if near else own
