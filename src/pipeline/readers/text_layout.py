"""How a text file is laid out: what separates its columns, what they are called."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.readers.export import ExportError
from pipeline.readers.header import column_names, refuse_second_header

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
HEAD = 1 << 23  # characters in which the header must end, and the most that a cell may have
LINES_COMPARED = 20
NOT_TEXT = ("%pdf-", "{\\rtf", "pk\x03\x04")
WEB_PAGE = ("<!doctype", "<html", "<?xml", "<head", "<meta", "<table")


@dataclass(frozen=True)
class Layout:
    """The separator, the names by position, and how many records stand above the answers."""

    separator: str
    names: list[str]
    skip: int


def find_layout(head: str, separator: str | None) -> Layout:
    """The layout of a file from its beginning; ``separator`` is the plan's, if it names one.

    A separator that the plan does not name must be the only one that divides the header and the
    lines below it alike.

    Raises
    ------
    ExportError
        Where the file is empty or no table, its separator is in doubt, or its header is unusable.
    """
    _refuse_other_formats(head)
    chosen = separator or _separator(head)
    rows = records(io.StringIO(head, newline=""), chosen)
    blank, header = 0, next(rows)
    while not header:
        blank, header = blank + 1, next(rows)
    other = [SEPARATORS[s] for s in SEPARATORS if s != chosen and s in header[0]]
    if separator and len(header) == 1 and other:
        raise ExportError(f"the plan says {SEPARATORS[separator]}, and {other[0]} separate it", 1)
    names = column_names(header)
    second = next((row for row in rows if row), [])
    refuse_second_header(second, names, blank + 2)
    return Layout(chosen, names, blank + 1)


def records(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    """The cells of each record, wherever quotation marks keep line breaks inside one."""
    csv.field_size_limit(HEAD)
    return csv.reader(lines, delimiter=separator)


def _refuse_other_formats(head: str) -> None:
    start = head.lstrip("\ufeff \t\r\n")[:200].lower()
    if not start:
        raise ExportError("the file is empty")
    if start.startswith(WEB_PAGE):
        raise ExportError("it is a web page, not an export", help="log in and export again")
    if start.startswith(NOT_TEXT):
        raise ExportError("it is a document or an archive under another name")


def _separator(head: str) -> str:
    """The separator of a header, if the file leaves no doubt."""
    widths = {}
    for separator in SEPARATORS:
        try:
            found = _widths(head[: 1 << 20], separator)
        except csv.Error:
            continue
        if found and found[0] > 1:
            widths[separator] = found
    if len(widths) > 1:
        even = [separator for separator, found in widths.items() if len(set(found)) == 1]
        widths = {separator: widths[separator] for separator in even} or widths
    if len(widths) > 1:
        names = " or ".join(SEPARATORS[separator] for separator in widths)
        help_ = "say `separator:` for this file in the plan"
        raise ExportError(f"its columns may be separated by {names}", 1, help_)
    return next(iter(widths), ",")


def _widths(text: str, separator: str) -> list[int]:
    """How many cells the first records have; the last of a cut text may be cut as well."""
    rows = records(io.StringIO(text, newline=""), separator)
    widths = [len(row) for row, _ in zip(rows, range(LINES_COMPARED), strict=False) if row]
    return widths[:-1] if len(widths) == LINES_COMPARED or len(text) == 1 << 20 else widths
