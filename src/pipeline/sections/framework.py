"""`framework:` of a plan: what was to be delivered, and how much of it was."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline import expressions
from pipeline.sections.base import Name, Number, Section, Words

LEVELS = ("activity", "output", "outcome")
# Where an indicator's value comes from: entered by hand, or from the data for analysis.
MEASURES = ("achieved", "count", "share")
Target = Annotated[str, Field(pattern=r"^\d{1,2}\.(\d{1,2}|[a-d])$")]  # of the SDGs: 1.4, 3.a


class Indicator(Section):
    """One indicator of the results framework: what was aimed at and what was achieved.

    ``achieved`` is a number that somebody entered, and ``source`` says from where. In its place
    ``count`` is a condition over columns of the survey: how many of those who were offered the
    programme meet it; ``share`` is how large a share of those of whom it is known. ``arm`` counts
    in one arm alone. A share is from 0 to 1, and so is its target.
    """

    label: Words
    level: Literal[*LEVELS]
    target: Annotated[float, Field(gt=0, strict=False)]
    unit: Words = Field({})
    achieved: Annotated[Number, Field(ge=0)] | None = None
    count: str | None = None
    share: str | None = None
    arm: Name | None = None
    sdg: Target | None = None
    source: Words = Field({})

    @property
    def measure(self) -> str:
        """Which of `MEASURES` it is."""
        return next(kind for kind in MEASURES if getattr(self, kind) is not None)

    @property
    def condition(self) -> str | None:
        """The condition that is counted; nothing where the number was entered."""
        return self.count or self.share


class Framework(Section):
    """The results framework: indicators by name, in the order of the report."""

    indicators: dict[Name, Indicator] = Field({})

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that indicators are counted by."""
        written = [item.condition for item in self.indicators.values() if item.condition]
        return tuple(dict.fromkeys(n for text in written for n in sorted(expressions.names(text))))
