"""`design:` of a plan: how treatment came about, and what was assigned."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.designs import DESIGNS, DesignRule
from pipeline.sections.base import Name, Number, Section, Words


class Arm(Section):
    """One arm of the study: its value in the treatment column, and its name for readers."""

    value: int
    label: Words


class Arms(Section):
    """The two arms that are compared."""

    control: Arm
    treated: Arm


class Sampling(Section):
    """How a probability sample was drawn, as columns of the data.

    ``weight`` is how many of the population a unit stands for, ``strata`` and ``psu`` the first
    stage of sampling, ``fpc`` the size of the unit's stratum in the population, or the share of it
    that was sampled.
    """

    weight: Name
    strata: Name | None = None
    psu: Name | None = None
    fpc: Name | None = None


class Design(Section):
    """How treatment came about, and what was assigned.

    ``treatment`` is the column with the arms: what was assigned or offered, or in which group a
    unit is, whatever the time. ``clusters`` are what the lottery was drawn among where the kind is
    `cluster_randomised`; in other designs they are groups whose members are alike. ``strata`` are
    the groups within which a lottery was drawn; where chances differed between them, a comparison
    across them would be confounded. ``attrition`` is `unknown` where the data hold only those who
    were reached, so that nobody can tell how many were lost.

    What only some kinds have: ``mediator``, the step through which all is done; ``take_up``, what
    was taken of what was offered; ``running`` and ``cutoff``, the score that decides and where;
    ``unit`` and ``time``, of which each row is one observation, and ``first_treated``, when
    treatment begins (missing: never).
    """

    kind: Literal[*DESIGNS]
    treatment: Name
    arms: Arms
    clusters: Name | None = None
    strata: Name | None = None
    mediator: Name | None = None
    take_up: Name | None = None
    running: Name | None = None
    cutoff: Number | None = None
    unit: Name | None = None
    time: Name | None = None
    first_treated: Name | None = None
    sampling: Sampling | None = None
    estimand: Annotated[str | None, Field(min_length=1)] = None
    attrition: Literal["measured", "unknown"] = "measured"

    @property
    def rule(self) -> DesignRule:
        return DESIGNS[self.kind]

    @property
    def target(self) -> str:
        """The estimand: the plan's, or else the design's."""
        return self.estimand or self.rule.estimand
