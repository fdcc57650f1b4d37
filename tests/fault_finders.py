"""Planted faults looked for again in the exports themselves, by other means than the pipeline's.

Each finder returns the data rows, from 1, that have its fault in one file; none knows where the
faults were planted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.simulation.answers import OTHER_SOURCES, REMARKS

EASTERN = re.compile("[٠-٩]")
TO_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩٫٬", "0123456789.,")
AMOUNTS = ("income", "food_spending", "savings", "unpaid_hours")
SERVER = ("_id", "_submission_time", "_index")
# What names an interview, rather than what was answered in it.
NO_ANSWER = (
    "start", "end", "today", "deviceid", "household_id", "enumerator", "gps", "respondent_name",
    "phone", "comments", "interview_village", "last_saved_on",
)  # fmt: skip
FAR_KM, ALIKE = 3.0, 0.9
FIRST_DAYS = {"baseline": "2024-10-06", "endline": "2025-10-05"}


@dataclass(frozen=True)
class Exported:
    """A workbook as a reader sees it: rows numbered from 1, headers without their groups."""

    wave: str
    main: pd.DataFrame
    members: pd.DataFrame

    @property
    def asked(self) -> pd.DataFrame:
        return self.main[self.main["consent"] == "yes"]

    def number(self, name: str, sheet: str = "main") -> pd.Series:
        """Answers as numbers, whichever digits they were typed in; codes stay codes."""
        cells = getattr(self, sheet)[name].map(
            lambda cell: str(cell).translate(TO_WESTERN).replace(",", "")
        )
        return pd.to_numeric(cells, errors="coerce")

    @property
    def minutes(self) -> pd.Series:
        return (_time(self.asked["end"]) - _time(self.asked["start"])).dt.total_seconds() / 60


def read_export(path: Path) -> Exported:
    """Every cell as it is in the workbook."""
    sheets = pd.read_excel(path, sheet_name=None, engine="calamine", dtype=object)
    frames = []
    for frame in sheets.values():
        names = [name if "savings_places/" in name else name.split("/")[-1] for name in frame]
        frames.append(frame.set_axis(names, axis=1).set_axis(range(1, len(frame) + 1)))
    return Exported(path.stem, frames[0], frames[1] if len(frames) > 1 else pd.DataFrame())


def _time(texts: pd.Series) -> pd.Series:
    return pd.to_datetime(texts.str[:19])


def _rows(condition: pd.Series) -> set[int]:
    return set(condition.index[condition.fillna(False).astype(bool)])


def _eastern(export: Exported, variable: str, sheet: str) -> set[int]:
    cells = getattr(export, sheet)[variable]
    return _rows(cells.map(lambda cell: bool(EASTERN.search(str(cell)))))


def _hand_written_dates(export: Exported, variable: str, _: str) -> set[int]:
    dates = export.main[variable].dropna()
    return _rows(~dates.astype(str).str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))


def _unknown_codes(export: Exported, variable: str, _: str) -> set[int]:
    counts = export.asked[variable].value_counts()
    return _rows(export.asked[variable].isin(counts.index[counts < 5]))


def _broken_constraints(export: Exported, variable: str, sheet: str) -> set[int]:
    low, high = {"unpaid_hours": (0, 20), "income": (0, 5000), "rooms": (1, 15)}.get(
        variable, (0, 110)
    )
    numbers = export.number(variable, sheet)
    return _rows(~numbers.between(low, high) & ~numbers.isin([-98, -99, 999]) & numbers.notna())


def _answered_unasked(export: Exported, variable: str, sheet: str) -> set[int]:
    if sheet == "members":
        young = export.number("member_age", "members") < 6
        return _rows(young & export.members[variable].notna())
    return _rows((export.main["loan"] == "no") & export.main[variable].notna())


def _telling(export: Exported, variable: str, _: str) -> set[int]:
    texts = export.main[variable].dropna()
    known = texts.str.contains("@") if variable != "comments" else ~texts.isin([*REMARKS, "test"])
    return _rows(known)


def _overlaps(export: Exported, *_: str) -> set[int]:
    rows = export.asked.assign(begin=_time(export.asked["start"]), stop=_time(export.asked["end"]))
    rows = rows[export.minutes.between(0, 120)]
    rows = rows[~rows.index.isin(_sent_twice(export))].sort_values(["enumerator", "begin"])
    before = rows["stop"].shift().where(rows["enumerator"] == rows["enumerator"].shift())
    return _rows(rows["begin"] < before)


def _sent_twice(export: Exported, *_: str) -> set[int]:
    rows = export.asked
    return _rows(rows.drop(columns=list(SERVER)).astype(str).duplicated())


def _twice(export: Exported, *_: str) -> set[int]:
    once = export.asked[~export.asked.index.isin(_sent_twice(export))]
    return _rows(once["household_id"].duplicated())


def _places(export: Exported) -> pd.DataFrame:
    rows = export.asked[~export.asked.index.isin(_sent_twice(export))]
    places = rows[["_gps_latitude", "_gps_longitude"]].astype(float)
    places.columns = ["north", "east"]
    centre = places.groupby(rows["interview_village"]).transform("median")
    north, east = ((places - centre) * [111.2, 111.2 * np.cos(np.radians(20))]).to_numpy().T
    inside = places["north"].between(20, 20.6) & places["east"].between(62, 62.7)
    return places.assign(km=np.hypot(north, east), inside=inside)


def _outside(export: Exported, *_: str) -> set[int]:
    places = _places(export)
    return _rows(~places["inside"] & places["north"].notna())


def _far(export: Exported, *_: str) -> set[int]:
    places = _places(export)
    return _rows((places["km"] > FAR_KM) & places["inside"])


def _same_point(export: Exported, *_: str) -> set[int]:
    places = _places(export).dropna()
    return _rows(places.duplicated(["north", "east"], keep=False))


def most_alike(export: Exported) -> pd.Series:
    """Each interview's highest share of equal answers with another, those sent twice left out."""
    rows = export.asked[~export.asked.index.isin(_sent_twice(export))]
    names = [name for name in rows if name not in NO_ANSWER and not name.startswith("_")]
    codes = np.stack([pd.factorize(rows[name])[0] for name in names])
    best = np.zeros(len(rows))
    for place in range(len(rows)):
        mine = codes[:, [place]]
        both = (codes >= 0) & (mine >= 0)
        share = ((codes == mine) & both).sum(axis=0) / both.sum(axis=0)
        share[place] = 0
        best[place] = share.max()
    return pd.Series(best, index=rows.index)


def _first_day(export: Exported, *_: str) -> set[int]:
    return _rows(_time(export.main["start"]) < pd.Timestamp(FIRST_DAYS[export.wave]))


def _missing_codes(export: Exported, variable: str, _: str) -> set[int]:
    return _rows(export.main[variable].isin([-98, -99]))


def _ages(export: Exported, *_: str) -> set[int]:
    ages = export.number("age")
    return _rows(~ages.between(18, 95) & ages.notna())


def _hour(export: Exported, *_: str) -> set[int]:
    return _rows(~_time(export.main["start"]).dt.hour.between(7, 19) & export.main["start"].notna())


FINDERS: dict[str, Callable[[Exported, str, str], set[int]]] = {
    "eastern_digits": _eastern,
    "date_format": _hand_written_dates,
    "typed_999": lambda export, name, _: _rows(export.main[name] == 999),
    "unknown_code": _unknown_codes,
    "impossible_age": _ages,
    "broken_constraint": _broken_constraints,
    "extra_zero": lambda export, name, _: _rows(
        export.number(name) >= {"income": 2000}.get(name, 1000)
    ),
    "answered_unasked": _answered_unasked,
    "asked_unanswered": lambda export, name, _: _rows(
        (export.main["loan"] == "yes") & export.main[name].isna()
    ),
    "savings_above_income": lambda export, *_: _rows(
        (export.number("savings") > export.number("income")) & (export.number("income") >= 0)
    ),
    "misplaced_other": lambda export, name, _: _rows(
        ~export.main[name].isin(OTHER_SOURCES) & export.main[name].notna()
    ),
    "identifying_text": _telling,
    "unusual_hour": _hour,
    "overlap": _overlaps,
    "end_before_start": lambda export, *_: _rows(export.minutes < 0),
    "too_short": lambda export, *_: _rows(export.minutes.between(0, 15)),
    "too_long": lambda export, *_: _rows(export.minutes > 120),
    "outside_area": _outside,
    "far_from_village": _far,
    "same_point": _same_point,
    "no_point": lambda export, *_: _rows(export.asked["gps"].isna()),
    "old_form": lambda export, *_: _rows(export.main["__version__"] == "v1-2024-10"),
    "copied_interview": lambda export, *_: _rows(most_alike(export) > ALIKE),
    "no_consent": lambda export, *_: _rows(export.main["consent"] == "no"),
    "exact_duplicate": _sent_twice,
    "interviewed_twice": _twice,
    "trial_submission": _first_day,
    "missing_code": _missing_codes,
    "empty_row": lambda export, *_: _rows(export.main["_index"].isna()),
}  # fmt: skip
