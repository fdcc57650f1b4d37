"""Who lives where: 120 villages in six districts, their households, and the lottery."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.names import DISTRICTS, FAMILIES, MEN, WOMEN, village_names

VILLAGES_PER_DISTRICT = 20
HOUSEHOLDS = 2400
SMALLEST_VILLAGE = 13
# South, west, north, east. The open sea, so that no house anywhere is meant.
AREA = (20.0, 62.0, 20.6, 62.7)
KM_PER_DEGREE = 111.2
HOUSES_WITHIN_KM = 0.25  # standard deviation of the distance from the village's centre


@dataclass(frozen=True)
class Population:
    """Villages, households and their members before the programme.

    ``villages``: village, names, district, assigned (1 treated), latitude, longitude, households.
    ``households``: household (from 0), village_number (from 0), household_id, and what does not
    change between the waves. ``members``: household, relation, sex, age in years at the baseline.
    """

    villages: pd.DataFrame
    households: pd.DataFrame
    members: pd.DataFrame

    @property
    def assigned(self) -> np.ndarray:
        """Each household's arm (n,): 1 where its village was drawn."""
        return self.villages["assigned"].to_numpy()[self.households["village_number"]]


def draw_population(seeds: Seeds) -> Population:
    """The population of one seed; the same seed gives the same people."""
    villages = _villages(seeds.generator("villages"))
    households = _households(seeds.generator("households"), villages)
    members = _members(seeds.generator("members"), households)
    return Population(villages, households, members)


def _villages(rng: np.random.Generator) -> pd.DataFrame:
    """Villages with unequal numbers of households, half of each district drawn by lottery."""
    names = village_names()
    n = len(names)
    extra = rng.multinomial(HOUSEHOLDS - n * SMALLEST_VILLAGE, rng.dirichlet(np.full(n, 3.0)))
    drawn = [rng.permutation(VILLAGES_PER_DISTRICT) < VILLAGES_PER_DISTRICT // 2 for _ in DISTRICTS]
    row, column = np.divmod(np.arange(n), 12)
    south, west, north, east = AREA
    return names.assign(
        district=np.repeat([code for code, *_ in DISTRICTS], VILLAGES_PER_DISTRICT),
        assigned=np.concatenate(drawn).astype(int),
        latitude=south + (row + 0.5 + rng.uniform(-0.2, 0.2, n)) * (north - south) / 10,
        longitude=west + (column + 0.5 + rng.uniform(-0.2, 0.2, n)) * (east - west) / 12,
        households=SMALLEST_VILLAGE + extra,
    )


def _households(rng: np.random.Generator, villages: pd.DataFrame) -> pd.DataFrame:
    """One woman a household, with what she would answer the same in any year."""
    village = np.repeat(np.arange(len(villages)), villages["households"])
    n = len(village)
    age = np.clip(np.round(rng.gamma(9, 4.4, n)), 19, 78).astype(int)
    married = rng.random(n) < np.where(age < 55, 0.84, 0.62)
    alone = np.where(age > 45, "widowed", rng.choice(["divorced", "never"], n, p=[0.45, 0.55]))
    schooling = np.clip(rng.normal(2.3 - 0.035 * (age - 30), 0.9), 0, 4).round().astype(int)
    north, east = rng.normal(0, HOUSES_WITHIN_KM, (2, n)) / KM_PER_DEGREE
    return pd.DataFrame(
        {
            "household": np.arange(n),
            "village_number": village,
            "household_id": [f"HH-{number:04}" for number in rng.permutation(n) + 1],
            "respondent_name": _full_names(rng, WOMEN, n),
            "phone": _phones(rng, n),
            "age": age,
            "marital_status": np.where(married, "married", alone),
            "schooling": np.array(["none", "primary", "lower", "upper", "higher"])[schooling],
            "dwelling": rng.choice(["owned", "rented", "relatives"], n, p=[0.68, 0.2, 0.12]),
            "rooms": 1 + rng.poisson(2.1, n).clip(0, 7),
            "water": rng.choice(["network", "tanker", "well", "spring"], n, p=[0.4, 0.3, 0.2, 0.1]),
            "latitude": villages["latitude"].to_numpy()[village] + north,
            "longitude": villages["longitude"].to_numpy()[village] + east,
        }
    )


def _full_names(rng: np.random.Generator, first: tuple[str, ...], n: int) -> list[str]:
    own, father = rng.integers(0, len(first), n), rng.integers(0, len(MEN), n)
    family = rng.integers(0, len(FAMILIES), n)
    return [
        f"{first[a]} {MEN[b]} {FAMILIES[c]}" for a, b, c in zip(own, father, family, strict=True)
    ]


def _phones(rng: np.random.Generator, n: int) -> list[str | None]:
    """A third have a telephone. The numbers +44 7700 900xxx are kept for fiction."""
    numbers = rng.permutation(1000)[: n // 3]
    phones: list[str | None] = [None] * n
    for household, number in zip(rng.permutation(n)[: len(numbers)], numbers, strict=True):
        phones[household] = f"+447700900{number:03}"
    return phones


def _members(rng: np.random.Generator, households: pd.DataFrame) -> pd.DataFrame:
    """The respondent, her husband, children, and now and then a parent."""
    age = households["age"].to_numpy()
    married = (households["marital_status"] == "married").to_numpy()
    mother = (households["marital_status"] != "never").to_numpy()
    n_children = np.where(mother, rng.poisson(np.where(age < 60, 3.7, 1.2)), 0).clip(0, 9)
    parents = rng.random(len(age)) < 0.12
    oldest = np.clip(age - 18, 1, 24)
    child_of = np.repeat(np.arange(len(age)), n_children)
    youngest = np.minimum(np.clip(age - 45, 0, 18), oldest - 1)[child_of]
    child_age = rng.integers(youngest, oldest[child_of] + 1)
    wives, hosts = np.flatnonzero(married), np.flatnonzero(parents)
    husband_age = np.clip(age[wives] + rng.integers(-2, 9, len(wives)), 20, 90)
    parts = [
        _relatives(np.arange(len(age)), "self", np.full(len(age), "female"), age),
        _relatives(wives, "husband", np.full(len(wives), "male"), husband_age),
        _relatives(child_of, "child", _sexes(rng, len(child_of)), child_age),
        _relatives(hosts, "parent", _sexes(rng, len(hosts)), rng.integers(60, 91, len(hosts))),
    ]
    members = pd.concat(parts, ignore_index=True)
    order = members["relation"].map({"self": 0, "husband": 1, "child": 2, "parent": 3})
    order = np.lexsort([-members["member_age"], order, members["household"]])
    members = members.iloc[order].reset_index(drop=True)
    number = rng.integers(0, 1200, len(members))
    women, men = np.array(WOMEN)[number % len(WOMEN)], np.array(MEN)[number % len(MEN)]
    given = np.where(members["member_sex"] == "female", women, men)
    own = households["respondent_name"].str.split().str[0].to_numpy()[members["household"]]
    members["member_name"] = np.where(members["relation"] == "self", own, given)
    return members


def _sexes(rng: np.random.Generator, n: int) -> np.ndarray:
    return rng.choice(["female", "male"], n)


def _relatives(
    household: np.ndarray, relation: str, sex: np.ndarray, age: np.ndarray
) -> pd.DataFrame:
    return pd.DataFrame(
        {"household": household, "relation": relation, "member_sex": sex, "member_age": age}
    )
