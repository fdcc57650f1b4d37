"""The checks one by one: what each says beside its verdicts, and its tables."""

from collections.abc import Callable

from markupsafe import Markup

from pipeline.reporting.quality import Quality
from pipeline.reporting.quality_page.answers import (
    assignment,
    constraints,
    missing,
    other_specify,
    outliers,
    skip_logic,
)
from pipeline.reporting.quality_page.backchecks import backchecks
from pipeline.reporting.quality_page.fieldwork import (
    interviews,
    lengths,
    places,
    progress,
    versions,
)
from pipeline.reporting.quality_page.lines import Line
from pipeline.reporting.quality_page.table import Table
from pipeline.reporting.quality_page.wording import place

TABLES: dict[str, tuple[Callable[[Quality], list[Table]], ...]] = {
    "interviews": (interviews,),
    "gps": (places,),
    "progress": (progress,),
    "backchecks": (backchecks,),
    "constraints": (constraints,),
    "skip_logic": (skip_logic,),
    "outliers": (outliers,),
    "other_specify": (other_specify,),
    "form_versions": (versions,),
    "duplicates": (),
    "missing": (missing,),
    "assignment": (assignment,),
}


def parts(quality: Quality) -> list[tuple[str, list[Markup], list[Table]]]:
    """By check, what it says beside its verdicts, and its tables; checks with neither left out."""
    found = []
    for check, builders in TABLES.items():
        said = [_with_wave(quality, line) for line in _beside_tables(quality, check)]
        said += lengths(quality) if check == "interviews" else []
        tables = [table for build in builders for table in build(quality) if table.rows]
        if said or tables:
            found.append((check, said, tables))
    return found


def _beside_tables(quality: Quality, check: str) -> list[Line]:
    """What is no verdict, and in no table either."""
    return [
        line
        for line in quality.lines
        if line.check == check
        and line.tells
        and line.status == "informative"
        and line.target.kind not in ("minutes", "reliability")
    ]


def _with_wave(quality: Quality, line: Line) -> Markup:
    wave = place(quality.report, line.target)
    return Markup("{} <small>{}</small>").format(line.sentence, wave) if wave else line.sentence
