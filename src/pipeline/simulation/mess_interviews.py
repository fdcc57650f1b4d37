"""Faults of interviews as such: hours, lengths, places, and the version of the form."""

import numpy as np
import pandas as pd

from pipeline.simulation.answers import Wave
from pipeline.simulation.fieldwork import point
from pipeline.simulation.planted import Plant, Planted, changed, take
from pipeline.simulation.questions import V1

FOUND_BY = {
    "start": "check: interviews",
    "end": "check: interviews",
    "gps": "check: gps",
    "__version__": "check: form_versions",
}
MINUTE = pd.Timedelta(minutes=1)
OLD_TABLETS, ON_OLD = ("e03", "e14"), 7  # interviews that each made with the old form
SAME_POINT, AT_IT = "e11", 5  # interviews that one tablet located by an old point
FAR = 0.1  # degrees: about eleven kilometres


def unusual_hours(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Interviews in the night."""
    keys = take(wave, rng, 5)
    length = wave.main.loc[keys, "end"] - wave.main.loc[keys, "start"]
    clock = [pd.Timedelta(hours=hour, minutes=37) for hour in (2, 3, 21, 22, 5)]
    start = pd.to_datetime(wave.main.loc[keys, "today"]) + pd.Series(clock, index=keys)
    wave = _moved(wave, keys, start, start + pd.to_timedelta(length))
    return wave, [_of(wave, ("unusual_hour", "start"), keys, "21:37 to 5:37")]


def overlapping(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Interviews that began before the same interviewer's last one had ended."""
    main = wave.main.sort_values(["enumerator", "start"], kind="stable")
    same_day = main["today"].eq(main["today"].shift()) & main["enumerator"].eq(
        main["enumerator"].shift()
    )
    untouched = ~main["touched"].astype(bool).shift(fill_value=True)
    keys = take(wave, rng, 4, (same_day & untouched).reindex(wave.main.index))
    before = main["end"].shift()[keys]
    length = wave.main.loc[keys, "end"] - wave.main.loc[keys, "start"]
    start = pd.to_datetime(before) - 12 * MINUTE
    wave = _moved(wave, keys, start, start + pd.to_timedelta(length))
    note = "begins 12 minutes before the interviewer's last one ended"
    return wave, [_of(wave, ("overlap", "start"), keys, note)]


def impossible_lengths(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Interviews that end before they begin, and too short and too long ones."""
    planted = []
    for fault, n, minutes in (
        ("end_before_start", 3, -30), ("too_short", 3, 4), ("too_long", 2, 900),
    ):  # fmt: skip
        keys = take(wave, rng, n)
        start = pd.to_datetime(wave.main.loc[keys, "start"])
        wave = _moved(wave, keys, start, start + minutes * MINUTE)
        planted.append(_of(wave, (fault, "end"), keys, f"{minutes} minutes"))
    return wave, planted


def wrong_places(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Points outside the area, far from the village, at one another, and none."""
    planted = []
    for fault, n, note in (
        ("outside_area", 2, "latitude and longitude exchanged"), ("outside_area", 1, "0, 0"),
        ("far_from_village", 5, "about eleven kilometres"), ("no_point", 3, "no point"),
    ):  # fmt: skip
        keys = take(wave, rng, n)
        typed = [_misplaced(place, note) for place in wave.main.loc[keys, "gps"]]
        wave = changed(wave, keys, "gps", typed)
        planted.append(_of(wave, (fault, "gps"), keys, note))
    mine = wave.main["enumerator"] == SAME_POINT
    village = wave.main.loc[take(wave, rng, 1, mine)[0], "interview_village"]
    keys = take(wave, rng, AT_IT, mine & (wave.main["interview_village"] == village))
    wave = changed(wave, keys, "gps", [wave.main.loc[keys[0], "gps"]] * AT_IT)
    note = "one tablet gave the same point for several houses"
    planted.append(_of(wave, ("same_point", "gps"), keys, note, SAME_POINT))
    return wave, planted


def old_form(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:  # noqa: ARG001
    """The first interviews of two interviewers, whose tablets still had the old form."""
    planted = []
    for who in OLD_TABLETS:
        main = wave.main[(wave.main["enumerator"] == who) & ~wave.main["touched"].astype(bool)]
        possible = main[~main["savings_places"].astype(str).str.contains("wallet")]
        first = possible.sort_values("start").index[:ON_OLD]
        keys = [int(key) for key in first]
        wave = changed(wave, keys, "__version__", V1)
        note = "collected with the form of the baseline"
        planted.append(_of(wave, ("old_form", "__version__"), keys, note, who))
    return wave, planted


def _misplaced(place: str, how: str) -> str | None:
    latitude, longitude = (float(part) for part in place.split()[:2])
    return {
        "latitude and longitude exchanged": point(longitude, latitude, 210),
        "0, 0": point(0, 0),
        "about eleven kilometres": point(latitude, longitude + FAR, 210),
    }.get(how)


def _moved(wave: Wave, keys: list[int], start: pd.Series, end: pd.Series) -> Wave:
    """Interviews at another time; they are sent as long after their end as before."""
    delay = pd.to_datetime(wave.main.loc[keys, "sent"]) - pd.to_datetime(wave.main.loc[keys, "end"])
    sent = pd.concat([start, end], axis=1).max(axis=1) + delay
    wave = changed(wave, keys, "start", list(start))
    return changed(changed(wave, keys, "end", list(end)), keys, "sent", list(sent))


def _of(wave: Wave, fault: tuple[str, str], keys: list[int], note: str, who: str = "") -> Planted:
    """The fault, a name and the variable it is in; most are for the check of its variable."""
    name, variable = fault
    return Planted(name, wave.name, variable, tuple(keys), FOUND_BY[variable], note, who)


INTERVIEW_FAULTS: tuple[Plant, ...] = (
    old_form, unusual_hours, overlapping, impossible_lengths, wrong_places,
)  # fmt: skip
