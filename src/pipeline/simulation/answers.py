"""What each woman answers in each wave, before anything goes wrong."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.lists import codes
from pipeline.simulation.outcomes import AMOUNTS, ITEMS, Potential
from pipeline.simulation.population import Population
from pipeline.simulation.schooling import ASKED_AGE

BASELINE, ENDLINE = "baseline", "endline"
DOES_NOT_KNOW, REFUSES = -98, -99
GAPS = (0.008, 0.004)  # shares of amounts that women do not know, and refuse to say
TOOK_UP = 0.68  # of the women in treated villages who joined a group
OTHER_SOURCES = ("خياطة", "بيع الخبز", "تنظيف البيوت", "راتب تقاعدي", "أشغال يدوية", "حضانة أطفال")
OTHER_PLACES = ("عند صاحب الدكان", "في صندوق المدرسة", "مع الجارات")
REMARKS = (
    "سارت المقابلة بشكل جيد", "كانت مشغولة بتحضير الغداء", "طلبت معرفة موعد التدريب القادم",
    "The children were present throughout", "She asked when the training starts",
)  # fmt: skip


@dataclass(frozen=True)
class Wave:
    """The interviews of one wave, by key, and the household members they list.

    ``main`` has a column for each question, and ``touched``: whether a fault was planted in the
    row. ``members`` has ``parent``, the key of its interview. Both have unique keys as index, and
    cells of any type, as an export has.
    """

    name: str
    main: pd.DataFrame
    members: pd.DataFrame


def answered(population: Population, potential: Potential, wave: str, seeds: Seeds) -> Wave:
    """The answers of every household, were it interviewed in this wave; keys are the households."""
    rng = seeds.generator("answers", wave)
    before = wave == BASELINE
    amounts = potential.baseline if before else potential.observed(population.assigned)
    main = _standing(seeds, population, before)
    members = _members(population, potential, before)
    main["household_size"] = members.groupby("parent").size()
    main[list(AMOUNTS)] = amounts[list(AMOUNTS)]
    main["group_member"] = _yes(rng.random(len(main)) < _membership(population, before))
    _income_source(main, seeds, before)
    _who_decides(main, amounts, rng)
    _gaps(main, rng)
    _saving(main, rng, before)
    loan = rng.random(len(main)) < 0.24
    main["loan"] = _yes(loan)
    main["loan_amount"] = np.where(loan, 10 * rng.integers(2, 90, len(main)), np.nan)
    remark = rng.random(len(main)) < 0.06
    main["comments"] = pd.Series(rng.choice(REMARKS, len(main)), index=main.index).where(remark)
    return Wave(wave, main.assign(touched=False).astype(object), members.astype(object))


def _yes(condition: np.ndarray) -> np.ndarray:
    return np.where(condition, "yes", "no")


def _standing(seeds: Seeds, population: Population, before: bool) -> pd.DataFrame:
    """What hardly changes in a year: who she is, and how she lives."""
    people = population.households
    main = people.drop(columns=["household", "village_number", "latitude", "longitude"]).copy()
    married = main["marital_status"] == "married"
    rng = seeds.generator("standing")  # the same draw in both waves
    main["woman_headed"] = _yes(rng.random(len(main)) < np.where(married, 0.06, 0.82))
    main["consent"] = "yes"
    if before:
        return main
    rng = seeds.generator("a year later")
    main["age"] += 1 + rng.choice([-1, 0, 1], len(main), p=[0.02, 0.96, 0.02])
    main["dwelling"] = main["dwelling"].mask(rng.random(len(main)) < 0.03, "rented")
    main["rooms"] = (main["rooms"] + (rng.random(len(main)) < 0.05)).clip(upper=9)
    return main


def _members(population: Population, potential: Potential, before: bool) -> pd.DataFrame:
    """The roster; ages below or above school have no answer about school."""
    people = potential.children
    if before:
        people = people[people["born"] == 0]
        school, age = people["in_school_before"], people["member_age"] - 1
    else:
        treated = population.assigned[people["household"]] == 1
        school = people["in_school_treated"].where(treated, people["in_school_untreated"])
        age = people["member_age"]
    answers = people[["member_name", "relation", "member_sex"]].assign(member_age=age)
    asked = age.between(*ASKED_AGE)
    answers["in_school"] = pd.Series(_yes(school), index=people.index).where(asked)
    return answers.assign(parent=people["household"]).reset_index(drop=True)


def _membership(population: Population, before: bool) -> np.ndarray:
    usual = np.full(len(population.households), 0.03)
    return usual if before else np.where(population.assigned == 1, TOOK_UP, usual)


def _income_source(main: pd.DataFrame, seeds: Seeds, before: bool) -> None:
    shares = [0.3, 0.14, 0.12, 0.24, 0.1, 0.06, 0.04]
    first = seeds.generator("source").choice(codes("income_source"), len(main), p=shares)
    rng = seeds.generator("new source")
    new = rng.choice(codes("income_source"), len(main), p=shares)
    source = first if before else np.where(rng.random(len(main)) < 0.15, new, first)
    texts = pd.Series(rng.choice(OTHER_SOURCES, len(main)), index=main.index)
    main["income_source"] = source
    main["income_source_other"] = texts.where(main["income_source"] == "other")


def _who_decides(main: pd.DataFrame, says: pd.DataFrame, rng: np.random.Generator) -> None:
    """A say is hers alone or with her husband; without one, his or somebody else's."""
    married = (main["marital_status"] == "married").to_numpy()
    for item in ITEMS:
        alone = ~married | (rng.random(len(main)) < 0.3)
        his = married & (rng.random(len(main)) < 0.85)
        with_say = np.where(alone, "she", "together")
        answer = np.where(says[item] == 1, with_say, np.where(his, "husband", "others"))
        gap = rng.random(len(main))
        answer = np.where(gap < GAPS[0], "dont_know", answer)
        main[f"decides_{item}"] = np.where(gap > 1 - GAPS[1], "refused", answer)


def _gaps(main: pd.DataFrame, rng: np.random.Generator) -> None:
    for name in AMOUNTS:
        gap = rng.random(len(main))
        main[name] = main[name].mask(gap < GAPS[0], DOES_NOT_KNOW).mask(gap > 1 - GAPS[1], REFUSES)


def _saving(main: pd.DataFrame, rng: np.random.Generator, before: bool) -> None:
    """Where she saves; asked of those who save. The wallet came with the second form."""
    member = (main["group_member"] == "yes").to_numpy()
    shares = {
        "home": np.where(member, 0.35, 0.75), "group": np.where(member, 0.95, 0.0),
        "bank": 0.08, "jewellery": 0.2, "relative": 0.15, "wallet": 0.0 if before else 0.12,
        "other": 0.02,
    }  # fmt: skip
    chosen = {name: rng.random(len(main)) < share for name, share in shares.items()}
    chosen["home"] |= ~np.any(list(chosen.values()), axis=0)
    saves = main["savings"] > 0
    texts = [" ".join(name for name in chosen if chosen[name][row]) for row in range(len(main))]
    main["savings_places"] = pd.Series(texts, index=main.index).where(saves)
    other = pd.Series(rng.choice(OTHER_PLACES, len(main)), index=main.index)
    main["savings_places_other"] = other.where(saves & chosen["other"])
