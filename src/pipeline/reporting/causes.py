"""The graph of causes, made ready to be drawn: alike variables in one box, boxes in columns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any, Literal

Role = Literal["treatment", "outcome", "adjusted", "hidden", "other"]
SWEEPS = 8  # over the columns, each putting boxes near what they are joined to


@dataclass(frozen=True)
class Box:
    """Variables with the same causes, the same effects and the same part in the analysis."""

    names: tuple[str, ...]
    role: Role


Boxes = dict[Box, tuple[Box, ...]]


@dataclass(frozen=True)
class Layout:
    """Boxes in columns from causes to effects.

    ``columns`` hold boxes from the top, and None where an arrow passes between them. ``routes``
    are the arrows: a place `(column, row)` for each column that one goes through, its boxes' own
    first and last.
    """

    columns: tuple[tuple[Box | None, ...], ...]
    routes: tuple[tuple[tuple[int, int], ...], ...] = field(default=())


def boxes_of(identification: dict[str, Any]) -> Boxes:
    """The boxes of the graph in `identification.json`, each with those that it causes."""
    graph = identification["graph"]
    edges = sorted(map(tuple, graph["edges"]))
    names = sorted({*graph["unobserved"], *(name for edge in edges for name in edge)})
    alike: dict[Any, list[str]] = {}
    for name in names:
        causes = frozenset(cause for cause, effect in edges if effect == name)
        effects = frozenset(effect for cause, effect in edges if cause == name)
        alike.setdefault((causes, effects, _role(name, identification)), []).append(name)
    box = {name: Box(tuple(same), key[2]) for key, same in alike.items() for name in same}
    found: Boxes = {box[name]: () for name in names}
    for cause, effect in dict.fromkeys((box[cause], box[effect]) for cause, effect in edges):
        found[cause] = (*found[cause], effect)
    return found


def edges_of(boxes: Boxes) -> list[tuple[Box, Box]]:
    """Causes and effects, in the order of their names."""
    pairs = [(cause, effect) for cause, effects in boxes.items() for effect in effects]
    return sorted(pairs, key=lambda pair: (pair[0].names, pair[1].names))


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


def layout(boxes: Boxes) -> Layout:
    """Boxes in columns so that every arrow goes on to a later one, and through no box.

    A box stands as late as its effects allow. An arrow over several columns has a place of its own
    in each between. Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Transactions on Systems,
    Man and Cybernetics 11, 109-125.
    """
    before_the_end: dict[Box, int] = {}
    for box in TopologicalSorter(boxes).static_order():  # effects before their causes
        before_the_end[box] = 1 + max((before_the_end[one] for one in boxes[box]), default=-1)
    last = max(before_the_end.values(), default=0)
    column = {box: last - place for box, place in before_the_end.items()}
    columns: list[list[Any]] = [[] for _ in range(last + 1)]
    for box in sorted(boxes, key=_first):
        columns[column[box]].append(box)
    chains = []
    for cause, effect in edges_of(boxes):
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
