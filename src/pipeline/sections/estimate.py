"""`estimate:` of a plan: which estimators run, headline first, and how each is to work."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Section
from pipeline.sections.estimators import (
    DifferenceInDifferences,
    Instrument,
    InterruptedSeries,
    LocalLinear,
    LocalPolynomial,
    Matching,
    Synthetic,
    Trimming,
)

StandardError = Literal["classical", "HC0", "HC1", "HC2", "HC3", "CR0", "stata", "CR2"]
# How p-values allow for the number of questions in a family.
Adjustment = Literal["holm", "benjamini_hochberg", "sharpened_q", "westfall_young", "romano_wolf"]


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides.

    ``errors`` are standard errors that regressions have beside the design's own, such as the one
    of a published number; the headline's stays the design's.
    """

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    errors: tuple[StandardError, ...] = Field((), strict=False)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    power: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.8
    nuisance: Literal["parametric", "lasso", "gradient_boosting"] = "parametric"
    adjustment: Adjustment = "holm"
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    repeats: Annotated[int, Field(ge=1, le=100)] = 5
    trimming: Trimming | None = None
    matching: Matching = Matching()
    instrument: Instrument = Instrument()
    local_polynomial: LocalPolynomial = LocalPolynomial()
    local_linear: LocalLinear = LocalLinear()
    synthetic: Synthetic = Synthetic()
    series: InterruptedSeries = InterruptedSeries()
    difference_in_differences: DifferenceInDifferences = DifferenceInDifferences()
