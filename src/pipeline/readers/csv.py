"""Delimited text (`.csv`, `.tsv`, `.txt`): every cell as text, held by Arrow."""

import io
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from pipeline.readers.encoding import Utf8Stream
from pipeline.readers.export import (
    Columns,
    Export,
    ExportError,
    Source,
    opened,
    wanted,
    with_answers,
)
from pipeline.readers.header import refuse_unnamed
from pipeline.readers.text_faults import located_fault, unclosed_quote
from pipeline.readers.text_layout import HEAD, Layout, find_layout
from pipeline.sections.clean import ExportFile

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 20  # bytes that Arrow parses at a time: few, so that little is held twice
LONG_BLOCK = 4 * HEAD  # any record fits
DECIMAL_COMMA = r"^([+-]?\d+),(\d+)$"


def read(source: Source, file: ExportFile, columns: Columns = None) -> Export:
    """Every cell as text, empty cells as missing; a text file carries no value labels.

    The bytes pass in blocks, and only the wanted columns are kept. Where the plan says that
    decimals have a comma, a cell that is such a number gets a point.

    Raises
    ------
    ExportError
        Where encoding, separator or quotation marks are not as they must be, a line has more or
        fewer cells than the header, or columns share a name. Lines are named, never their content.
    """
    with opened(source) as stream:
        layout = find_layout(_head(stream, file), file.separator)
        table = _table(stream, file, layout, columns)
    table = _named(table, layout.names)
    if file.decimal == ",":
        table = _with_points(table)
    return with_answers(Export(_frame(table)))


def _text(stream: BinaryIO, file: ExportFile) -> Utf8Stream:
    stream.seek(0)
    return Utf8Stream(stream, file.encoding)


def _head(stream: BinaryIO, file: ExportFile) -> str:
    return io.BufferedReader(_text(stream, file), HEAD).read(HEAD).decode("utf-8", "ignore")


def _table(stream: BinaryIO, file: ExportFile, layout: Layout, columns: Columns) -> "pa.Table":
    """The cells of the wanted columns, named by position; unnamed columns come along."""
    import pyarrow as pa

    keep = set(wanted(layout.names, columns))
    try:
        try:
            table, text = _parsed(_text(stream, file), layout, keep, BLOCK)
        except pa.ArrowInvalid:  # perhaps only a record that is longer than a block
            table, text = _parsed(_text(stream, file), layout, keep, LONG_BLOCK)
    except pa.ArrowInvalid:  # its message quotes the line
        raise located_fault(_text(stream, file), layout) from None
    if text.odd_quotes and (line := unclosed_quote(_text(stream, file), layout)):
        raise ExportError("a quotation mark is opened and not closed", line)
    return table


def _parsed(
    text: Utf8Stream, layout: Layout, keep: set[str], block: int
) -> "tuple[pa.Table, Utf8Stream]":
    import pyarrow as pa
    import pyarrow.csv

    positions = {str(position): name for position, name in enumerate(layout.names)}
    reader = pyarrow.csv.open_csv(
        pa.PythonFile(io.BufferedReader(text, block), mode="r"),
        read_options=pyarrow.csv.ReadOptions(
            column_names=list(positions), skip_rows_after_names=layout.skip, block_size=block
        ),
        parse_options=pyarrow.csv.ParseOptions(delimiter=layout.separator, newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(positions, pa.large_string()),
            include_columns=[p for p, name in positions.items() if name in keep or not name],
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    return reader.read_all(), text


def _named(table: "pa.Table", names: list[str]) -> "pa.Table":
    """Positions become names; columns with neither name nor answers, as spreadsheets leave, go."""
    unnamed = [column for column in table.column_names if not names[int(column)]]
    refuse_unnamed({int(c): len(table) - table.column(c).null_count for c in unnamed})
    table = table.drop_columns(unnamed)
    return table.rename_columns([names[int(column)] for column in table.column_names])


def _with_points(table: "pa.Table") -> "pa.Table":
    import pyarrow.compute as pc

    columns = [pc.replace_substring_regex(c, DECIMAL_COMMA, r"\1.\2") for c in table.columns]
    return table.from_arrays(columns, table.column_names)


def _frame(table: "pa.Table") -> pd.DataFrame:
    """Text columns that share Arrow's memory."""
    return table.to_pandas(split_blocks=True, self_destruct=True)
