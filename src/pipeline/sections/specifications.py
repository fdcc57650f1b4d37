"""`specifications:` of a plan's `robustness:`: the other analyses that would be as defensible."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Section, Words

Transformation = Literal[
    "none",
    "winsorise_99",
    "winsorise_95",
    "log1p",
    "inverse_hyperbolic_sine",
    "ranks",
    "any",
]
Trim = Literal["none", "drop_top_1", "common_support", "score_10_90"]

# Those after which an effect is still in the unit of the outcome.
KEEPS_UNIT = ("none", "winsorise_99", "winsorise_95")
# Those that leave people out by their probability of treatment, which a lottery has fixed.
BY_SCORE = ("common_support", "score_10_90")
# Those that have no answer for values below zero.
NOT_BELOW_ZERO = ("log1p", "any")
# More than this is no curve that anybody could look through.
MOST_SPECIFICATIONS = 2048

WHOLE = "all"  # every covariate of the plan; everybody in the study
NOTHING = "none"  # no covariate, no transformation, nobody trimmed
WITHOUT = "without_"  # before the one covariate that a set leaves out


class Specifications(Section):
    """Every combination of these is a specification, beside the headline's own choices.

    ``estimators`` left out are the plan's. ``covariates`` are sets by name; `all` (the plan's) and
    `none` need no list. ``samples`` are conditions that a unit must meet, by name, beside `all`.
    ``labels`` say what readers call a set or a sample; without one, its name is shown.
    ``outcomes`` says which outcomes this is declared for; others have the curve that a plan
    without this section has. Effects after a change of unit are compared in standard deviations,
    so that standardising is no specification of its own; nor is another standard error, which
    changes no estimate.
    """

    outcomes: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    estimators: tuple[Name, ...] | None = Field(None, strict=False, min_length=1)
    covariates: dict[Name, Annotated[tuple[Name, ...], Field(strict=False)]] = Field({})
    samples: dict[Name, str] = Field({})
    labels: dict[Name, Words] = Field({})
    transformations: tuple[Transformation, ...] = Field(("none",), strict=False, min_length=1)
    trimming: tuple[Trim, ...] = Field(("none",), strict=False, min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a covariate set or a sample names, each once."""
        from pipeline.expressions import names

        listed = [name for columns in self.covariates.values() for name in columns]
        used = [name for rule in self.samples.values() for name in sorted(names(rule))]
        return tuple(dict.fromkeys((*listed, *used)))

    def declared_for(self, outcome: str) -> bool:
        """Whether the plan declares these for an outcome."""
        return self.outcomes is None or outcome in self.outcomes


def allows(transformation: str, kind: str) -> bool:
    """Whether a transformation of an outcome of that kind says anything.

    An answer of yes or no has nothing to bend; a time cut short cannot be bent.
    """
    if transformation == NOTHING:
        return True
    if kind in ("binary", "time_to_event"):
        return False
    return transformation != "any" or kind in ("count", "censored_at_zero")
