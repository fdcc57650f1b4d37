"""`costs:` of a plan: what the programme cost, to whom, in which money and year."""

from typing import Annotated

from pydantic import Field

from pipeline.sections.base import Name, Section, Words

Amount = Annotated[float, Field(gt=0, strict=False)]
AMOUNTS = ("total", "per_unit_offered", "arms")  # of which one says what it cost
NEEDED = ("currency", "year", "perspective", "source")  # without these an amount says nothing


class Costs(Section):
    """What the programme cost beyond what the comparison group received; empty: not known.

    ``per_unit_offered`` is what it cost for each person (or other unit) that was offered it,
    ``arms`` the same for each arm beside the controls. ``total`` is what all of it cost, and
    ``offered`` how many that was spent on; left out, they are those offered it in the study.
    ``perspective`` says whose costs they are, and what is counted and what is not. ``year`` is that
    of the prices.
    """

    total: Amount | None = None
    per_unit_offered: Amount | None = None
    arms: dict[Name, Amount] = Field({})
    offered: Annotated[int, Field(gt=0)] | None = None
    currency: Words = Field({})
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    perspective: Words = Field({})
    source: Words = Field({})

    @property
    def known(self) -> bool:
        """Whether the plan says what the programme cost."""
        return any(getattr(self, key) for key in AMOUNTS)
