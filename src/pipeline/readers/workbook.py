"""What an Excel file holds that its cells do not tell: traps, errors, formulas never computed.

An `.xlsx` file is a zip archive of XML. It is read here as a stream, in bounded memory, before
anything unpacks it, because a small archive can hold more cells than a machine has memory.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree import ElementTree

from pipeline.readers.archive import refuse_bomb
from pipeline.readers.export import ExportError

MAX_CELLS = 50_000_000  # of one sheet, empty ones within its corners included
MAX_SHEET, MAX_PART = 2 << 30, 256 << 20  # bytes of XML: of a sheet, of its texts or styles
BLOCK = 1 << 20
LONGEST_CELL = 1 << 18  # a cell holds 32,767 characters, some of them escaped
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CELL = re.compile(rb"<(?:\w+:)?c ")
CELL_END = re.compile(rb"</(?:\w+:)?c>")
PLACE = re.compile(rb'\br="([A-Z]{1,3}[0-9]{1,7})"')
COLUMN = re.compile(rb'<(?:\w+:)?c [^<>]*?\br="([A-Z]{1,3})[0-9]')
ROW = re.compile(rb'<(?:\w+:)?row [^<>]*?\br="([0-9]{1,7})"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>|t=\"str\"")
DAMAGE = (zipfile.BadZipFile, ElementTree.ParseError, KeyError, EOFError, zlib.error, OSError)


def inspect(stream: BinaryIO) -> dict[str, ExportError]:
    """For each sheet that has one, its first cell without an answer; unpacks within limits.

    A cell has none if it holds an Excel error (`#N/A`) or a formula whose value was not stored.

    Raises
    ------
    ExportError
        Where the archive is damaged, or unpacks to more than a survey has.
    """
    stream.seek(0)
    faults = {}
    try:
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                refuse_bomb(entry.file_size, entry.compress_size)
                if entry.file_size > (MAX_SHEET if "/worksheets/" in entry.filename else MAX_PART):
                    raise ExportError("a part of the workbook is larger than a survey's can be")
            for name, path in _paths(archive).items():
                if fault := _first_fault(name, _blocks(archive, path)):
                    faults[name] = fault
    except DAMAGE:
        raise ExportError("the workbook is damaged") from None
    return faults


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The place of each worksheet in the archive, by its name."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    paths = {}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        target = targets.get(sheet.get(f"{OFFICE}id"), "").lstrip("/")
        if sheet.tag.endswith("}sheet") and "worksheets" in target:
            paths[sheet.get("name", "")] = target if target.startswith("xl/") else f"xl/{target}"
    return paths


def _blocks(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """The XML of a sheet in blocks that end where a tag ends, no cell divided."""
    rest = b""
    with archive.open(path) as stream:
        while read := stream.read(BLOCK):
            block = rest + read
            cut = max(block.rfind(b"</c>"), block.rfind(b":c>"), block.rfind(b"<row"), 0)
            yield block[:cut]
            rest = block[cut:]
            if len(rest) > BLOCK + LONGEST_CELL:
                raise ExportError("a cell is longer than a spreadsheet allows")
    yield rest


def _first_fault(name: str, blocks: Iterator[bytes]) -> ExportError | None:
    last_row, width, fault = 0, 0, None
    for block in blocks:
        if rows := ROW.findall(block):
            last_row = max(last_row, int(rows[-1]))
        width = max([width, *(_number(letters) for letters in set(COLUMN.findall(block)))])
        if last_row * width > MAX_CELLS:
            help_ = "delete the empty rows and columns around its answers"
            raise ExportError(f"sheet {name} reaches to row {last_row:,}", help=help_)
        if fault is None and (b't="e"' in block or FORMULA.search(block)):
            fault = _cell_fault(name, block)
    return fault


def _cell_fault(name: str, block: bytes) -> ExportError | None:
    for part in CELL.split(block)[1:]:
        attributes = part[: part.find(b">")]
        # What follows the last cell of a row or sheet is not its content.
        cell = attributes if attributes.endswith(b"/") else CELL_END.split(part, maxsplit=1)[0]
        if b't="e"' in attributes:
            message = f"cell {_place(cell)} of sheet {name} holds an Excel error such as #N/A"
            return ExportError(message, help="mend it or empty it")
        if FORMULA.search(cell) and not VALUE.search(cell):
            message = f"cell {_place(cell)} of sheet {name} is a formula without its value"
            return ExportError(message, help="open the file in a spreadsheet program and save it")
    return None


def _place(cell: bytes) -> str:
    found = PLACE.search(cell)
    return found[1].decode() if found else "somewhere"


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
