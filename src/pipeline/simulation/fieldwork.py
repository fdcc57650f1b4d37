"""Who interviews whom, when and where: plausible hours, routes and devices."""

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.answers import BASELINE, Wave
from pipeline.simulation.names import INTERVIEWERS
from pipeline.simulation.population import KM_PER_DEGREE, Population
from pipeline.simulation.questions import V1, V2

FIRST_DAY = {"baseline": "2024-10-06", "endline": "2025-10-05"}  # Sundays
TEAM = 4  # interviewers in a district
# Two of a team go to a village together; over six villages each pair goes once.
PAIRS = ((0, 1), (2, 3), (0, 2), (1, 3), (0, 3), (1, 2))
A_DAY = 5  # interviews of one interviewer
FIRST_START, APART = 8 * 60 + 10, 100  # minutes after midnight, and between two starts
LENGTH = (25, 38, 60)  # minutes: shortest, usual, longest
GPS_ERROR_KM = 0.004
UTC_OFFSET = pd.Timedelta(hours=3)  # of the place, all year


def interviewed(wave: Wave, population: Population, seeds: Seeds) -> Wave:
    """The wave with interviewer, village, point, times, device and form version of each row."""
    rng = seeds.generator("fieldwork", wave.name)
    main = wave.main.copy()
    people = population.households.loc[main.index]
    village = people["village_number"].to_numpy()
    main["interview_village"] = population.villages["village"].to_numpy()[village]
    main["enumerator"] = _enumerators(rng, village, main.index)
    start, length = _times(rng, main["enumerator"], wave.name)
    main["start"], main["end"] = start, start + length
    main["today"] = start.dt.normalize()
    main["gps"] = _points(rng, people)
    devices = device_names(seeds, len(INTERVIEWERS))
    main["deviceid"] = main["enumerator"].map(devices)
    main["__version__"] = V1 if wave.name == BASELINE else V2
    main["_uuid"] = uuids(rng, len(main))
    main["_submitted_by"] = "team_" + main["enumerator"].astype(str)
    main["sent"] = main["end"] + pd.to_timedelta(rng.integers(4, 240, len(main)), "min")
    back = pd.to_timedelta(rng.integers(0, 30, len(main)), "D")
    saved = main["savings_places"].notna()
    main["last_saved_on"] = (main["today"] - back).dt.strftime("%Y-%m-%d").where(saved)
    return Wave(wave.name, main.astype(object), wave.members)


def _enumerators(rng: np.random.Generator, village: np.ndarray, keys: pd.Index) -> list[str]:
    """Each village has two of its district's team, who share its households between them."""
    district, number = np.divmod(village, 20)
    pair = np.array(PAIRS)[(number + district) % len(PAIRS)]
    turn = pd.Series(rng.random(len(keys))).groupby(village).rank().astype(int).to_numpy() % 2
    member = pair[np.arange(len(keys)), turn]
    return [f"e{team * TEAM + who + 1:02}" for team, who in zip(district, member, strict=True)]


def _times(
    rng: np.random.Generator, enumerator: pd.Series, wave: str
) -> tuple[pd.Series, pd.Series]:
    """When each interview starts, and how long it takes; five a day, Sunday to Thursday."""
    number = enumerator.groupby(enumerator).cumcount().to_numpy()
    day, slot = np.divmod(number, A_DAY)
    week, weekday = np.divmod(day, 5)
    seconds = 60 * (FIRST_START + slot * APART) + rng.integers(0, 30 * 60, len(number))
    length = np.round(60 * rng.triangular(*LENGTH, len(number)))
    start = pd.Timestamp(FIRST_DAY[wave]) + pd.to_timedelta(7 * week + weekday, "D")
    start = pd.Series(start + pd.to_timedelta(seconds, "s"), index=enumerator.index)
    return start, pd.Series(pd.to_timedelta(length, "s"), index=enumerator.index)


def _points(rng: np.random.Generator, people: pd.DataFrame) -> list[str]:
    """Latitude, longitude, altitude and precision, as a geopoint is stored."""
    north, east = rng.normal(0, GPS_ERROR_KM, (2, len(people))) / KM_PER_DEGREE
    height = rng.integers(180, 640, len(people))
    precision = rng.uniform(3, 9.9, len(people))
    places = np.column_stack(
        [people["latitude"] + north, people["longitude"] + east, height, precision]
    )
    return [point(*place) for place in places]


def point(latitude: float, longitude: float, height: float = 0, precision: float = 4.8) -> str:
    """A place as a geopoint is stored, to a millionth of a degree."""
    return f"{latitude:.6f} {longitude:.6f} {height:.0f} {precision:.1f}"


def device_names(seeds: Seeds, n: int) -> dict[str, str]:
    """A tablet's name for each interviewer, e01 onwards."""
    letters = np.array(list("abcdefghijkmnpqrstuvwxyz23456789"))
    drawn = seeds.generator("devices").choice(letters, (n, 16))
    return {f"e{row:02}": "collect:" + "".join(name) for row, name in enumerate(drawn, start=1)}


def uuids(rng: np.random.Generator, n: int) -> list[str]:
    """Random names of submissions, in the form of a UUID of version 4."""
    names = []
    for row in rng.integers(0, 256, (n, 16), dtype=np.uint8):
        digits = bytes(row).hex()
        names.append(f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}")
    return names
