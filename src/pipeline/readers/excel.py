"""Excel workbooks (`.xlsx`, `.xlsm`): every sheet a table of text, dates in ISO 8601."""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.readers.excel_sheets import find_sheet, open_workbook, sheet_rows
from pipeline.readers.export import (
    LINKS,
    Columns,
    Export,
    ExportError,
    Source,
    opened,
    wanted,
    with_answers,
)
from pipeline.readers.header import column_names, place, refuse_second_header, refuse_unnamed
from pipeline.sections.clean import ExportFile

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

ROWS_AT_ONCE = 10_000


def read(source: Source, file: ExportFile, columns: Columns = None) -> Export:
    """The sheet that the plan names, or else the first, and all others that are tables.

    Each cell is the text of what it holds: whole numbers without a point, dates and times in
    ISO 8601, formulas by their stored value. ``columns`` holds for the sheet read, not the others.

    Raises
    ------
    ExportError
        Where the file is damaged, encrypted or no workbook, there is no such sheet, or the sheet
        (or one whose rows belong to its rows) has merged cells, an Excel error, a formula without
        value, columns with the same name or with answers and no name.
    """
    with opened(source) as stream:
        book, faults = open_workbook(stream)
        chosen = file.sheet or book.sheet_names[0]
        if chosen not in book.sheet_names:
            message = f"there is no sheet `{chosen}`"
            raise ExportError(message, help="sheets: " + ", ".join(book.sheet_names))
        if chosen in faults:
            raise faults[chosen]
        rows = _table(find_sheet(book, chosen), columns)
        others = (name for name in book.sheet_names if name != chosen)
        sheets = {name: _other(find_sheet(book, name), faults.get(name)) for name in others}
    found = {name: table for name, table in sheets.items() if table is not None}
    return with_answers(Export(rows, sheets=found))


def _other(table: "CalamineSheet", fault: ExportError | None) -> pd.DataFrame | None:
    """Another sheet as a table; None for notes and summaries that are none."""
    header = next((row for row in sheet_rows(table) if any(row)), [])
    if fault and LINKS & set(header):
        raise fault
    try:
        return None if fault else _table(table, None)
    except ExportError:
        if LINKS & set(header):
            raise
        return None


def _table(sheet: "CalamineSheet", columns: Columns) -> pd.DataFrame:
    rows = enumerate(sheet_rows(sheet))
    above, header = next(((n, row) for n, row in rows if any(row)), (0, []))
    if not header:
        raise ExportError(f"sheet {sheet.name} is empty")
    names = column_names(header)
    _refuse_merged(sheet, above)
    keep = set(wanted(names, columns))
    kept = [n for n, name in enumerate(names) if name in keep or not name]
    cells = _columns(_to_the_last(row for _, row in rows), names, kept)
    refuse_unnamed({n: int(cells[n].notna().sum()) for n in kept if not names[n]})
    return pd.DataFrame({names[n]: cells[n] for n in kept if names[n]})


def _to_the_last(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Rows without the empty ones below them that formatting leaves behind."""
    empty = []
    for row in rows:
        if any(row):
            yield from empty
            empty.clear()
            yield row
        else:
            empty.append(row)


def _columns(rows: Iterator[list[str]], names: list[str], kept: list[int]) -> dict[int, pd.Series]:
    """Text columns held by Arrow, put together from blocks of rows."""
    import pyarrow as pa

    blocks: dict[int, list[pa.Array]] = {position: [] for position in kept}
    while block := list(itertools.islice(rows, ROWS_AT_ONCE)):
        refuse_second_header(block[0], names, 2)
        by_column = list(zip(*block, strict=True))
        for position in kept:
            cells = [cell or None for cell in by_column[position]]
            blocks[position].append(pa.array(cells, pa.large_string()))
    return {
        position: pd.Series(pd.array(pa.chunked_array(parts, pa.large_string()), dtype="str"))
        for position, parts in blocks.items()
    }


def _refuse_merged(sheet: "CalamineSheet", header: int) -> None:
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        where = f"sheet {sheet.name} has merged cells at column {place(left)}, row {top + 1}"
        if top <= header:
            help_ = "keep one row of names above the answers"
            raise ExportError(f"{where}: its header has two rows or a title", top + 1, help_)
        if bottom >= header:
            raise ExportError(where, help="unmerge them; each cell needs its own answer")
