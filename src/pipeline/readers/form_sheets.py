"""The sheets of an XLSForm as lines with the columns that forms have, however they spell them."""

import re
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import DataError, Fault
from pipeline.forms.form import Texts
from pipeline.readers.excel_sheets import find_sheet, open_workbook, sheet_rows
from pipeline.readers.export import ExportError
from pipeline.readers.languages import language_code, script_language

# The columns read here, by the names that XLSForm, its older versions and SurveyCTO give them.
SPELLINGS = {
    "command": "type",
    "list name": "list",
    "relevance": "relevant",
    "calculate": "calculation",
    "value": "name",
    "tag": "name",
    "caption": "label",
}
LABEL = re.compile(r"label\s*:{1,2}\s*(.+)")


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number, its cells by column, its labels by language."""

    number: int
    cells: dict[str, str]
    labels: Texts

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_sheets(path: Path, name: str) -> dict[str, list[Line]]:
    """`survey`, `choices` and `settings`, lines without content left out; ``name`` is for messages.

    Raises
    ------
    DataError
        Where the file is no workbook or has no sheet `survey`.
    """
    try:
        with path.open("rb") as stream:
            book, _ = open_workbook(stream)
            sheets = {
                title.strip().lower(): list(sheet_rows(find_sheet(book, title)))
                for title in book.sheet_names
                if title.strip().lower() in ("survey", "choices", "settings")
            }
    except ExportError as error:
        fault = Fault("E250", f"cannot be read as a form: {error.message}", name, help=error.help)
        raise DataError(fault) from None
    except OSError:
        raise DataError(Fault("E250", "the form is not there", name)) from None
    if "survey" not in sheets:
        message, help_ = "the workbook has no sheet `survey`", "name the XLSForm, not the export"
        raise DataError(Fault("E250", message, name, help=help_))
    settings = _lines(sheets.get("settings", []), "")
    default = next((line["default_language"] for line in settings), "")
    lines = {part: _lines(sheets.get(part, []), default) for part in ("survey", "choices")}
    return {**lines, "settings": settings}


def _lines(rows: list[list[str]], default: str) -> list[Line]:
    above = next((n for n, row in enumerate(rows) if any(row)), 0)
    if not rows:
        return []
    header = [_column(cell) for cell in rows[above]]
    languages = {n: language for n, (column, language) in enumerate(header) if column == "label"}
    if plain := [n for n, language in languages.items() if not language]:
        texts = [row[n] for row in rows[above + 1 :] for n in plain]
        code = language_code(default) if default else script_language(texts)
        languages.update(dict.fromkeys(plain, code))
    return [
        Line(
            number,
            {column: cell for (column, _), cell in zip(header, row, strict=True) if column},
            {languages[n]: row[n] for n in languages if row[n]},
        )
        for number, row in enumerate(rows[above + 1 :], above + 2)
        if any(row)
    ]


def _column(cell: str) -> tuple[str, str]:
    """The name of a column and, for labels, the code of its language."""
    name = re.sub(r"[\s_]+", " ", cell.strip().lower())
    if found := LABEL.fullmatch(re.sub(r"^caption", "label", name)):
        return "label", language_code(found[1])
    name = SPELLINGS.get(name, name)
    return ("list" if name == "list" else name.replace(" ", "_")), ""
