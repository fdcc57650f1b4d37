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


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides."""

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    power: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.8
    nuisance: Literal["parametric", "gradient_boosting"] = "parametric"
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    synthetic: Synthetic = Synthetic()
    series: InterruptedSeries = InterruptedSeries()
