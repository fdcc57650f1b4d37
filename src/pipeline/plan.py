"""`plan.yaml` and `params.yaml` as typed, frozen models; a key they do not know is an error."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.designs import CARRIES_WEIGHTS, NEEDS_COVARIATES
from pipeline.designs.by_interview import BY_INTERVIEW
from pipeline.sections.base import Label, Name, Section, Words
from pipeline.sections.check import DataChecks
from pipeline.sections.clean import Clean
from pipeline.sections.compute import Compute
from pipeline.sections.construct import Construct, Outcome
from pipeline.sections.costs import Costs
from pipeline.sections.decisions import PlannedDecision
from pipeline.sections.design import FIRST, Design
from pipeline.sections.estimate import Estimation
from pipeline.sections.framework import Framework
from pipeline.sections.outcome_kinds import of_kind
from pipeline.sections.specifications import Specifications
from pipeline.sections.wild_bootstrap import WildBootstrap

CONFOUNDER_CURVES = ("confounder_contour", "confounder_benchmarks")
IMPLIED = "implied"  # in place of a graph: the one that the design implies
Printed = Annotated[str, Field(pattern=r"^-?\d[\d,]*(\.\d+)?$")]


class Source(Section):
    """Where the data come from: what to cite, and under which terms they may be used."""

    citation: str
    link: Annotated[str, Field(pattern="^(https?://.+)?$")] = ""
    licence: str = ""


class About(Section):
    """Who, what, where, when and for whom."""

    title: Label
    question: Words
    programme: Words
    place: Words
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None  # ISO 3166: its months
    period: Words
    people: Words
    implementer: Words = Field({})
    funder: Words = Field({})
    interests: Words = Field({})
    sdg: tuple[str, ...] = Field((), strict=False)
    source: Source
    simulated: bool = False


class Published(Section):
    """A published number to hold ours against.

    A `replication` must round to the printed value; a `benchmark` is what a better design found
    for the same effect, and only shows how near we came; a `truth` is what a simulation put in.
    """

    outcome: Name
    arm: Name = FIRST
    estimator: Name
    inference: str
    kind: Literal["replication", "benchmark", "truth"]
    estimate: Printed
    std_error: Printed | None = None
    source: str
    note: Words = Field({})


class Robustness(Section):
    """Attempts to break the headline; left out, the design decides which.

    ``negative_controls`` are columns that treatment cannot have changed; naming them asks for
    `negative_control_outcome`. ``explore`` are covariates along which effects may differ; naming
    them asks for `heterogeneity` and the curve `best_linear_projection`, which decide nothing.
    ``clusters`` are columns of other groups whose members may be alike; naming them asks for
    `alternative_clustering`.
    ``specifications`` are the alternatives that `specification_curve` goes through.
    ``enumerator`` is the column of who interviewed, ``interview_date`` that of when; naming them
    asks for the checks `BY_INTERVIEW` that look at either.
    ``benchmarks`` are the covariates that an unobserved confounder is compared with; naming them
    asks for `benchmark_confounder` and its pictures. Left out, it is compared with all covariates.
    """

    checks: tuple[Name, ...] | None = Field(None, strict=False)
    negative_controls: tuple[Name, ...] = Field((), strict=False)
    explore: tuple[Name, ...] = Field((), strict=False)
    benchmarks: tuple[Name, ...] = Field((), strict=False)
    published: tuple[Published, ...] = Field((), strict=False)
    clusters: tuple[Name, ...] = Field((), strict=False)
    wild_bootstrap: WildBootstrap = WildBootstrap()
    specifications: Specifications | None = None
    enumerator: Name | None = None
    interview_date: Name | None = None


class Disclosure(Section):
    """How few people a published number may speak of; 0 for data that are public anyway."""

    threshold: Annotated[int, Field(ge=0)] = 10
    least_k: Annotated[int, Field(ge=1)] = 5
    least_l: Annotated[int, Field(ge=1)] = 2


class Reporting(Section):
    """What the report says beyond the numbers.

    ``decision_rule`` is what was agreed beforehand about which result would lead to what.
    """

    limits: tuple[Words, ...] = Field((), strict=False)
    decision_rule: Words = Field({})
    decisions: tuple[PlannedDecision, ...] = Field((), strict=False)


class Plan(Section):
    """One evaluation, as its evaluator planned it; a section per stage that decides something.

    No section may be left out, though most may be empty (`{}`): DVC watches each, and what the
    design is left to decide should be seen to be left to it.
    """

    evaluation: About
    design: Design
    graph: str
    clean: Clean
    check: DataChecks
    construct_: Construct = Field(alias="construct")
    estimate: Estimation
    robustness: Robustness
    framework: Framework
    costs: Costs
    disclosure: Disclosure
    report: Reporting

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return self.construct_.outcomes

    @property
    def covariates(self) -> tuple[str, ...]:
        return self.construct_.covariates

    @property
    def indicators(self) -> tuple[str, ...]:
        """Columns of 1 and 0 that say whose answer to a covariate is missing and filled in."""
        return self.construct_.indicators

    @property
    def counted_by(self) -> tuple[str, ...]:
        """The columns that indicators of the results framework are counted by."""
        return self.framework.columns

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        """Every column that the estimates adjust for: covariates, their indicators, strata."""
        strata = (self.design.strata,) if self.design.strata else ()
        return (*self.covariates, *self.indicators, *strata)

    @property
    def estimators(self) -> tuple[str, ...]:
        """Names of the estimators that run, headline first."""
        if self.estimate.estimators is not None:
            return self.estimate.estimators
        return tuple(
            name
            for name in self.design.default_estimators
            if (self.covariates or name not in NEEDS_COVARIATES)
            and (self.design.sampling is None or name in CARRIES_WEIGHTS)
        )

    def estimators_of(self, outcome: str) -> tuple[str, ...]:
        """Names of the estimators that answer for an outcome of its kind, headline first."""
        planned = self.outcomes[outcome]
        able = of_kind(self.estimators, planned.kind)
        if self.estimate.estimators is None and not self.covariates and planned.lag:
            able = of_kind(self.design.rule.estimators[self.design.target], planned.kind)
        return able

    def covariates_of(self, outcome: str) -> tuple[str, ...]:
        """What estimates of an outcome adjust for: the covariates, and its own earlier value."""
        lag = self.outcomes[outcome].lag
        return (*self.covariates, *([lag] if lag else ()))

    @property
    def robustness_checks(self) -> tuple[str, ...]:
        """Names of the robustness checks that run."""
        if self.robustness.checks is not None:
            return self.robustness.checks
        declared = ("negative_control_outcome",) if self.robustness.negative_controls else ()
        explored = ("heterogeneity",) if self.robustness.explore else ()
        levels = ("alternative_clustering",) if self.robustness.clusters else ()
        compared = ("benchmark_confounder",) if self.robustness.benchmarks else ()
        asked = (*declared, *explored, *levels, *compared, *self._of_interviews())
        return tuple(dict.fromkeys((*self.design.rule.robustness, *asked)))

    def _of_interviews(self) -> tuple[str, ...]:
        """The checks that columns of the interviews ask for."""
        asked = self.robustness
        return tuple(
            check
            for key, checks in BY_INTERVIEW.items()
            if getattr(asked, key) is not None
            for check in checks
        )

    def asked_with(self, outcome: str) -> tuple[str, ...]:
        """The outcomes of the same family; without one, those of the same role that have none."""
        own = self.outcomes[outcome]
        return tuple(
            name
            for name, item in self.outcomes.items()
            if item.family == own.family and (own.family or item.role == own.role)
        )

    @property
    def curves(self) -> tuple[str, ...]:
        """Names of the curves that are drawn."""
        explored = ("best_linear_projection",) if self.robustness.explore else ()
        compared = CONFOUNDER_CURVES if self.robustness.benchmarks else ()
        return tuple(dict.fromkeys((*self.design.rule.curves, *explored, *compared)))


class Draws(Section):
    """How many random draws each resampling method makes."""

    randomization_inference: Annotated[int, Field(ge=99)]
    refuters: Annotated[int, Field(ge=100)]
    multiple_testing: Annotated[int, Field(ge=99)] = 9999
    specifications: Annotated[int, Field(ge=99)] = 500
    rehearsal: Annotated[int, Field(ge=100)] = 1000
    rehearsal_refits: Annotated[int, Field(ge=100)] = 200


Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]


class Settings(Section):
    """`params.yaml`: which evaluations run, and what holds for all of them."""

    evaluations: tuple[str, ...] = Field(strict=False)
    languages: Annotated[tuple[Language, ...], Field(min_length=1, strict=False)]
    seed: Annotated[int, Field(ge=0)]
    draws: Draws
    compute: Compute = Compute()

    @model_validator(mode="after")
    def _each_once(self) -> "Settings":
        for kind in ("evaluations", "languages"):
            listed = getattr(self, kind)
            if len(set(listed)) != len(listed):
                raise ValueError(f"one of the {kind} is listed twice")
        return self
