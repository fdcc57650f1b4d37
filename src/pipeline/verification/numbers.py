"""Every number of a page held against the place that it names."""

from collections.abc import Callable

from pipeline.project import Folder
from pipeline.results import FLOAT_FORMAT
from pipeline.verification.findings import Finding
from pipeline.verification.page import Number, Page
from pipeline.verification.printed import prints
from pipeline.verification.sources import NotThere, reader_of


def number_findings(page: Page, folder: Folder) -> list[Finding]:
    """A finding for each number of a page, in the page's order: its value and its digits."""
    value_at = reader_of(folder)
    return [_held(number, value_at, page.language) for number in page.numbers]


def _held(number: Number, value_at: Callable[[str], float], language: str) -> Finding:
    said = f"{number.value} (as {number.text})"
    try:
        now = value_at(number.source)
    except NotThere as error:
        return Finding("number", number.source, "missing", said, "", str(error))
    exact = FLOAT_FORMAT % now
    if exact != number.value:
        return Finding("number", number.source, "changed", said, exact, "another value")
    if not prints(number.text, now, number.scale, language):
        why = "the printed digits are not the value"
        return Finding("number", number.source, "changed", said, exact, why)
    return Finding("number", number.source, "same", said, exact)
