"""A YAML file as it was written, before any of it is believed: content, places and lines."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.document_limits import refuse_large, refuse_traps, refuse_unseen
from pipeline.errors import Fault, PlanError

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A YAML file as read, before any of it is believed: its name, its content, its lines."""

    file: str
    content: Any

    def line(self, location: Location) -> int | None:
        """The line, from 1, of the key at a location, or of its nearest parent that is there."""
        node, line = self.content, None
        for step in location:
            try:
                mark = node.lc.key(step) if isinstance(node, Mapping) else node.lc.item(step)
                node = node[step]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
            line = mark[0] + 1
        return line

    def fault(self, code: str, message: str, location: Location, **words: str) -> Fault:
        key = ".".join(str(step) for step in location)
        return Fault(code, message, self.file, self.line(location), key, **words)

    def placed(self, fault: Fault) -> Fault:
        """A fault of this file that has only its key so far, with file and line."""
        steps = fault.key.split(".") if fault.key else []
        location = tuple(int(step) if step.isdigit() else step for step in steps)
        return replace(fault, file=self.file, line=self.line(location))


def read_document(path: Path, name: str, kind: type = Mapping) -> Document:
    """A YAML 1.2 file with the line of each key: keys with values, or a list if ``kind`` says so.

    Raises
    ------
    PlanError
        Where the file is not YAML, names a key twice, is not of its kind, or would run code, never
        end or not fit into memory; and where a text of it holds what no reader can see.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_large(text, name)
        if node := YAML(typ="rt").compose(text):
            refuse_traps(node, name)
            refuse_unseen(node, name)
        content = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise PlanError(
            Fault("E110", f"not valid YAML: {error.problem}", name, line, help=_yaml_help(error))
        ) from None
    except YAMLError as error:
        reason = str(error).splitlines()[0]
        raise PlanError(Fault("E110", f"not valid YAML: {reason}", name)) from None
    except RecursionError:
        raise PlanError(Fault("E110", "lists or keys are nested too deeply", name)) from None
    except UnicodeDecodeError:
        raise PlanError(
            Fault("E110", "not UTF-8 text", name, help="save the file with encoding UTF-8")
        ) from None
    except ValueError:
        raise PlanError(Fault("E110", "a number has more digits than a number can", name)) from None
    if not isinstance(content, kind):
        expected = "a list of keys" if kind is Mapping else "a list"
        raise PlanError(Fault("E110", f"the file is empty or not {expected}", name))
    return Document(name, content)


def _yaml_help(error: Exception) -> str:
    if "duplicate key" in str(error).lower():
        return "remove one of the two"
    return "look for a missing colon, quote or space; indent with spaces, never tabs"


def plain(node: Any) -> Any:
    """YAML nodes as plain dicts, lists and values."""
    if isinstance(node, Mapping):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def at(document: Document, *steps: str | int) -> Any:
    """What the document holds at a location, or None where it holds nothing."""
    node = document.content
    for step in steps:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return None
    return node


def mapping(document: Document, *steps: str | int) -> dict[str, Any]:
    """The mapping at a location; empty where there is none."""
    found = at(document, *steps)
    return plain(found) if isinstance(found, dict) else {}


def listing(document: Document, *steps: str | int) -> list[Any]:
    """The list at a location; empty where there is none."""
    found = at(document, *steps)
    return plain(found) if isinstance(found, list) else []
