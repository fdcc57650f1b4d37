"""`plan.yaml` and `params.yaml` as typed, frozen models; a key they do not know is an error."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from pipeline.designs import DESIGNS, NEEDS_COVARIATES, DesignRule

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
IMPLIED = "implied"  # in place of a graph: the one that the design implies


def _with_english(words: dict[str, str]) -> dict[str, str]:
    if words and not words.get("en"):
        raise ValueError("give the text in English (en) as well")
    return words


# A text for readers, by language; a bare text is English.
Words = Annotated[
    dict[str, str],
    BeforeValidator(lambda words: {"en": words} if isinstance(words, str) else words),
    AfterValidator(_with_english),
]
Printed = Annotated[str, Field(pattern=r"^-?\d[\d,]*(\.\d+)?$")]


class Section(BaseModel):
    """A part of the plan: cannot be changed, refuses unknown keys, converts nothing silently."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Section):
    """Where the data come from: what to cite, and under which terms they may be used."""

    citation: str
    link: str = ""
    licence: str = ""


class About(Section):
    """Who, what, where, when and for whom."""

    title: Words
    question: Words
    programme: Words
    place: Words
    period: str
    people: Words
    implementer: Words = {}
    funder: Words = {}
    sdg: tuple[str, ...] = Field((), strict=False)
    source: Source
    simulated: bool = False


class Arm(Section):
    """One arm of the study: its value in the treatment column, and its name for readers."""

    value: int
    label: Words


class Arms(Section):
    """The two arms that are compared."""

    control: Arm
    treated: Arm


class Design(Section):
    """How treatment came about, and what was assigned.

    ``strata`` are the groups within which a lottery was drawn; where chances differed between
    them, a comparison across them would be confounded. ``attrition`` is `unknown` where the data
    hold only those who were reached, so that nobody can tell how many were lost.
    """

    kind: Literal["randomised", "observational"]
    treatment: Name
    arms: Arms
    clusters: Name | None = None
    strata: Name | None = None
    estimand: Literal["ITT", "ATT", "ATE"] | None = None
    attrition: Literal["measured", "unknown"] = "measured"

    @property
    def rule(self) -> DesignRule:
        return DESIGNS[self.kind]

    @property
    def target(self) -> str:
        """The estimand: the plan's, or else the design's."""
        return self.estimand or self.rule.estimand


class ExportFile(Section):
    """One file below `raw/`; rows of several files are stacked, `source` tells them apart."""

    path: str
    source: Name | None = None


class Clean(Section):
    """How the export becomes typed, de-identified data with the same information."""

    files: Annotated[tuple[ExportFile, ...], Field(min_length=1, strict=False)]
    unit: Name | None = None
    exact_duplicates: Literal["keep", "drop"] = "keep"


class Constraint(Section):
    """What values a column may take; bounds are inclusive."""

    column: Name
    minimum: float | None = Field(None, strict=False)
    maximum: float | None = Field(None, strict=False)
    allowed: tuple[int | float | str, ...] | None = Field(None, strict=False)


CheckName = Literal["duplicates", "missing", "constraints"]


class DataChecks(Section):
    """What the data must satisfy, and which failures stop the run."""

    constraints: tuple[Constraint, ...] = Field((), strict=False)
    most_missing: Annotated[float, Field(ge=0, le=1, strict=False)] = 0.2
    severity: dict[CheckName, Literal["error", "warning"]] = {}


class Variable(Section):
    """A variable made from others by an expression over columns."""

    expression: str
    label: Words


class Outcome(Section):
    """What should change, in which unit and direction, and how much of it would matter."""

    label: Words
    kind: Literal["continuous", "binary"]
    direction: Literal["increase", "decrease"]
    smallest_change_that_matters: Annotated[float, Field(gt=0, strict=False)]
    role: Literal["primary", "secondary"] = "primary"
    unit: Words = {}
    family: Name | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 1


class SampleRule(Section):
    """Which rows belong to the study, and why the others do not."""

    keep: str
    reason: Words


class Construct(Section):
    """The research decisions that turn clean data into one row per unit of analysis."""

    outcomes: Annotated[dict[Name, Outcome], Field(min_length=1)]
    covariates: tuple[Name, ...] = Field(strict=False)
    variables: dict[Name, Variable] = {}
    sample: tuple[SampleRule, ...] = Field((), strict=False)


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides."""

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    nuisance: Literal["parametric", "gradient_boosting"] = "parametric"
    folds: Annotated[int, Field(ge=2, le=20)] = 5


class Published(Section):
    """A published number to hold ours against.

    A `replication` must round to the printed value; a `benchmark` is what a better design found
    for the same effect, and only shows how near we came.
    """

    outcome: Name
    estimator: Name
    inference: Literal["HC2", "CR2", "influence"]
    kind: Literal["replication", "benchmark"]
    estimate: Printed
    std_error: Printed | None = None
    source: str
    note: Words = {}


class Robustness(Section):
    """Attempts to break the headline; left out, the design decides which."""

    checks: tuple[Name, ...] | None = Field(None, strict=False)
    published: tuple[Published, ...] = Field((), strict=False)


class Reporting(Section):
    """What the report says beyond the numbers."""

    languages: tuple[Literal["en"], ...] = Field(("en",), strict=False)
    limits: tuple[Words, ...] = Field((), strict=False)


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
    report: Reporting

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return self.construct_.outcomes

    @property
    def covariates(self) -> tuple[str, ...]:
        return self.construct_.covariates

    @property
    def adjusted_for(self) -> tuple[str, ...]:
        """Every column that the estimates adjust for: the covariates, then the strata."""
        return (*self.covariates, *((self.design.strata,) if self.design.strata else ()))

    @property
    def estimators(self) -> tuple[str, ...]:
        """Names of the estimators that run, headline first."""
        if self.estimate.estimators is not None:
            return self.estimate.estimators
        return tuple(
            name
            for name in self.design.rule.estimators
            if self.covariates or name not in NEEDS_COVARIATES
        )

    @property
    def robustness_checks(self) -> tuple[str, ...]:
        """Names of the robustness checks that run."""
        if self.robustness.checks is not None:
            return self.robustness.checks
        return self.design.rule.robustness


class Draws(Section):
    """How many random draws each resampling method makes."""

    randomization_inference: Annotated[int, Field(ge=99)]
    refuters: Annotated[int, Field(ge=100)]


class Settings(Section):
    """`params.yaml`: which evaluations run, and what holds for all of them."""

    evaluations: tuple[str, ...] = Field(strict=False)
    seed: Annotated[int, Field(ge=0)]
    draws: Draws

    @model_validator(mode="after")
    def _each_once(self) -> "Settings":
        if len(set(self.evaluations)) != len(self.evaluations):
            raise ValueError("an evaluation is listed twice")
        return self
