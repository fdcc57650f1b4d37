"""`check:` of a plan: what the data must satisfy, and which failures stop the run."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Number, Section, Share, Words

Severity = Literal["error", "warning"]
CheckName = Literal[
    "duplicates",
    "missing",
    "outliers",
    "constraints",
    "skip_logic",
    "logic",
    "other_specify",
    "enumerators",
    "interviews",
    "gps",
    "backchecks",
    "progress",
    "assignment",
    "form_versions",
]
Positive = Annotated[float, Field(gt=0, strict=False)]


class Constraint(Section):
    """What values a column may take; bounds are inclusive."""

    column: Name
    minimum: Number | None = None
    maximum: Number | None = None
    allowed: tuple[int | float | str, ...] | None = Field(None, strict=False)


class LogicRule(Section):
    """A condition that must hold; where a missing answer leaves it open, nobody breaks it."""

    rule: str
    reason: Words


class Outliers(Section):
    """Numbers far from the rest: beyond ``multiple`` interquartile ranges from the quartiles, or
    standard deviations from the mean, of everybody or of each group of ``by``."""

    variables: tuple[Name, ...] = Field(strict=False)
    method: Literal["iqr", "sd"] = "iqr"
    multiple: Positive = 3.0
    by: Name | None = None


class Enumerators(Section):
    """Who interviewed, and from when on one interviewer's work is too unlike everybody else's."""

    column: Name
    wave: Name | None = None
    fewest_interviews: Annotated[int, Field(ge=1)] = 10
    most_dont_know: Share = 0.2
    most_refused: Share = 0.2
    near_share: Share = 0.85
    smallest_variance_ratio: Share = 0.25


class Interviews(Section):
    """When interviews began and ended, and what is too short, too long, too early or too late.

    Durations are in minutes, ``hours`` the first and last hour of the day at which one may begin.
    """

    start: Name
    end: Name | None = None
    wave: Name | None = None
    shortest: Positive | None = None
    longest: Positive | None = None
    hours: tuple[int, int] | None = Field(None, strict=False)
    first_day: date | None = Field(None, strict=False)
    last_day: date | None = Field(None, strict=False)


class Place(Section):
    """Where interviews took place; ``area`` is south, west, north, east in degrees."""

    point: Name
    wave: Name | None = None
    area: tuple[Number, Number, Number, Number] | None = Field(None, strict=False)
    cluster: Name | None = None
    farthest_km: Positive = 5.0


class BackChecks(Section):
    """A second visit to some units, held against the first.

    Type 1 answers cannot change or be misunderstood, type 2 may be hard to ask, type 3 may change
    between the visits. ``most_errors`` is the highest rate of differences for each type.
    """

    wave: Name
    of: Name
    type_1: tuple[Name, ...] = Field((), strict=False)
    type_2: tuple[Name, ...] = Field((), strict=False)
    type_3: tuple[Name, ...] = Field((), strict=False)
    most_errors: tuple[Share, Share, Share] = Field((0.1, 0.2, 0.3), strict=False)


class Progress(Section):
    """The sampling plan: interviews wanted in each group of ``by``, the same number or each its
    own; ``least`` is the share of its target that each group must have reached."""

    by: Name
    target: Annotated[int, Field(ge=1)] | dict[str, int]
    wave: Name | None = None
    least: Share = 0.9


class Assignment(Section):
    """The shares in which units (or clusters, where clusters were drawn) should be in each arm."""

    treated: Share = 0.5
    alpha: Share = 0.01


class DataChecks(Section):
    """What the data must satisfy, and which failures stop the run."""

    constraints: tuple[Constraint, ...] = Field((), strict=False)
    logic: tuple[LogicRule, ...] = Field((), strict=False)
    outliers: Outliers | None = None
    most_missing: Share = 0.2
    most_other: Share = 0.1
    enumerators: Enumerators | None = None
    interviews: Interviews | None = None
    gps: Place | None = None
    backchecks: BackChecks | None = None
    progress: Progress | None = None
    assignment: Assignment | None = None
    severity: dict[CheckName, Severity] = Field({})
