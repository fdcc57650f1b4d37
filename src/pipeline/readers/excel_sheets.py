"""Sheets of an Excel workbook as rows of text, dates in ISO 8601."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from pipeline.readers.export import ExportError
from pipeline.readers.workbook import inspect

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old `.xls` and of encrypted files
WHOLE = 1e15  # spreadsheets keep 15 digits: up to here a whole number is one


def open_workbook(stream: BinaryIO) -> "tuple[CalamineWorkbook, dict[str, ExportError]]":
    """The workbook in an open file, and for each sheet that has one its first faulty cell.

    Raises
    ------
    ExportError
        Where the file is no workbook, damaged, encrypted, or of Excel before 2007.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    stream.seek(0)
    head = stream.read(4096)
    if head.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in head + stream.read():
            raise ExportError("the workbook is protected by a password", help="save it without")
        raise ExportError("it is a workbook of Excel before 2007", help="save it as .xlsx")
    if not head.startswith(b"PK"):
        what = (
            "a web page or text" if head.lstrip()[:1] == b"<" else "damaged, or of another format"
        )
        raise ExportError("the file is empty" if not head else f"it is no workbook, it is {what}")
    faults = inspect(stream)  # before anything is unpacked whole
    stream.seek(0)
    try:
        return CalamineWorkbook.from_filelike(stream), faults
    except (CalamineError, OSError, ValueError):
        raise ExportError("the workbook is damaged") from None


def find_sheet(book: "CalamineWorkbook", name: str) -> "CalamineSheet":
    """A sheet by name.

    Raises
    ------
    ExportError
        Where its part of the workbook is damaged.
    """
    from python_calamine import CalamineError

    try:
        return book.get_sheet_by_name(name)
    except CalamineError:  # its message may quote the sheet
        raise ExportError(f"sheet {name} is damaged") from None


def sheet_rows(sheet: "CalamineSheet") -> Iterator[list[str]]:
    """The rows of a sheet from its first, each cell as text, from column A."""
    margin = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield margin + [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """What a cell says, as an export in text would write it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < WHOLE else repr(cell)
    if isinstance(cell, datetime.datetime | datetime.time):
        return cell.isoformat()
    return str(cell).strip()
