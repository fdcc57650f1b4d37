"""`construct:` of a plan: the research decisions that make data for analysis of a survey."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from pipeline.sections.base import Label, Name, Number, Section, Words
from pipeline.sections.outcome_kinds import Kind
from pipeline.sections.variables import Variable

MISSING_ENDING = "_missing"


class Outcome(Section):
    """What should change, in which unit and direction, and how much of it would matter.

    ``kind`` decides what can be asked of it (see `outcome_kinds`): a `time_to_event` is how long
    each was watched, ``event`` the column that says whether the event ended it (1) or not (0), and
    ``horizon`` the time up to which it counts. ``lag`` is the same thing before the programme,
    adjusted for in this outcome alone. Outcomes of one ``measure`` are the same thing at different
    times, ``months`` after assignment. ``limits`` are the least and the most that it can be, known
    without looking at the data: what bounds on those who were lost need.
    """

    label: Label
    kind: Kind
    direction: Literal["increase", "decrease"]
    smallest_change_that_matters: Annotated[float, Field(gt=0, strict=False)]
    role: Literal["primary", "secondary"] = "primary"
    unit: Label = Field({})
    family: Name | None = None
    limits: Annotated[tuple[Number, Number] | None, Field(strict=False)] = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 1
    event: Name | None = None
    horizon: Annotated[float | None, Field(gt=0, strict=False)] = None
    lag: Name | None = None
    measure: Name | None = None
    months: Annotated[float | None, Field(ge=0, strict=False)] = None


class SampleRule(Section):
    """Which rows belong to the study, and why the others do not."""

    keep: str
    reason: Words


class Members(Section):
    """Analysis of the rows of a repeat group, each with its household's columns."""

    of: Name
    wave: Name | None = None


class Subgroup(Section):
    """A column whose values are groups that the effect is estimated in, one by one.

    A `secondary` one was asked about before anybody saw an outcome; others are exploratory.
    """

    column: Name
    role: Literal["secondary", "exploratory"] = "exploratory"


def _by_name(subgroup: object) -> object:
    return {"column": subgroup} if isinstance(subgroup, str) else subgroup


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
    subgroups: tuple[Annotated[Subgroup, BeforeValidator(_by_name)], ...] = Field((), strict=False)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The columns that say of each of `missing_covariates` who did not answer it."""
        return tuple(name + MISSING_ENDING for name in self.missing_covariates)
