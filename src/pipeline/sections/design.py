"""`design:` of a plan: how treatment came about, and what was assigned."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pipeline.designs import DESIGNS, DesignRule, rule_of
from pipeline.designs.encouragement import ENCOURAGED_BY
from pipeline.sections.base import Label, Name, Number, Section, Words


class Arm(Section):
    """One arm of the study: its value in the treatment column, and its name for readers."""

    value: int
    label: Label


FIRST = "treated"  # the arm that every plan has beside the controls


class Arms(Section):
    """The arms: `control`, `treated`, and any others under names of their own.

    Each is compared with the controls. In data for analysis controls are 0, the treated 1, and the
    others 2, 3, … in the order of the plan.
    """

    model_config = ConfigDict(frozen=True, extra="allow", strict=True)
    __pydantic_extra__: dict[Name, Arm] = Field(init=False)

    control: Arm
    treated: Arm

    @property
    def further(self) -> tuple[str, ...]:
        """The names of the arms beside control and treated."""
        return tuple(self.__pydantic_extra__)

    @property
    def named(self) -> dict[str, Arm]:
        """Every arm by its name, the controls first."""
        return {"control": self.control, FIRST: self.treated, **self.__pydantic_extra__}

    @property
    def programmes(self) -> tuple[str, ...]:
        """The names of the arms that are compared with the controls."""
        return (FIRST, *self.further)

    def number(self, arm: str) -> int:
        """The arm's number in data for analysis."""
        return list(self.named).index(arm)


class Sampling(Section):
    """How a probability sample was drawn, as columns of the data.

    ``weight`` is how many of the population a unit stands for, ``strata`` and ``psu`` the first
    stage of sampling, ``fpc`` the size of the unit's stratum in the population (in primary
    sampling units, where there are any), or the share of it that was sampled. Effects are then
    those on the population, with linearised errors. A correction concerns who was asked, not who
    was treated: of an effect it lessens the part of the error between sampling units alone.
    """

    weight: Name
    strata: Name | None = None
    psu: Name | None = None
    fpc: Name | None = None


class Exposure(Section):
    """Whose treatment may reach a unit: who lives near, or who belongs to the same group.

    ``latitude`` and ``longitude`` are columns in degrees, ``kilometres`` how far neighbours live;
    ``group`` is a column. ``share`` is the least share of neighbours that must be treated for a
    unit to be exposed; left out, one is enough.
    """

    latitude: Name | None = None
    longitude: Name | None = None
    kilometres: Annotated[float | None, Field(gt=0, strict=False)] = None
    group: Name | None = None
    share: Annotated[float | None, Field(gt=0, le=1, strict=False)] = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say who is whose neighbour."""
        return tuple(name for name in (self.latitude, self.longitude, self.group) if name)


class Rerandomisation(Section):
    """Assignments were drawn until the arms were alike in some covariates; others were thrown away.

    An assignment was kept where the Mahalanobis distance of the arms' means was no more than
    ``threshold``, or, where that is not known, where it was among the ``acceptance`` share of
    assignments with the least. Covariates of clusters are their means.
    """

    covariates: Annotated[tuple[Name, ...], Field(strict=False)]
    threshold: Annotated[float | None, Field(gt=0, strict=False)] = None
    acceptance: Annotated[float | None, Field(gt=0, lt=1, strict=False)] = None


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
    treatment begins (missing: never); ``adoption`` says whether all who are treated begin at once,
    at several times, or whether only one place does. ``factors`` are two columns of 0 and 1 whose
    four combinations are the arms of a factorial lottery. Of an encouragement, ``encouraged_by``
    says who decided about it, and ``exclusion`` tells readers why it changes the outcome through
    take-up alone; within the groups of ``fixed_effects`` take-up and outcome are compared, and not
    every group needs both arms.
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
    adoption: Literal["single", "staggered", "one_place"] | None = None
    sampling: Sampling | None = None
    factors: Annotated[tuple[Name, Name] | None, Field(strict=False)] = None
    encouraged_by: Literal[*ENCOURAGED_BY] = "lottery"
    exclusion: Words = Field({})
    fixed_effects: Name | None = None
    exposure: Exposure | None = None
    rerandomisation: Rerandomisation | None = None
    estimand: Annotated[str | None, Field(min_length=1)] = None
    attrition: Literal["measured", "unknown"] = "measured"

    @property
    def rule(self) -> DesignRule:
        return rule_of(self.kind, self.encouraged_by)

    @property
    def sampling_columns(self) -> tuple[str, ...]:
        """The columns that say how the sample was drawn."""
        named = () if self.sampling is None else (name for _, name in self.sampling)
        return tuple(name for name in named if name is not None)

    @property
    def target(self) -> str:
        """The estimand: the plan's, or else the design's."""
        return self.estimand or self.rule.estimand

    @property
    def of_arms(self) -> str:
        """What a comparison of the arms answers for where it does not look at take-up."""
        return "ITT" if self.rule.identified_by == "instrument" else self.target

    @property
    def default_estimators(self) -> tuple[str, ...]:
        """What runs where the plan names no estimators, headline first."""
        return self.rule.by_adoption.get(str(self.adoption), self.rule.estimators[self.target])
