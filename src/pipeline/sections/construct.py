"""`construct:` of a plan: the research decisions that make data for analysis of a survey."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from pipeline.sections.base import Name, Section, Words


class Made(Section):
    """A variable that the plan makes; what it is made by is the first key of its entry."""

    label: Words


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

    `inverse_covariance` (Anderson 2008) and `standardised` (Kling, Liebman and Katz 2007) are in
    standard deviations of the control group. ``reverse`` names the columns in which more is worse.
    """

    index: Literal["inverse_covariance", "standardised", "sum", "mean", "first_component"]
    of: Annotated[tuple[Name, ...], Field(min_length=2, strict=False)]
    reverse: tuple[Name, ...] = Field((), strict=False)


class Lag(Made):
    """In a long survey, what the same unit answered in an earlier wave."""

    lag: Name
    wave: Name


class Aggregate(Made):
    """Rows of a repeat group, such as members of a household, as one number for each unit."""

    aggregate: Literal["count", "sum", "mean", "minimum", "maximum", "share"]
    of: Name
    wave: Name | None = None
    value: str | None = None
    where: str | None = None


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


class Outcome(Section):
    """What should change, in which unit and direction, and how much of it would matter."""

    label: Words
    kind: Literal["continuous", "binary"]
    direction: Literal["increase", "decrease"]
    smallest_change_that_matters: Annotated[float, Field(gt=0, strict=False)]
    role: Literal["primary", "secondary"] = "primary"
    unit: Words = Field({})
    family: Name | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 1


class SampleRule(Section):
    """Which rows belong to the study, and why the others do not."""

    keep: str
    reason: Words


class Members(Section):
    """Analysis of the rows of a repeat group, each with its household's columns."""

    of: Name
    wave: Name | None = None


class Construct(Section):
    """The research decisions that turn clean data into one row per unit of analysis.

    ``members`` makes rows of a repeat group the units of analysis. ``missing_covariates`` are
    those whose missing answers take the mean of the rest, with a column `<name>_missing` that says
    so; a unit without any other covariate, or without the outcome, is not analysed.
    """

    outcomes: Annotated[dict[Name, Outcome], Field(min_length=1)]
    covariates: tuple[Name, ...] = Field(strict=False)
    variables: dict[Name, Variable] = Field({})
    sample: tuple[SampleRule, ...] = Field((), strict=False)
    members: Members | None = None
    missing_covariates: tuple[Name, ...] = Field((), strict=False)
