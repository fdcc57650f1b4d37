"""Faults of a plan that its form alone does not show: names that do not exist or cannot be used.

Everything here reads the document as it was written, not the model made from it, so that a plan
with a wrong key still has its other faults reported in the same message.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from pipeline.codebook import Codebook
from pipeline.document import Document, Location, at, listing, mapping
from pipeline.errors import Fault, nearest
from pipeline.faults.choices import choice_faults
from pipeline.faults.construct import construct_faults
from pipeline.faults.costs import cost_faults
from pipeline.faults.decisions import decision_faults
from pipeline.faults.framework import framework_faults
from pipeline.faults.specifications import specification_faults
from pipeline.faults.waves import wave_faults
from pipeline.graph import GraphError, parse_graph
from pipeline.plan import IMPLIED
from pipeline.survey_columns import survey_columns

# Keys of `design:` that name a column.
DESIGN_COLUMNS = (
    "treatment",
    "clusters",
    "strata",
    "mediator",
    "take_up",
    "fixed_effects",
    "running",
    "unit",
    "time",
    "first_treated",
)
LISTS_OF_COLUMNS = (
    ("construct", "covariates"),
    ("construct", "subgroups"),
    ("design", "factors"),
    ("robustness", "negative_controls"),
    ("robustness", "explore"),
    ("robustness", "clusters"),
    ("robustness", "benchmarks"),
)


def name_faults(document: Document, codebook: Codebook) -> list[Fault]:
    """Every column, estimator, check, outcome or graph node that the plan names in vain."""
    survey = survey_columns(codebook, document)
    return [
        *_bare_dates(document, document.content),
        *wave_faults(document, codebook, survey),
        *_column_faults(document, codebook, survey),
        *_constraint_faults(document, codebook),
        *construct_faults(document, survey),
        *choice_faults(document),
        *specification_faults(document, survey),
        *framework_faults(document, survey),
        *cost_faults(document),
        *_graph_faults(document, survey),
        *decision_faults(document),
    ]


def _bare_dates(document: Document, node: object, place: Location = ()) -> Iterator[Fault]:
    """Dates without quotes, which YAML makes into something that DVC cannot compare."""
    if isinstance(node, date):
        yield document.fault("E116", "a date without quotes", place, help=f'write "{node}"')
    items = node.items() if isinstance(node, Mapping) else ()
    items = enumerate(node) if isinstance(node, list) else items
    for key, value in items:
        yield from _bare_dates(document, value, (*place, key))


def column_references(document: Document) -> Iterator[tuple[Location, str]]:
    """Each place of the plan that names a column, and the name."""
    for place in _places(document):
        name = at(document, *place)
        if isinstance(name, str):
            yield place, name
    for name in mapping(document, "construct", "outcomes"):
        yield ("construct", "outcomes", name), name
        for key in ("event", "lag"):
            column = at(document, "construct", "outcomes", name, key)
            if isinstance(column, str):
                yield ("construct", "outcomes", name, key), column


def _places(document: Document) -> Iterator[Location]:
    """Where a plan may name a column, beside its outcomes."""
    yield from (("design", key) for key in DESIGN_COLUMNS)
    yield from (("design", "exposure", key) for key in ("latitude", "longitude", "group"))
    yield from (("robustness", key) for key in ("enumerator", "interview_date"))
    yield from (("design", "sampling", key) for key in ("weight", "strata", "psu", "fpc"))
    yield from (("robustness", "wild_bootstrap", key) for key in ("level", "second_way"))
    for index in range(len(listing(document, "design", "rerandomisation", "covariates"))):
        yield ("design", "rerandomisation", "covariates", index)
    for index in range(len(listing(document, "check", "constraints"))):
        yield ("check", "constraints", index, "column")
    for name, columns in mapping(document, "robustness", "specifications", "covariates").items():
        for index in range(len(columns) if isinstance(columns, list) else 0):
            yield ("robustness", "specifications", "covariates", name, index)
    for section, key in LISTS_OF_COLUMNS:
        for index, entry in enumerate(listing(document, section, key)):
            yield (section, key, index, *(("column",) if isinstance(entry, dict) else ()))


def _column_faults(document: Document, codebook: Codebook, survey: set[str]) -> Iterator[Fault]:
    known = survey | set(mapping(document, "construct", "variables"))
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


def _constraint_faults(document: Document, codebook: Codebook) -> Iterator[Fault]:
    seen: list[object] = []
    for index, constraint in enumerate(listing(document, "check", "constraints")):
        item = constraint if isinstance(constraint, dict) else {}
        column, place = item.get("column"), ("check", "constraints", index)
        if column in seen:
            message = f"`{column}` has two constraints"
            help_ = "write them as one: {column: …, minimum: …, maximum: …}"
            yield document.fault("E137", message, place, help=help_)
        seen.append(column)
        bounded = item.get("minimum") is not None or item.get("maximum") is not None
        kind = codebook[column].kind if isinstance(column, str) and column in codebook else ""
        if bounded and kind in ("text", "date"):
            message = f"`{column}` is {kind}; only numbers have a minimum and a maximum"
            yield document.fault("E138", message, place, help="use allowed: instead")


def _graph_faults(document: Document, survey: set[str]) -> Iterator[Fault]:
    text = at(document, "graph")
    if not isinstance(text, str) or text == IMPLIED:
        return
    try:
        graph = parse_graph(text)
    except GraphError as error:
        yield document.fault("E150", str(error), ("graph",))
        return
    known = survey | set(mapping(document, "construct", "variables"))
    for node in sorted(graph.nodes - known - graph.unobserved):
        message = f"the graph names `{node}`, which no survey column measures"
        help_ = nearest(node, known) or f"if nobody measured it, add the line `{node} [unobserved]`"
        yield document.fault("E151", message, ("graph",), help=help_)
    outcomes = mapping(document, "construct", "outcomes")
    for node in sorted({str(at(document, "design", "treatment")), *outcomes} - graph.nodes):
        if node != "None":
            message = f"the graph has no node `{node}`"
            yield document.fault("E152", message, ("graph",), help=nearest(node, graph.nodes))
