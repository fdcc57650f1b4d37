"""`estimate:` of a plan: which estimators run, headline first, and how each is to work."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Section


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides."""

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    power: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.8
    nuisance: Literal["parametric", "gradient_boosting"] = "parametric"
    folds: Annotated[int, Field(ge=2, le=20)] = 5
