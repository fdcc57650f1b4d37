"""`robustness: wild_bootstrap:` of a plan, where the design's own clusters are not enough."""

from typing import Literal

from pydantic import Field, model_validator

from pipeline.sections.base import Name, Section


class WildBootstrap(Section):
    """Which multipliers are drawn, for what, and whether errors go by a second kind of cluster.

    ``level`` is a column of parts of clusters that share a multiplier, for where few clusters are
    treated. ``second_way`` is a column whose groups cross the design's clusters, such as markets:
    errors then go both ways, and multipliers by the way with fewer groups.
    """

    multipliers: Literal["Rademacher", "Webb", "Mammen"] | None = None
    level: Name | None = Field(None)
    second_way: Name | None = Field(None)

    @model_validator(mode="after")
    def _one_of_both(self) -> "WildBootstrap":
        if self.level and self.second_way:
            raise ValueError("give a level or a second way, not both")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it names."""
        return tuple(name for name in (self.level, self.second_way) if name)
