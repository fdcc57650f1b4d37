"""Who was found again at the endline, and what the field office's lists say of it."""

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.answers import BASELINE, ENDLINE
from pipeline.simulation.fieldwork import FIRST_DAY
from pipeline.simulation.population import Population

LOST = {1: 0.07, 0: 0.09}  # share not interviewed at the endline, by arm
THIN_VILLAGES, LEFT_IN_THEM = 1, 5  # villages of each arm that the team left, and what it did there
REASONS = {"moved": 0.45, "not_found": 0.35, "refused": 0.2}
REFUSED_BASELINE = 6
SAID_NO = 9  # of those who refused at the endline, the ones whose refusal was sent in
REPLACED = 4  # households interviewed in the place of lost ones, against the plan
INTERVIEWED = "interviewed"


def draw_status(seeds: Seeds, population: Population) -> pd.Series:
    """What became of each household: interviewed, moved, not_found, refused, refused_baseline.

    Exactly the shares of LOST, among those who took part in the baseline. Who is lost does not
    depend on what she would have answered.
    """
    rng = seeds.generator("tracking")
    people, assigned = population.households, population.assigned
    status = pd.Series(INTERVIEWED, index=people.index)
    thin = _thin(rng, population)
    in_thin = people["village_number"].isin(thin)
    status[rng.choice(people.index[~in_thin], REFUSED_BASELINE, replace=False)] = "refused_baseline"
    for arm, share in LOST.items():
        here = (assigned == arm) & (status == INTERVIEWED)
        wanted = round(share * here.sum())
        left_out = [
            key
            for village in thin
            for key in rng.permutation(people.index[here & (people["village_number"] == village)])[
                LEFT_IN_THEM:
            ]
        ]
        others = people.index[here & ~in_thin]
        lost = [*left_out, *rng.choice(others, wanted - len(left_out), replace=False)]
        status[lost] = rng.choice(list(REASONS), len(lost), p=list(REASONS.values()))
        status[left_out] = "not_found"
    return status


def _thin(rng: np.random.Generator, population: Population) -> list[int]:
    """Villages of usual size where the team did not finish, as many in each arm."""
    villages = population.villages
    usual = villages["households"].between(17, 23)
    return [
        int(number)
        for arm in LOST
        for number in rng.choice(
            villages.index[usual & (villages["assigned"] == arm)], THIN_VILLAGES, replace=False
        )
    ]


def thin_villages(status: pd.Series, population: Population) -> list[str]:
    """The codes of villages in which at most a few interviews were made."""
    done = (status == INTERVIEWED).groupby(population.households["village_number"]).sum()
    return list(population.villages["village"][done[done <= LEFT_IN_THEM].index])


def said_no(status: pd.Series, wave: str) -> list[int]:
    """The households whose refusal is an interview without consent."""
    if wave == BASELINE:
        return list(status.index[status == "refused_baseline"])
    return list(status.index[status == "refused"][:SAID_NO])


def present(status: pd.Series, wave: str) -> pd.Index:
    """The households with an interview in the export of a wave, refusals included."""
    if wave == BASELINE:
        return status.index
    found = (status == INTERVIEWED) | status.index.isin(said_no(status, ENDLINE))
    return status.index[found]


def assignment_list(population: Population) -> pd.DataFrame:
    """The lottery's record: each village, its district and its arm."""
    return population.villages[["village", "district", "assigned"]]


def tracking_list(seeds: Seeds, population: Population, status: pd.Series) -> pd.DataFrame:
    """The field office's sheet: every listed household, its village, and how it ended."""
    rng = seeds.generator("tracking sheet")
    visits = np.where(status == INTERVIEWED, rng.integers(1, 3, len(status)), 3)
    visits = np.where(status == "refused_baseline", 0, visits)
    days = pd.to_timedelta(rng.integers(0, 30, len(status)), "D")
    last = (pd.Timestamp(FIRST_DAY[ENDLINE]) + days).strftime("%Y-%m-%d")
    village = population.villages["village"].to_numpy()
    sheet = pd.DataFrame(
        {
            "household_id": population.households["household_id"],
            "village": village[population.households["village_number"]],
            "tracking_status": status,
            "visits": visits,
            "last_visit": pd.Series(last).where(visits > 0),
        }
    )
    return sheet.sort_values("household_id", ignore_index=True)
