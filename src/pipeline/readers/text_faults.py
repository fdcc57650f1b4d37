"""What is wrong with a text file that cannot be parsed, and on which line; read slowly, once."""

import csv
import io
from collections.abc import Iterator

from pipeline.readers.encoding import Utf8Stream
from pipeline.readers.export import ExportError
from pipeline.readers.text_layout import HEAD, Layout, records

END = "\x1cend of file\x1c"  # a last line of our own, to see whether a quotation mark swallows it


def located_fault(text: Utf8Stream, layout: Layout) -> ExportError:
    """What stops a parser, with the line where its record begins."""
    for line, record in numbered_records(text, layout):
        if record is None or (record != [END] and any(END in cell for cell in record)):
            return ExportError("a quotation mark is opened and not closed", line)
        if record and record != [END] and len(record) != len(layout.names):
            count = "more" if len(record) > len(layout.names) else "fewer"
            found = f"{len(record)} instead of {len(layout.names)}"
            return ExportError(f"a line has {count} cells than the header: {found}", line)
        if sum(map(len, record)) > HEAD:
            return ExportError(f"a line is longer than {HEAD >> 20} MB", line)
    return ExportError("its lines cannot be told apart")


def unclosed_quote(text: Utf8Stream, layout: Layout) -> int | None:
    """The line whose quotation mark swallows the rest of the file, if there is one."""
    line, record = None, [END]
    for line, record in numbered_records(text, layout):  # noqa: B007
        pass
    return line if record != [END] else None


def numbered_records(text: Utf8Stream, layout: Layout) -> Iterator[tuple[int, list[str] | None]]:
    """Each record with its first line; None in place of one whose cell never seems to end."""
    rows = records(_lines_and_end(text), layout.separator)
    line = 1
    try:
        for record in rows:
            yield line, record
            line = rows.line_num + 1
    except csv.Error:
        yield line, None


def _lines_and_end(text: Utf8Stream) -> Iterator[str]:
    yield from io.TextIOWrapper(io.BufferedReader(text), encoding="utf-8", newline="")
    yield END
