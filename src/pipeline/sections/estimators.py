"""How each family of estimators is to work: sub-sections of a plan's `estimate:`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.sections.base import Name, Number, Section, Share


class Synthetic(Section):
    """How a synthetic control is made.

    ``solver`` finds the best weights `exact`ly, or as the reference implementation's early-stopped
    `frank_wolfe` does, to reproduce numbers printed from it. ``error`` comes from pretended
    treatment (`placebo`; at most ``placebos`` sets) or, with several treated units and not for the
    synthetic control itself, from the `jackknife`. What it is matched on are the plan's covariates
    and the outcome in ``outcome_periods`` before treatment (left out: in all of them).
    """

    solver: Literal["exact", "frank_wolfe"] = "exact"
    error: Literal["placebo", "jackknife"] = "placebo"
    placebos: Annotated[int, Field(ge=20)] = 1000
    outcome_periods: tuple[Number, ...] | None = Field(None, strict=False)


class InterruptedSeries(Section):
    """How a series' trend is drawn on.

    ``horizon`` is how many observations after the first with the programme its effect is asked for
    (left out: at the last). ``period`` is how many observations a season's round takes; it enters
    as ``harmonics`` pairs of waves or as `dummies`. ``lags`` is how many earlier errors one may
    follow (left out: by the rule of Newey and West).
    """

    horizon: Annotated[int, Field(ge=0)] | None = None
    slope_change: bool = True
    period: Annotated[int, Field(ge=2)] | None = None
    seasonality: Literal["fourier", "dummies"] = "fourier"
    harmonics: Annotated[int, Field(ge=1)] = 2
    lags: Annotated[int, Field(ge=0)] | None = None


class Instrument(Section):
    """How estimators through take-up work.

    ``errors`` are standard errors in place of the design's, headline first; CR1 is Stata's for
    clusters.
    """

    errors: tuple[Literal["HC2", "CR1", "CR2"], ...] = Field((), strict=False)


class LocalPolynomial(Section):
    """A local polynomial at a cutoff; a bandwidth left out is chosen from the data.

    ``bias_bandwidth`` is that of the fit that corrects the bias: left out, as wide as a planned
    ``bandwidth``. ``adjust`` says whether the plan's covariates take noise away.
    """

    polynomial: Annotated[int, Field(ge=1, le=3)] = 1
    kernel: Literal["triangular", "uniform", "epanechnikov"] = "triangular"
    bandwidth: Annotated[float | None, Field(gt=0, strict=False)] = None
    bias_bandwidth: Annotated[float | None, Field(gt=0, strict=False)] = None
    adjust: bool = False


class LocalLinear(Section):
    """A straight line on each side of a cutoff, in a window that the plan fixes."""

    bandwidth: Annotated[float | None, Field(gt=0, strict=False)] = None
    kernel: Literal["triangular", "uniform", "epanechnikov"] = "uniform"
    adjust: bool = False


class DifferenceInDifferences(Section):
    """With whom the treated are compared while they are treated, and how effects are averaged.

    ``average`` is over all treated rows (`simple`), or over cohorts (`group`), calendar times or
    times since treatment; see `difference_in_differences.aggregation`. With ``adjust: false`` the
    plan's covariates are shown in the balance table and adjusted for nowhere.
    """

    comparison: Literal["not_yet_treated", "never_treated"] = "not_yet_treated"
    average: Literal["simple", "group", "calendar", "event_time"] = "simple"
    adjust: bool = True


class Trimming(Section):
    """Whom to leave out because nobody like them is in the other arm, said before looking.

    ``score`` keeps the units whose probability of treatment lies between its two numbers (Crump,
    Hotz, Imbens and Mitnik 2009); ``common_support`` those whose probability both arms reach.
    """

    score: tuple[Share, Share] | None = Field(None, strict=False)
    common_support: bool = False

    @model_validator(mode="after")
    def _one_rule(self) -> "Trimming":
        if (self.score is None) == (not self.common_support):
            raise ValueError("write either score: [0.1, 0.9] or common_support: true")
        if self.score is not None and not self.score[0] < self.score[1]:
            raise ValueError("the first number of score must be below the second")
        return self


class Matching(Section):
    """How `nearest_neighbour` matches.

    ``caliper`` is the largest distance allowed, in standard deviations of the distance; ``exact``
    are covariates in which a match must be the same.
    """

    neighbours: Annotated[int, Field(ge=1, le=50)] = 1
    replacement: bool = True
    distance: Literal["mahalanobis", "inverse_variance", "propensity", "linear_propensity"] = (
        "mahalanobis"
    )
    caliper: Annotated[float, Field(gt=0, strict=False)] | None = None
    exact: tuple[Name, ...] = Field((), strict=False)
    bias_correction: bool = True
