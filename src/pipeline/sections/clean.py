"""`clean:` of a plan: which files, how they fit together, and what is done to every answer."""

from typing import Annotated, Literal

from pydantic import Field

from pipeline.sections.base import Name, Section, Share

SURVEY = "survey"  # the wave of a plan that names none
Keep = Literal["all", "first", "last", "most_complete", "none"]
Normalisation = Literal[
    "case", "spaces", "alef", "ya", "ta_marbuta", "hamza", "tatweel", "diacritics", "digits"
]


class ExportFile(Section):
    """One file below `raw/`.

    Files of the same ``wave`` are stacked in the plan's order, and ``source`` tells them apart. A
    wave is a round of the survey (baseline, endline), or a list about its units (assignment,
    tracking). ``form`` is the XLSForm that the file was collected with; ``sheet`` is needed where
    the rows are not on the first sheet of a workbook. What a text file does not say of itself
    (``encoding``, ``separator``, ``decimal``) can be said here.
    """

    path: str
    wave: Name = SURVEY
    source: Name | None = None
    form: str | None = None
    sheet: str | None = None
    encoding: Literal["utf-8", "utf-16", "windows-1256", "windows-1252"] | None = None
    separator: Literal[",", ";", "\t", "|"] | None = None
    decimal: Literal[".", ","] = "."


class Duplicates(Section):
    """Which of several interviews stays: of those ``exact`` in every answer, with the same
    ``unit``, or ``near``-identical (at least ``near_share`` of all answers equal).

    `all` keeps them, and leaves it to `check` to say how many. `first` and `last` go by the column
    ``order``, or else by the order of the export.
    """

    exact: Keep = "all"
    unit: Keep = "all"
    near: Keep = "all"
    near_share: Share = 0.95
    order: Name | None = None


class Harmonise(Section):
    """Texts of one variable that mean the same: each key of ``map`` becomes its value.

    ``into`` names another variable that takes the value, as an "other, specify" text goes into the
    question it belongs to. ``match`` says which differences of writing do not count when keys are
    looked up; what is stored is never normalised.
    """

    variable: Name
    map: Annotated[dict[str, str | int], Field(min_length=1)]
    into: Name | None = None
    match: tuple[Normalisation, ...] = Field((), strict=False)


class Unmatched(Section):
    """The most units that may be without a partner: of the survey so far, and of the new wave."""

    survey: Annotated[int, Field(ge=0)] = 0
    wave: Annotated[int, Field(ge=0)] = 0


class Merge(Section):
    """How one wave joins the survey; the run stops with counts where it is not as expected."""

    wave: Name
    on: Name
    expect: Literal["one_to_one", "many_to_one"] = "one_to_one"
    unmatched: Unmatched = Unmatched()


class Clean(Section):
    """How the export becomes typed, de-identified data with the same information.

    ``unit`` identifies who or what is studied and ``submission`` each single interview, where the
    export has such a column: corrections then name interviews by it. The first file's wave is the
    survey; each entry of ``merge`` joins another to it. ``layout`` is
    `wide` (one row a unit; what several waves asked gets the wave's name as its ending) or `long`
    (the waves under one another). ``consent`` is a condition; rows that do not meet it go no
    further. ``pseudonyms`` are direct identifiers needed later, each value replaced by a keyed
    hash. ``not_identifying`` says why a column that looks like an identifier is none.
    """

    files: Annotated[tuple[ExportFile, ...], Field(min_length=1, strict=False)]
    unit: Name | None = None
    submission: Name | None = None
    consent: str | None = None
    date_order: Literal["day_first", "month_first"] | None = None
    duplicates: Duplicates = Duplicates()
    harmonise: tuple[Harmonise, ...] = Field((), strict=False)
    pseudonyms: tuple[Name, ...] = Field((), strict=False)
    not_identifying: dict[Name, str] = Field({})
    merge: tuple[Merge, ...] = Field((), strict=False)
    layout: Literal["wide", "long"] = "wide"

    @property
    def waves(self) -> tuple[str, ...]:
        """Every wave, in the order of the files; the first is the survey that others join."""
        return tuple(dict.fromkeys(file.wave for file in self.files))

    @property
    def merged(self) -> tuple[str, ...]:
        """The waves whose columns are part of the survey."""
        return (self.waves[0], *(merge.wave for merge in self.merge))
