"""`estimate:` of a plan: which estimators run, headline first, and how each is to work."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Number, Section


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


StandardError = Literal["classical", "HC0", "HC1", "HC2", "HC3", "CR0", "stata", "CR2"]
# How p-values allow for the number of questions in a family.
Adjustment = Literal["holm", "benjamini_hochberg", "sharpened_q", "westfall_young", "romano_wolf"]


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


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides.

    ``errors`` are standard errors that regressions have beside the design's own, such as the one
    of a published number; the headline's stays the design's.
    """

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    errors: tuple[StandardError, ...] = Field((), strict=False)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    power: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.8
    nuisance: Literal["parametric", "gradient_boosting"] = "parametric"
    adjustment: Adjustment = "holm"
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    instrument: Instrument = Instrument()
    local_polynomial: LocalPolynomial = LocalPolynomial()
    local_linear: LocalLinear = LocalLinear()
    synthetic: Synthetic = Synthetic()
    series: InterruptedSeries = InterruptedSeries()
    difference_in_differences: DifferenceInDifferences = DifferenceInDifferences()
