"""Which of the faults that the simulation planted the pipeline found, and what it found besides."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.readers.excel import read
from pipeline.sections.clean import ExportFile

Rows = set[tuple[str, int]]
SHEET_OF_MEMBERS = "members"
TRIAL = "trial_submission"
DROPPED = ("dropped_exact", "dropped_unit", "dropped_near", "no_consent", "unmatched")
# What finds each kind of fault: rules of the cleaning log, or data checks and their issue.
LOGGED = {
    "eastern_digits": ("digits",),
    "date_format": ("date_format",),
    "exact_duplicate": ("dropped_exact",),
    "copied_interview": ("dropped_near",),
    "misplaced_other": ("harmonised",),
    "mistyped_id": ("corrections", "unmatched"),
    "no_consent": ("no_consent",),
    "unknown_code": ("labels_to_codes",),
    "unlisted_household": ("unmatched",),
}
CHECKED = {
    "answered_unasked": ("skip_logic", "answered, though"),
    "asked_unanswered": ("skip_logic", "required"),
    "broken_constraint": ("constraints", "constraint"),
    "unknown_code": ("constraints", "choices"),
    "impossible_age": ("constraints", "constraint"),
    "typed_999": ("", ""),
    "extra_zero": ("outliers", "far"),
    "savings_above_income": ("logic", "savings"),
    "swapped_age": ("logic", "age"),
    "end_before_start": ("interviews", "end before"),
    "too_short": ("interviews", "shorter"),
    "too_long": ("interviews", "longer"),
    "unusual_hour": ("interviews", "begin before 7"),
    "overlap": ("interviews", "last one ended"),
    "trial_submission": ("interviews", "before 2025"),
    "no_point": ("gps", "without a point"),
    "outside_area": ("gps", "outside|without"),
    "far_from_village": ("gps", "more than"),
    "same_point": ("gps", "very point"),
    "old_form": ("form_versions", "old version"),
}
# Faults that also show where another is looked for, and are no false alarm there.
ALSO = {
    "unlisted_household": ("mistyped_id", "trial_submission"),
    "far_from_village": ("outside_area", "no_point"),
    "mistyped_id": ("unlisted_household", "trial_submission"),
    "copied_interview": ("same_point",),
    "savings_above_income": ("extra_zero", "typed_999", "broken_constraint"),
    "swapped_age": ("impossible_age", "mistyped_id", "eastern_digits"),
    "extra_zero": ("typed_999", "broken_constraint"),
    "typed_999": ("extra_zero",),
    "outside_area": ("no_point",),
    "too_short": ("end_before_start",),
    "no_point": ("outside_area",),
}


@dataclass(frozen=True)
class Left:
    """What `clean` and `check` left: every change, every issue, and each row's household."""

    changes: pd.DataFrame
    issues: pd.DataFrame
    households: dict[str, pd.Series]
    unknown_households: pd.DataFrame  # rows of the survey that no list of households has

    def unit(self, wave: str, row: int) -> str:
        known = self.households.get(wave)
        unit = None if known is None else known.get(row)
        return f"{wave} {row}" if unit is None or pd.isna(unit) else str(unit)


def left(folder: Path) -> Left:
    """What the stages left below ``data/savings-groups``; households by the export's identifier."""
    corrected = pd.read_csv(folder / "raw" / "corrections.csv", dtype=str)
    corrected = corrected[corrected["variable"] == "household_id"]
    names = {(line.wave, line.id): line.new for line in corrected.itertuples()}
    households, survey = {}, pd.read_parquet(folder / "clean" / "survey.parquet")
    for wave in ("baseline", "endline", "backcheck"):
        path = folder / "raw" / f"{wave}.xlsx"
        rows = read(path, ExportFile(path=path.name)).rows
        (column,) = [name for name in rows if name.endswith("household_id")]
        units = [names.get((wave, unit), unit) for unit in rows[column]]
        households[wave] = pd.Series(units, index=range(1, len(rows) + 1))
    return Left(
        pd.read_parquet(folder / "clean" / "changes.parquet"),
        pd.read_csv(folder / "issues" / "issues.csv"),
        households,
        survey.loc[survey["assigned"].isna(), ["row_id"]].assign(wave="baseline"),
    )


def rows_of(line: object) -> list[int]:
    return [int(row) for row in str(line.rows).split()]


def wave_of(line: object) -> str:
    return Path(line.file).stem


def found_by(found: Left, fault: str, variable: str) -> pd.DataFrame:
    """Lines (wave, row_id) of what looks for a fault, of its variable where it has one."""
    logged = found.changes[found.changes["rule"].isin(LOGGED.get(fault, ()))]
    logged = logged[logged["variable"].isin(["", variable]) | (fault == "misplaced_other")]
    check, words = CHECKED.get(fault, ("", "nothing"))
    corrected = found.changes["rule"].eq("corrections") & found.changes["variable"].eq(variable)
    also = found.changes[corrected & (fault in ("typed_999", "extra_zero", "impossible_age"))]
    listed = found.issues[
        found.issues["check"].eq(check) & found.issues["issue"].str.contains(words)
    ]
    if check in ("skip_logic", "constraints"):
        listed = listed[listed["variable"] == variable]
    parts = (
        [logged, also, listed, found.unknown_households]
        if fault == TRIAL
        else [logged, also, listed]
    )
    return pd.concat([part[["wave", "row_id"]] for part in parts])


def table(folder: Path) -> pd.DataFrame:
    """For each fault: how many were planted, found, missed, and how many alarms were false."""
    found = left(folder)
    planted = pd.read_csv(folder / "planted.csv").fillna({"rows": "", "variable": "", "who": ""})
    gone = found.changes[found.changes["rule"].isin(DROPPED)]
    gone_rows = set(zip(gone["wave"], gone["row_id"], strict=True))
    lines = []
    for fault, of_fault in planted.groupby("fault", sort=True):
        if fault in (*LOGGED, *CHECKED):
            lines.append((fault, *_counted(found, fault, of_fault, planted, gone_rows)))
    columns = ["fault", "planted", "dropped_before", "found", "missed", "false_alarms"]
    return pd.DataFrame(lines, columns=columns)


def _counted(
    found: Left, fault: str, mine: pd.DataFrame, planted: pd.DataFrame, gone: Rows
) -> tuple[int, int, int, int, int]:
    """Planted, dropped for another reason before it could be looked for, found, missed, false."""
    total = before = hits = missed = 0
    seen: set[str] = set()
    for line in mine.itertuples():
        alarms = found_by(found, fault, line.variable)
        wave, rows = wave_of(line), rows_of(line)
        if line.sheet == SHEET_OF_MEMBERS:  # rows of members: what is kept is the household's row
            count = int((alarms["wave"] == wave).sum())
            total, hits = total + line.n, hits + min(count, line.n)
            missed += max(line.n - count, 0)
            continue
        units = {found.unit(wave, row) for row in rows}
        caught = {found.unit(a.wave, a.row_id) for a in alarms.itertuples()}
        dropped = {found.unit(wave, row) for row in rows if (wave, row) in gone} - caught
        total, before = total + len(rows), before + len(dropped)
        hits, missed = hits + len(units & caught), missed + len(units - caught - dropped)
        seen |= units
    known = seen | {
        found.unit(wave_of(line), row)
        for line in planted[planted["fault"].isin(ALSO.get(fault, ()))].itertuples()
        for row in rows_of(line)
    }
    alarmed = {
        found.unit(alarm.wave, alarm.row_id)
        for line in mine[mine["sheet"] != SHEET_OF_MEMBERS].itertuples()
        for alarm in found_by(found, fault, line.variable).itertuples()
        if alarm.wave in found.households
    }
    return total, before, hits, missed, len(alarmed - known)
