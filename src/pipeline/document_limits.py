"""Limits on a YAML file: what a person writes never reaches them, what is made to harm does."""

from typing import Any

from pipeline.errors import Fault, PlanError
from pipeline.sections.written_text import unseen

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_NODES = 100_000  # with every alias written out
TAGS = "tag:yaml.org,2002:"
KNOWN = ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge")


def refuse_large(text: str, name: str) -> None:
    """Stop before anything is parsed: a parser takes seconds for a thousand brackets.

    Raises
    ------
    PlanError
        Where the file is longer than a plan can be, or opens more brackets than it closes by far.
    """
    if len(text) > MAX_BYTES:
        raise PlanError(Fault("E110", f"the file is longer than {MAX_BYTES:,} characters", name))
    for number, line in enumerate(_opened(text), start=1):
        if line > MAX_DEPTH:
            raise PlanError(Fault("E110", "lists or keys are nested too deeply", name, number))


def _opened(text: str) -> list[int]:
    """The most brackets that are open in each line, those in texts included."""
    opened, most = 0, []
    for line in text.splitlines():
        top = opened
        for character in line:
            opened += (character in "[{") - (character in "]}")
            top = max(top, opened)
        most.append(top)
    return most


def refuse_traps(node: Any, name: str) -> None:
    """Stop where a composed document would run code, never end, or not fit into memory.

    Raises
    ------
    PlanError
        Where a tag names anything but plain YAML, an alias lies within itself, or aliases of
        aliases write out to more than a plan can hold.
    """
    _size(node, name, {}, [])


def _size(node: Any, name: str, sizes: dict[int, int], path: list[int]) -> int:
    """How many nodes one is once its aliases are written out; each is looked at once."""
    if id(node) in sizes:
        return sizes[id(node)]
    line = node.start_mark.line + 1
    if id(node) in path:
        raise PlanError(Fault("E110", "an alias lies within itself", name, line))
    if len(path) > MAX_DEPTH:
        raise PlanError(Fault("E110", "lists or keys are nested too deeply", name, line))
    tag = str(node.tag)
    if tag.removeprefix(TAGS) not in KNOWN or not tag.startswith(TAGS):
        help_ = "remove the word that begins with `!`"
        raise PlanError(Fault("E110", "a tag that is not plain YAML", name, line, help=help_))
    parts = node.value if isinstance(node.value, list) else []
    inner = [part for item in parts for part in (item if isinstance(item, tuple) else (item,))]
    path.append(id(node))
    total = 1 + sum(_size(part, name, sizes, path) for part in inner)
    path.pop()
    if total > MAX_NODES:
        raise PlanError(Fault("E110", "aliases of aliases make the file too large", name, line))
    sizes[id(node)] = total
    return total


def refuse_unseen(node: Any, name: str) -> None:
    """Stop where a text or a key holds a character that no reader sees, or that turns the order.

    Raises
    ------
    PlanError
        With the line of each.
    """
    help_ = "delete it; Arabic needs none to run from right to left"
    faults = [
        Fault("E115", "a character that no reader can see", name, line, found=found, help=help_)
        for line, found in sorted(_unseen(node, set()))
    ]
    if faults:
        raise PlanError(faults)


def _unseen(node: Any, looked_at: set[int]) -> set[tuple[int, str]]:
    """Line and name of the characters that cannot be seen, each node looked at once."""
    if id(node) in looked_at:
        return set()
    looked_at.add(id(node))
    if isinstance(node.value, str):
        folds = "\a" if node.style == ">" else ""  # the parser's own marks, where lines were folded
        found = unseen(node.value.replace(folds, ""))
        return {(node.start_mark.line + 1, found)} if found else set()
    parts = [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    return {fault for part in parts for fault in _unseen(part, looked_at)}
