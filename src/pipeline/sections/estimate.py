"""`estimate:` of a plan: which estimators run, headline first, and how each is to work."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.sections.base import Name, Section, Share


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


class Estimation(Section):
    """Which estimators run, headline first; left out, the design decides."""

    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    confidence: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.95
    power: Annotated[float, Field(gt=0.5, lt=1, strict=False)] = 0.8
    nuisance: Literal["parametric", "lasso", "gradient_boosting"] = "parametric"
    folds: Annotated[int, Field(ge=2, le=20)] = 5
    repeats: Annotated[int, Field(ge=1, le=100)] = 5
    trimming: Trimming | None = None
    matching: Matching = Matching()
