"""Tables of the data-quality page, and what their cells are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.reporting.quality import Quality
from pipeline.reporting.quality_page.lines import EVERYBODY, Line
from pipeline.reporting.quality_page.wording import Row, count, known, measure, phrase

MOST_BESIDE = 4  # columns that fit beside one another on a phone
MOST_OPEN = 12  # rows; a longer table is folded away until somebody opens it

Cell = Markup | str


@dataclass(frozen=True)
class Table:
    """Rows of cells below a caption; the first cell of each row names it, the others are numbers.

    ``texts`` are the places of columns that hold words; a table that is ``shut`` is folded away
    however short it is.
    """

    caption: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    texts: frozenset[int] = frozenset()
    shut: bool = False

    @property
    def stacked(self) -> bool:
        """Whether a phone shows each row's cells under one another."""
        return len(self.columns) > MOST_BESIDE

    @property
    def folded(self) -> bool:
        return self.shut or len(self.rows) > MOST_OPEN


def lines_of_check(quality: Quality, check: str) -> list[Line]:
    """The lines of a check, in the order of the file."""
    return [line for line in quality.lines if line.check == check]


def measures_of_line(quality: Quality, line: Line) -> list[Row]:
    """What was measured for a line."""
    return quality.measures.get((line.check, line.row["target"]), [])


def percent(quality: Quality, fact: Any, decimals: int = 1) -> Markup:
    """A share as percent."""
    return measure(quality.report.words, fact, decimals, scale=100)


def measured(quality: Quality, line: Line, group: str, name: str) -> Row:
    """The row of a measure of a group; empty cells where there is none."""
    rows = measures_of_line(quality, line)
    found = [row for row in rows if (row["group"], row["measure"]) == (group, name)]
    return found[0] if found else {"value": None, "n": None}


def smallest_first(row: Row) -> float:
    """Small values first, and before them what is withheld."""
    return row["value"].value if known(row["value"]) else -1.0


def questions(quality: Quality, check: str) -> Table:
    """Each question of a check: how many interviews, of how many."""
    say, words, rows = quality.report.words.say, quality.report.words, []
    for line in lines_of_check(quality, check):
        if line.status in ("passed", "failed"):
            everybody = measured(quality, line, EVERYBODY, "share")
            shown = phrase(quality.report, line.target)
            cells = (percent(quality, everybody["value"], 2), measure(words, everybody["n"]))
            rows.append([shown, count(quality.report, line.row["value"]), *cells])
    columns = (say("Interviews"), say("Found (number)"), say("Percent"), say("Out of"))
    return Table(say("Interviews found, by question"), columns, rows)
