"""What was decided on a result: by whom, when, and by which rule agreed beforehand."""

import datetime

from pydantic import Field

from pipeline.sections.base import Section, Words


class Decided(Section):
    """A decision: what, by whom, and on which outcomes (or `outcome, arm`)."""

    what: Words
    by: Words
    on: tuple[str, ...] = Field((), strict=False)


class PlannedDecision(Decided):
    """A decision that the plan itself records, with its day."""

    date: datetime.date = Field(strict=False)
