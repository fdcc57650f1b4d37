"""What one kind of made variable does not allow, whatever its columns are called."""

from collections.abc import Iterator
from typing import Any

from pipeline import expressions
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.sections.variables import ROW_WISE_INDICES, kind_of


def kind_faults(document: Document) -> Iterator[Fault]:
    """Indices, lags, aggregates and members that contradict themselves or the waves."""
    for name, entry in mapping(document, "construct", "variables").items():
        place: Location = ("construct", "variables", name)
        if not isinstance(entry, dict):
            continue
        kind = kind_of(entry)
        if kind == "index":
            yield from _index_faults(document, place, entry)
        if kind == "lag":
            yield from _lag_faults(document, place)
        if kind == "aggregate":
            yield from _aggregate_faults(document, place, entry)
        if kind in ("lag", "aggregate"):
            yield from _wave_faults(document, (*place, "wave"))
    yield from _wave_faults(document, ("construct", "members", "wave"))


def _index_faults(document: Document, place: Location, entry: dict[str, Any]) -> Iterator[Fault]:
    of, reverse = (entry.get(key) if isinstance(entry.get(key), list) else []
                   for key in ("of", "reverse"))  # fmt: skip
    for index, name in enumerate(of):
        if name in of[:index]:
            message = f"component `{name}` is listed twice"
            yield document.fault("E158", message, (*place, "of", index))
    for index, name in enumerate(reverse):
        if name not in of:
            message = f"`{name}` is not a component of the index"
            at_ = (*place, "reverse", index)
            yield document.fault("E158", message, at_, help=nearest(str(name), map(str, of)))
    if reverse and entry.get("index") in ROW_WISE_INDICES:
        message = f"a {entry['index']} cannot turn an answer round without knowing its scale"
        help_ = "make the turned answer an expression, such as 6 - x, and list that"
        yield document.fault("E158", message, (*place, "reverse"), help=help_)


def _lag_faults(document: Document, place: Location) -> Iterator[Fault]:
    if at(document, "clean", "layout") != "long":
        message = "only a long survey has lags"
        help_ = "in a wide one, name the earlier wave's own column: it ends in the wave's name"
        yield document.fault("E159", message, place, help=help_)
    elif not isinstance(at(document, "clean", "unit"), str):
        message = "a lag needs to know which rows are the same unit's"
        yield document.fault("E159", message, place, help="name it under clean: unit:")


def _aggregate_faults(
    document: Document, place: Location, entry: dict[str, Any]
) -> Iterator[Fault]:
    function, value, where = (entry.get(key) for key in ("aggregate", "value", "where"))
    if function == "count" and value is not None:
        message = "a count takes no value"
        at_ = (*place, "value")
        yield document.fault("E189", message, at_, help="count those who meet a where:")
    elif function == "share" and value is None and where is None:
        yield document.fault("E189", "a share of whom? it has no where: and no value:", place)
    elif function in ("sum", "mean", "minimum", "maximum") and value is None:
        yield document.fault("E189", f"a {function} needs a value:", (*place, "aggregate"))
    for key in ("value", "where"):
        expression = entry.get(key)
        if isinstance(expression, str):
            # Which columns the group's rows have is for the data to say.
            message, help_ = expressions.complaint(expression, expressions.names(expression))
            if message:
                at_ = (*place, key)
                yield document.fault("E132", message, at_, found=expression, help=help_)


def _wave_faults(document: Document, place: Location) -> Iterator[Fault]:
    wave = at(document, *place)
    files = [file for file in listing(document, "clean", "files") if isinstance(file, dict)]
    waves = {str(file.get("wave", "survey")) for file in files}
    if isinstance(wave, str) and wave not in waves:
        message = f"there is no wave `{wave}`"
        help_ = nearest(wave, waves) or "waves: " + ", ".join(sorted(waves))
        yield document.fault("E160", message, place, help=help_)
