"""Variables that a plan makes: what each kind is written as, and what it is made from."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from pipeline import expressions
from pipeline.sections.base import Label, Name, Section

Reference = tuple[tuple[str | int, ...], str]


class Made(Section):
    """A variable that the plan makes; what it is made by is the first key of its entry."""

    label: Label


class Expression(Made):
    """Arithmetic and comparisons over columns of the same row."""

    expression: str


class Recode(Made):
    """Each answer of one column that ``map`` names becomes another; the rest becomes
    ``otherwise``, or stops the run where that is left out."""

    recode: Name
    map: Annotated[dict[str | int | float, int | float | None], Field(min_length=1)]
    otherwise: int | float | Literal["missing", "same"] | None = None


class Log(Made):
    """The natural logarithm; ``zero`` says what becomes of zeros, which have none."""

    log: Name
    zero: Literal["missing", "add_one", "inverse_hyperbolic_sine"]


class Winsorise(Made):
    """A column with its values beyond two percentiles pulled in to those percentiles."""

    winsorise: Name
    percentiles: tuple[
        Annotated[float, Field(ge=0, lt=50, strict=False)],
        Annotated[float, Field(gt=50, le=100, strict=False)],
    ] = Field((0, 99), strict=False)


class Index(Made):
    """Several columns as one.

    `inverse_covariance` (Anderson 2008) and `first_component` are in standard deviations of the
    control group; `standardised` (Kling, Liebman and Katz 2007) is the mean of columns that each
    are. ``reverse`` names the columns in which more is worse; a `sum` or `mean` has none, because
    turning an answer round needs its scale: write 6 - x as an expression.
    """

    index: Literal["inverse_covariance", "standardised", "sum", "mean", "first_component"]
    of: Annotated[tuple[Name, ...], Field(min_length=2, strict=False)]
    reverse: tuple[Name, ...] = Field((), strict=False)


class Lag(Made):
    """In a long survey, what the same unit answered in an earlier wave."""

    lag: Name
    wave: Name


class Aggregate(Made):
    """Rows of a repeat group, such as members of a household, as one number for each unit.

    ``value`` is an expression over the columns of a row and ``where`` a condition on them. A
    `count` takes no value. A `share` is that of the rows whose value is true or, without one, of
    those that meet the condition.
    """

    aggregate: Literal["count", "sum", "mean", "minimum", "maximum", "share"]
    of: Name
    wave: Name | None = None
    value: str | None = None
    where: str | None = None


# Indices that need nothing but the answers of the unit itself.
ROW_WISE_INDICES = frozenset({"sum", "mean"})

KINDS: dict[str, type[Made]] = {
    "expression": Expression,
    "recode": Recode,
    "log": Log,
    "winsorise": Winsorise,
    "index": Index,
    "lag": Lag,
    "aggregate": Aggregate,
}


def kind_of(entry: Any) -> str:
    """What an entry of `variables` is made by: the key that only its kind has."""
    if isinstance(entry, Made):
        return next(kind for kind, made in KINDS.items() if type(entry) is made)
    keys = entry if isinstance(entry, dict) else ()
    return next((kind for kind in KINDS if kind in keys), "expression")


Variable = Annotated[
    Annotated[Expression, Tag("expression")]
    | Annotated[Recode, Tag("recode")]
    | Annotated[Log, Tag("log")]
    | Annotated[Winsorise, Tag("winsorise")]
    | Annotated[Index, Tag("index")]
    | Annotated[Lag, Tag("lag")]
    | Annotated[Aggregate, Tag("aggregate")],
    Discriminator(kind_of),
]


def references(entry: Any) -> Iterator[Reference]:
    """Each column of its own row that an entry of `variables` is made from, and the key that
    names it; ``entry`` is a `Made` or what a plan holds in its place."""
    kind = kind_of(entry)
    named = _part(entry, kind)
    if kind == "expression":
        yield from _names(entry, "expression")
    elif kind == "index":
        of = _part(entry, "of")
        listed = enumerate(of if isinstance(of, list | tuple) else ())
        yield from ((("of", place), name) for place, name in listed if isinstance(name, str))
    elif kind != "aggregate" and isinstance(named, str):
        yield (kind,), named


def member_references(entry: Any) -> Iterator[Reference]:
    """Each column of a repeat group's rows that an aggregate is made from, likewise."""
    if kind_of(entry) == "aggregate":
        yield from _names(entry, "value")
        yield from _names(entry, "where")


def sources(entry: Any) -> set[str]:
    """The columns of its own row that an entry of `variables` is made from."""
    return {name for _, name in references(entry)}


def made_of_sample(variables: Mapping[str, Any]) -> set[str]:
    """The variables whose values depend on who is in the study's sample, directly or through
    another; only these have to wait for the sample rules."""
    found: set[str] = set()
    for name, entry in variables.items():
        kind = kind_of(entry)
        of_distribution = kind == "winsorise" or (
            kind == "index" and _part(entry, "index") not in ROW_WISE_INDICES
        )
        if of_distribution or sources(entry) & found:
            found.add(name)
    return found


def _names(entry: Any, key: str) -> Iterator[Reference]:
    expression = _part(entry, key)
    if isinstance(expression, str):
        yield from (((key,), name) for name in sorted(expressions.names(expression)))


def _part(entry: Any, key: str) -> Any:
    return entry.get(key) if isinstance(entry, dict) else getattr(entry, key, None)
