"""Interviews that are too many, belong to nobody, or should not have been kept."""

import numpy as np
import pandas as pd

from pipeline.simulation.answers import ENDLINE, Wave
from pipeline.simulation.fieldwork import FIRST_DAY, point, uuids
from pipeline.simulation.outcomes import ITEMS
from pipeline.simulation.planted import (
    Mend,
    Plant,
    Planted,
    changed,
    new_keys,
    number,
    take,
    with_rows,
)

# Times of day after the last interview of a day, when the second of two can be.
AGAIN_AT = pd.Timedelta(hours=16, minutes=50)
KEPT_WITHOUT_CONSENT = (
    "start", "end", "today", "deviceid", "__version__", "_uuid", "_submitted_by", "sent",
)  # fmt: skip


def sent_twice(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """The same submission uploaded again some hours later."""
    sources = take(wave, rng, 6 if wave.name == ENDLINE else 5)
    rows = wave.main.loc[sources].set_axis(new_keys(wave, len(sources)))
    rows["sent"] = pd.to_datetime(rows["sent"]) + pd.Timedelta(hours=7)
    keys = tuple(int(key) for key in rows.index)
    wave = changed(with_rows(wave, rows, list(sources)), sources, "touched", True)
    found, note = "clean: duplicates exact; check: duplicates", "uploaded again"
    return wave, [Planted("exact_duplicate", wave.name, "household_id", keys, found, note)]


def interviewed_twice(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """A household visited again days later by somebody else; the first answers were hasty."""
    savers = (number(wave, "savings") > 5) & (number(wave, "income") > 0)
    sources = take(wave, rng, 8, savers & (number(wave, "food_spending") > 0))
    rows = wave.main.loc[sources].set_axis(new_keys(wave, len(sources)))
    length = pd.to_datetime(rows["end"]) - pd.to_datetime(rows["start"])
    days = pd.to_timedelta(7 * rng.integers(1, 3, len(rows)), "D")
    rows["today"] = pd.to_datetime(rows["today"]) + days
    rows["start"] = rows["today"] + AGAIN_AT + pd.to_timedelta(rng.integers(0, 900, len(rows)), "s")
    rows["end"] = pd.to_datetime(rows["start"]) + length
    rows["sent"] = rows["end"] + pd.Timedelta(minutes=45)
    rows["_uuid"], rows["gps"] = uuids(rng, len(rows)), _beside(rows["gps"])
    rows["enumerator"] = [_partner(str(who)) for who in rows["enumerator"]]
    devices = wave.main.drop_duplicates("enumerator").set_index("enumerator")["deviceid"]
    rows["deviceid"] = rows["enumerator"].map(devices)
    rows["_submitted_by"] = "team_" + rows["enumerator"].astype(str)
    keys = tuple(int(key) for key in rows.index)
    wave = with_rows(wave, rows, list(sources))
    for variable, low, high in (("income", 0.6, 1.5), ("food_spending", 0.7, 1.4)):
        values = (number(wave, variable)[sources] * rng.uniform(low, high, len(sources))).round()
        wave = changed(wave, sources, variable, list(values))
    wave = changed(wave, sources, "savings", list(rng.integers(1, 5, len(sources)).astype(float)))
    wave = changed(wave, sources, "unpaid_hours", list(rng.integers(2, 11, len(sources)) + 0.5))
    for item in ITEMS:
        answers = list(rng.choice(["she", "husband", "others"], len(sources)))
        wave = changed(wave, sources, f"decides_{item}", answers)
    found = "clean: duplicates unit; check: duplicates"
    note = "the later interview; it is the better one"
    return wave, [Planted("interviewed_twice", wave.name, "household_id", keys, found, note)]


def _beside(points: pd.Series) -> list[str]:
    """Points some metres from others: no two measurements of a place are the same."""
    return [point(*(float(degrees) + 0.0001 for degrees in at.split()[:2]), 207) for at in points]


def _partner(enumerator: str) -> str:
    """Somebody else of the same district's team."""
    number = int(enumerator[1:]) - 1
    return f"e{number // 4 * 4 + (number + 1) % 4 + 1:02}"


def mistyped_ids(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Household identifiers that no household has; most were corrected from the route lists."""
    n, corrected = (6, 4) if wave.name == ENDLINE else (2, 2)
    # Ids end at 2400: with its first two digits exchanged, HH-0713 becomes HH-7013.
    digits = wave.main["household_id"].astype(str).str[3:]
    keys = take(wave, rng, n, (digits.str[0] == "0") & (digits.str[1].isin(list("3456789"))))
    right = [str(wave.main.loc[key, "household_id"]) for key in keys]
    wrong = [f"HH-{name[4]}{name[3]}{name[5:]}" for name in right]
    if wave.name == ENDLINE:
        wrong[1], wrong[2] = right[1].lower(), right[2].replace("0", "O", 1)
    mends = tuple(
        Mend(key, "household_id", old, new, "from the interviewer's route list")
        for key, old, new in list(zip(keys, wrong, right, strict=True))[:corrected]
    )
    wave = changed(wave, keys, "household_id", wrong)
    note = f"{corrected} of them corrected; two of those are against the form's pattern"
    if wave.name != ENDLINE:
        note = "all of them corrected"
    found = "clean: corrections, merge unmatched"
    planted = Planted(
        "mistyped_id", wave.name, "household_id", tuple(keys), found, note, mends=mends
    )
    return wave, [planted]


def without_consent(wave: Wave, keys: list[int]) -> tuple[Wave, list[Planted]]:
    """Interviews that ended at the first question: nothing else is kept of them."""
    empty = [name for name in wave.main if name not in (*KEPT_WITHOUT_CONSENT, "touched")]
    for variable in empty:
        wave = changed(wave, keys, variable, None)
    wave = changed(wave, keys, "consent", "no")
    soon = pd.to_datetime(wave.main.loc[keys, "start"]) + pd.Timedelta(minutes=2)
    wave = changed(wave, keys, "end", list(soon))
    wave = Wave(wave.name, wave.main, wave.members[~wave.members["parent"].isin(keys)])
    found, note = "clean: consent", "not to pass clean"
    return wave, [Planted("no_consent", wave.name, "consent", tuple(keys), found, note)]


def trial_submissions(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Interviews with nobody, from the day on which the team tried its tablets: all ones."""
    n = 1 if wave.name == ENDLINE else 2
    sources = take(wave, rng, n, wave.main["savings_places_other"].isna())
    rows = wave.main.loc[sources].set_axis(new_keys(wave, n))
    first = 9995 if wave.name == ENDLINE else 9990
    rows["household_id"] = [f"HH-{first + number}" for number in range(n)]
    rows["respondent_name"], rows["phone"], rows["comments"] = "تجربة", None, "test"
    rows["today"] = pd.Timestamp(FIRST_DAY[wave.name]) - pd.Timedelta(days=4)
    rows["start"] = [rows["today"].iloc[row] + pd.Timedelta(hours=10 + row) for row in range(n)]
    rows["end"] = pd.to_datetime(rows["start"]) + pd.Timedelta(minutes=26)
    rows["sent"], rows["_uuid"] = rows["end"] + pd.Timedelta(minutes=9), uuids(rng, n)
    rows[["income", "food_spending", "savings", "unpaid_hours", "rooms"]] = 1
    rows[["loan", "loan_amount", "income_source_other"]] = ["no", None, None]
    rows[["age", "income_source", "savings_places"]] = [18, "farming", "home"]
    rows["last_saved_on"] = rows["today"].dt.strftime("%Y-%m-%d")
    rows[[f"decides_{item}" for item in ITEMS]] = "she"
    rows["gps"] = _beside(rows["gps"])
    keys = tuple(int(key) for key in rows.index)
    wave = with_rows(wave, rows, list(sources))
    found = "check: interviews; clean: merge unmatched"
    note = "before the first day; no such household"
    return wave, [Planted("trial_submission", wave.name, "start", keys, found, note)]


UNIT_FAULTS: tuple[Plant, ...] = (interviewed_twice, mistyped_ids, sent_twice, trial_submissions)
