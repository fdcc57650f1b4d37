"""The faults and the corrections as tables, with the rows of the files that they speak of."""

import pandas as pd

from pipeline.simulation.answers import ENDLINE
from pipeline.simulation.kobo_export import EMPTY_ROWS, members_in_order
from pipeline.simulation.planted import COLUMNS, MEMBERS, Planted
from pipeline.simulation.study import Study

CORRECTIONS = ("id", "wave", "variable", "old", "new", "who", "when", "why")
WHO, WHEN = "field manager", "2025-11-20"


def planted_table(study: Study, rows: dict[str, pd.Series]) -> pd.DataFrame:
    """One line a fault: its file and sheet, and the data rows of that sheet, from 1.

    No answer stands in it. ``rows`` has, for each wave, the row of each interview.
    """
    lines = [_line(item, study, rows[item.wave]) for item in study.planted]
    last = len(rows[ENDLINE])
    empty = range(last + 1, last + EMPTY_ROWS + 1)
    found, note = "clean: empty rows", "nothing, empty text or spaces, below the last interview"
    lines.append(_of("empty_row", f"{ENDLINE}.xlsx", list(empty), (found, note)))
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    return table.sort_values(["file", "fault", "variable", "rows"], ignore_index=True)


def _line(item: Planted, study: Study, rows: pd.Series) -> dict[str, object]:
    if item.sheet == MEMBERS:
        order = members_in_order(study.waves[item.wave], rows)
        rows = pd.Series(range(1, len(order) + 1), index=order.index)
    where = sorted(int(rows[key]) for key in item.keys)
    line = _of(item.fault, f"{item.wave}.xlsx", where, (item.found_by, item.note))
    return line | {"sheet": item.sheet, "variable": item.variable, "who": item.who}


def _of(fault: str, file: str, where: list[int], words: tuple[str, str]) -> dict[str, object]:
    return {
        "fault": fault, "file": f"raw/{file}", "sheet": "main", "variable": "", "n": len(where),
        "rows": " ".join(str(row) for row in where), "who": "", "found_by": words[0],
        "note": words[1],
    }  # fmt: skip


def corrections_table(study: Study) -> pd.DataFrame:
    """What the field office corrected afterwards, by the identifier that the export has."""
    lines = []
    for item in study.planted:
        main = study.waves[item.wave].main
        for mend in item.mends:
            id_ = str(main.loc[mend.key, "household_id"])
            change = (mend.variable, mend.old, mend.new)
            lines.append((id_, item.wave, *change, WHO, WHEN, mend.why))
    table = pd.DataFrame(lines, columns=list(CORRECTIONS))
    return table.sort_values(["wave", "variable", "id"], ignore_index=True)
