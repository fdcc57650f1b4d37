"""Second visits to a tenth of the households, with some of the same questions."""

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.answers import Wave
from pipeline.simulation.fieldwork import device_names, uuids
from pipeline.simulation.lists import codes
from pipeline.simulation.mess_interviewers import HURRIES, INVENTS, ROUNDS
from pipeline.simulation.planted import Planted
from pipeline.simulation.questions import BACKCHECK

NAME, SHARE = "backcheck", 0.11  # of the interviewers who are chosen
CARELESS = "e09"  # whose interviews do not stand a second visit
TYPE_1 = {"marital_status": "marital", "schooling": "schooling", "woman_headed": "yes_no"}
TYPE_2 = {"dwelling": "dwelling", "loan": "yes_no", "group_member": "yes_no"}
TYPE_3 = ("savings", "food_spending", "unpaid_hours")
CHANGES = {1: 0.01, 2: 0.06, 3: 0.2}  # shares of answers that differ, by type
CHANGES_OF_CARELESS = {1: 0.6, 2: 0.5, 3: 0.8}


def second_visits(wave: Wave, seeds: Seeds) -> tuple[Wave, list[Planted]]:
    """The back-checks of an endline without faults, and what they should find.

    Interviewers whose answers are spoilt in other ways are not chosen.
    """
    rng = seeds.generator(NAME)
    others = wave.main[~wave.main["enumerator"].isin([INVENTS, ROUNDS, HURRIES])]
    chosen = []
    for _, mine in others.groupby("enumerator"):
        wanted = round(SHARE * len(mine))
        chosen += list(rng.choice(mine.index, wanted, replace=False))
    keys = sorted(int(key) for key in chosen)
    main = wave.main.loc[keys, _asked()].copy()
    careless = (wave.main.loc[keys, "enumerator"] == CARELESS).to_numpy()
    _answer_again(main, careless, rng)
    _visit(main, wave.main.loc[keys], seeds)
    theirs = tuple(int(key) for key in main.index[careless])
    found, note = "check: backchecks", "type 1 and 2 answers of these households differ"
    planted = Planted("careless_interviews", NAME, "", theirs, found, note, CARELESS)
    return Wave(NAME, main.astype(object), wave.members.iloc[:0]), [planted]


def _asked() -> list[str]:
    again = ["age", *TYPE_1, *TYPE_2, *TYPE_3, "household_size"]
    return ["consent", "household_id", "interview_village", *again]


def _answer_again(main: pd.DataFrame, careless: np.ndarray, rng: np.random.Generator) -> None:
    """Answers that differ as often as their type and interviewer would have it."""

    def differs(of_type: int) -> np.ndarray:
        share = np.where(careless, CHANGES_OF_CARELESS[of_type], CHANGES[of_type])
        return rng.random(len(main)) < share

    for of_type, names in ((1, TYPE_1), (2, TYPE_2)):
        for name, choices in names.items():
            for key in main.index[differs(of_type)]:
                rest = [code for code in codes(choices) if code != main.loc[key, name]]
                main.loc[key, name] = str(rng.choice(rest))
    years = rng.choice([-5, -4, 3, 6], len(main))
    main["age"] = np.where(differs(1), (main["age"] + years).clip(lower=18), main["age"])
    one_more = differs(2).astype(int)
    main["household_size"] = main["household_size"].astype(int) + one_more
    for name in TYPE_3:
        values, factor = main[name].astype(float), rng.uniform(0.6, 1.5, len(main))
        again = (values * factor).round().where(values > 0, values)
        main[name] = np.where(differs(3), again, values)


def _visit(main: pd.DataFrame, first: pd.DataFrame, seeds: Seeds) -> None:
    """When and by whom: some days later, by one of four back-checkers."""
    rng = seeds.generator(NAME, "visit")
    days = pd.to_timedelta(rng.integers(3, 11, len(main)), "D")
    start = (
        pd.to_datetime(first["start"])
        + days
        + pd.to_timedelta(rng.integers(0, 1800, len(main)), "s")
    )
    main["start"] = start
    main["end"] = start + pd.to_timedelta(rng.integers(480, 1080, len(main)), "s")
    main["today"] = start.dt.normalize()
    district = (first["enumerator"].str[1:].astype(int) - 1) // 4
    main["backchecker"] = [f"b{number % 4 + 1:02}" for number in district]
    devices = {f"b{name[1:]}": device for name, device in device_names(seeds, 28).items()}
    main["deviceid"] = [devices[f"b{24 + int(who[1:])}"] for who in main["backchecker"]]
    main["__version__"], main["_uuid"] = BACKCHECK, uuids(rng, len(main))
    main["_submitted_by"] = "office"
    main["sent"] = main["end"] + pd.to_timedelta(rng.integers(4, 240, len(main)), "min")
