"""Interviewers who invent, round, or write down "does not know" too readily."""

import numpy as np
import pandas as pd

from pipeline.simulation.answers import DOES_NOT_KNOW, Wave
from pipeline.simulation.outcomes import AMOUNTS, ITEMS
from pipeline.simulation.planted import Plant, Planted, changed, number, take, with_members

INVENTS, ROUNDS, HURRIES = "e17", "e20", "e05"
COPIES, TEMPLATES = 24, 2
HONEST = 15  # interviews before the first invented one
DONT_KNOW_SHARE = 0.3
STEPS = {"income": 100, "food_spending": 50, "savings": 10}
# What differs between the invented interviews and the one they are copied from.
OWN = (
    "household_id", "respondent_name", "phone", "interview_village", "enumerator", "deviceid",
    "start", "end", "today", "sent", "_uuid", "_submitted_by", "__version__", "touched",
)  # fmt: skip


def copied_interviews(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """One interviewer fills in the form at home: two true interviews, changed a little each time.

    Each copy has another number of rooms or another sum for food, takes six to eleven minutes and
    has the very point of what it was copied from. The families are copied as well.
    """
    mine = wave.main["enumerator"] == INVENTS
    early = pd.to_datetime(wave.main["start"]).where(mine).rank() <= HONEST
    usable = early & (wave.main["savings"].astype(float) > 0) & (wave.main["loan"] == "no")
    originals = take(wave, rng, TEMPLATES, usable & (number(wave, "food_spending") > 0))
    wave = changed(wave, originals, "comments", None)
    copies = take(wave, rng, COPIES, mine & ~early)
    source = {key: originals[turn % TEMPLATES] for turn, key in enumerate(copies)}
    main = wave.main.copy()
    shared = [name for name in main if name not in OWN]
    for turn, (key, original) in enumerate(source.items()):
        main.loc[key, shared] = main.loc[original, shared]
        if turn % 3:
            main.loc[key, "food_spending"] += int(rng.integers(1, 9))
        else:
            main.loc[key, "rooms"] = int(main.loc[original, "rooms"]) % 8 + 1
    minutes = pd.Series(pd.to_timedelta(rng.uniform(6, 11, COPIES).round(2), "min"), index=copies)
    delay = pd.to_datetime(main.loc[copies, "sent"]) - pd.to_datetime(main.loc[copies, "end"])
    main.loc[copies, "end"] = pd.to_datetime(main.loc[copies, "start"]) + minutes
    main.loc[copies, "sent"] = pd.to_datetime(main.loc[copies, "end"]) + delay
    main.loc[copies, "touched"] = True
    families = wave.members[~wave.members["parent"].isin(copies)]
    copied = [
        wave.members[wave.members["parent"] == original].assign(parent=key)
        for key, original in source.items()
    ]
    members = with_members(families, copied)
    return Wave(wave.name, main, members), _copies(wave.name, source, main["interview_village"])


def _copies(wave: str, source: dict[int, int], village: pd.Series) -> list[Planted]:
    """The copies, and what else shows them: their length and their points."""
    copies, both = tuple(source), tuple(sorted({*source, *source.values()}))
    elsewhere = tuple(key for key, original in source.items() if village[key] != village[original])
    found = "clean: duplicates near; check: enumerators, duplicates"
    note = f"all but one answer of one of {TEMPLATES} true interviews"
    at = "the copies and what they were copied from"
    return [
        Planted("copied_interview", wave, "", copies, found, note, INVENTS),
        Planted("too_short", wave, "end", copies, "check: interviews", "6 to 11 minutes", INVENTS),
        Planted("same_point", wave, "gps", both, "check: gps", at, INVENTS),
        Planted("far_from_village", wave, "gps", elsewhere, "check: gps", at, INVENTS),
    ]


def rounded_amounts(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:  # noqa: ARG001
    """One interviewer rounds every amount: no last digit but 0."""
    keys = [int(key) for key in wave.main.index[wave.main["enumerator"] == ROUNDS]]
    for variable, step in STEPS.items():
        values = number(wave, variable)[keys]
        rounded = (values / step).round().clip(lower=1) * step
        # Nothing put aside stays nothing: the form asks who saves where.
        kept = rounded.where(values > 0, wave.main.loc[keys, variable])
        wave = changed(wave, keys, variable, list(kept))
    found, note = "check: enumerators", "digit preference in income, food_spending, savings"
    planted = Planted("rounded_amounts", wave.name, "", tuple(keys), found, note, ROUNDS)
    return wave, [planted]


def ready_dont_knows(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """One interviewer writes "does not know" for every third question."""
    keys = [int(key) for key in wave.main.index[wave.main["enumerator"] == HURRIES]]
    for variable in (*AMOUNTS, *(f"decides_{item}" for item in ITEMS)):
        code = DOES_NOT_KNOW if variable in AMOUNTS else "dont_know"
        values = wave.main.loc[keys, variable]
        wave = changed(
            wave, keys, variable, list(values.mask(rng.random(len(keys)) < DONT_KNOW_SHARE, code))
        )
    unknown = [key for key in keys if wave.main.loc[key, "savings"] == DOES_NOT_KNOW]
    for variable in ("savings_places", "savings_places_other", "last_saved_on"):
        wave = changed(wave, unknown, variable, None)
    found, note = "check: enumerators", f"about {DONT_KNOW_SHARE:.0%} of amounts and decisions"
    planted = Planted("ready_dont_knows", wave.name, "", tuple(keys), found, note, HURRIES)
    return wave, [planted]


INTERVIEWER_FAULTS: tuple[Plant, ...] = (copied_interviews, rounded_amounts, ready_dont_knows)
