"""The line of names above the answers: each column has one name, and no other has it."""

from collections.abc import Sequence

from pipeline.readers.export import ExportError

SHOWN = 5
# Left by editors and web pages around names: byte-order mark, zero-width and direction marks.
INVISIBLE = "\ufeff\u200b\u200e\u200f\u2060"


def column_names(cells: Sequence[str]) -> list[str]:
    """The names as written, without what cannot be seen; blank where the header has none.

    Columns are named by position in every message: a file without a header has answers there.

    Raises
    ------
    ExportError
        Where no column has a name, or two have the same.
    """
    names = [cell.replace("\xa0", " ").strip(INVISIBLE + " \t\r\n") for cell in cells]
    if not any(names):
        raise ExportError("the first line names no column")
    first: dict[str, int] = {}
    twice = []
    for position, name in enumerate(names):
        if name and name in first:
            twice.append(f"{place(first[name])} and {place(position)}")
        first.setdefault(name, position)
    if twice:
        more = ", …" if len(twice) > SHOWN else ""
        raise ExportError(
            f"columns have the same name: {'; '.join(twice[:SHOWN])}{more}",
            line=1,
            help="give each column a name of its own",
        )
    return names


def refuse_unnamed(counts: dict[int, int]) -> None:
    """Stop where columns without a name have answers; ``counts`` has how many, by position.

    Raises
    ------
    ExportError
        With the places of these columns.
    """
    filled = [f"{place(position)} ({count} cells)" for position, count in counts.items() if count]
    if filled:
        more = ", …" if len(filled) > SHOWN else ""
        raise ExportError(
            f"columns have answers and no name: {', '.join(filled[:SHOWN])}{more}",
            line=1,
            help="name them, or remove the line above the one with the names",
        )


def refuse_second_header(row: Sequence[str | None], names: list[str], line: int) -> None:
    """Stop where the row below the header is the header once more.

    Raises
    ------
    ExportError
        With the line of the second header.
    """
    cells = ["" if cell is None else str(cell).strip(INVISIBLE + " ") for cell in row]
    if cells == names and len(names) > 1:
        raise ExportError("the header stands there twice", line=line, help="remove one of the two")


def place(position: int) -> str:
    """A column from 0 as spreadsheets call it: `B (2)`."""
    letters, rest = "", position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters} ({position + 1})"
