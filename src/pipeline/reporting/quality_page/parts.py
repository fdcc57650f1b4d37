"""The checks one by one: what each says beside its verdicts, and its tables."""

from collections.abc import Callable

from pipeline.reporting.quality import Quality
from pipeline.reporting.quality_page.answers import (
    assignment,
    form_rules,
    missing,
    other_specify,
    outliers,
)
from pipeline.reporting.quality_page.backchecks import backchecks
from pipeline.reporting.quality_page.fieldwork import interviews, places, progress, versions
from pipeline.reporting.quality_page.lines import Line
from pipeline.reporting.quality_page.table import Table

TABLES: dict[str, tuple[Callable[[Quality], list[Table]], ...]] = {
    "interviews": (interviews,),
    "gps": (places,),
    "progress": (progress,),
    "backchecks": (backchecks,),
    "constraints": (form_rules,),
    "outliers": (outliers,),
    "other_specify": (other_specify,),
    "form_versions": (versions,),
    "duplicates": (),
    "missing": (missing,),
    "assignment": (assignment,),
}


def parts(quality: Quality) -> list[tuple[str, list[Line], list[Table]]]:
    """By check, what it says beside its verdicts, and its tables; checks with neither left out."""
    found = []
    for check, builders in TABLES.items():
        mine = [line for line in quality.lines if line.check == check and line.tells]
        said = [line for line in mine if line.status == "informative"]
        tables = [table for build in builders for table in build(quality) if table.rows]
        if said or tables:
            found.append((check, said, tables))
    return found
