"""What the templates of the data-quality page, and the annex of the report, may call."""

from pipeline.reporting.quality import FILES, fine, not_judged, quality_of, tasks, told
from pipeline.reporting.quality_page.cleaning import changed, exported, left_out, reasons
from pipeline.reporting.quality_page.parts import parts
from pipeline.reporting.quality_page.people import farthest, interviewers, strips, traits_shown
from pipeline.reporting.quality_page.wording import count, fewest, measure, place

SHOWN = {
    "quality_files": FILES,
    "quality_of": quality_of,
    "tasks": tasks,
    "told": told,
    "fine": fine,
    "not_judged": not_judged,
    "parts": parts,
    "exported": exported,
    "left_out": left_out,
    "changed": changed,
    "missing_reasons": reasons,
    "interviewers": interviewers,
    "farthest": farthest,
    "strips": strips,
    "traits_shown": traits_shown,
    "count": count,
    "measure": measure,
    "place": place,
    "fewest": fewest,
}
