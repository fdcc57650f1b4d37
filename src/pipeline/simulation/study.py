"""The whole study as it reaches the office: every file of `raw/`, and what was planted in it."""

from dataclasses import dataclass

import pandas as pd

from pipeline.seeds import Seeds
from pipeline.simulation.answers import BASELINE, DOES_NOT_KNOW, ENDLINE, REFUSES, Wave, answered
from pipeline.simulation.backcheck import second_visits
from pipeline.simulation.fieldwork import interviewed
from pipeline.simulation.mess_interviewers import INTERVIEWER_FAULTS
from pipeline.simulation.mess_interviews import INTERVIEW_FAULTS
from pipeline.simulation.mess_people import PEOPLE_FAULTS, telling_comments
from pipeline.simulation.mess_rules import RULE_FAULTS
from pipeline.simulation.mess_typing import TYPING_FAULTS, eastern_digits, impossible_ages
from pipeline.simulation.mess_units import (
    UNIT_FAULTS,
    mistyped_ids,
    sent_twice,
    trial_submissions,
    without_consent,
)
from pipeline.simulation.outcomes import AMOUNTS, Potential, draw_potential
from pipeline.simulation.planted import Plant, Planted, new_keys, with_members, with_rows
from pipeline.simulation.population import Population, draw_population
from pipeline.simulation.tracking import (
    INTERVIEWED,
    REPLACED,
    draw_status,
    present,
    said_no,
    thin_villages,
)

FAULTS: dict[str, tuple[Plant, ...]] = {
    BASELINE: (
        eastern_digits, impossible_ages, telling_comments, mistyped_ids, sent_twice,
        trial_submissions,
    ),
    ENDLINE: (
        *INTERVIEWER_FAULTS, *INTERVIEW_FAULTS, *RULE_FAULTS, *TYPING_FAULTS, *PEOPLE_FAULTS,
        *UNIT_FAULTS,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Study:
    """The population, what would have happened to it, and the waves as they were collected."""

    population: Population
    potential: Potential
    status: pd.Series
    waves: dict[str, Wave]
    planted: tuple[Planted, ...]


def draw_study(seeds: Seeds) -> Study:
    """The study of one seed, with all its faults."""
    population = draw_population(seeds)
    potential = draw_potential(seeds, population)
    status = draw_status(seeds, population)
    waves, planted = {}, []
    for name in (BASELINE, ENDLINE):
        everybody = interviewed(answered(population, potential, name, seeds), population, seeds)
        wave = _only(everybody, present(status, name))
        if name == ENDLINE:
            kept = _only(wave, status.index[status == INTERVIEWED])
            waves["backcheck"], found = second_visits(kept, seeds)
            planted += found
        wave, found = without_consent(wave, said_no(status, name))
        planted += found
        if name == ENDLINE:
            wave, found = _replacements(wave, everybody, status)
            planted += found
        for plant in FAULTS[name]:
            wave, found = plant(wave, seeds.generator("faults", name, plant.__name__))
            planted += found
        waves[name] = wave
        planted += _codes(wave)
    planted += _thin(waves[ENDLINE], thin_villages(status, population))
    return Study(population, potential, status, waves, tuple(planted))


def _only(wave: Wave, keys: pd.Index) -> Wave:
    members = wave.members[wave.members["parent"].isin(keys)]
    return Wave(wave.name, wave.main.loc[keys], members)


def _replacements(wave: Wave, everybody: Wave, status: pd.Series) -> tuple[Wave, list[Planted]]:
    """Households that nobody had listed, interviewed where a listed one was not found."""
    lost = list(status.index[status == "moved"][-REPLACED:])
    rows = everybody.main.loc[lost].set_axis(new_keys(wave, REPLACED))
    rows["household_id"] = [f"HH-{2501 + number}" for number in range(REPLACED)]
    rows["respondent_name"] = everybody.main["respondent_name"].iloc[:REPLACED].to_numpy()
    members = everybody.members[everybody.members["parent"].isin(lost)]
    renamed = members.assign(parent=members["parent"].map(dict(zip(lost, rows.index, strict=True))))
    wave = with_rows(wave, rows, [None] * REPLACED)
    wave = Wave(wave.name, wave.main, with_members(wave.members, [renamed]))
    found, note = "clean: merge unmatched", "not in the baseline, nor in the tracking list"
    keys = tuple(int(key) for key in rows.index)
    return wave, [Planted("unlisted_household", wave.name, "household_id", keys, found, note)]


def _codes(wave: Wave) -> list[Planted]:
    """Where the form's own codes for a missing answer stand, in amounts."""
    planted = []
    for variable in AMOUNTS:
        for code, reason in ((DOES_NOT_KNOW, "did not know"), (REFUSES, "refused")):
            keys = wave.main.index[wave.main[variable].map(lambda cell, code=code: cell == code)]
            note = f"{code}: {reason}"
            found = "clean: missing codes"
            where = (wave.name, variable, tuple(int(key) for key in keys))
            planted.append(Planted("missing_code", *where, found, note))
    return planted


def _thin(wave: Wave, villages: list[str]) -> list[Planted]:
    """Villages with too few interviews."""
    planted = []
    for village in villages:
        keys = wave.main.index[wave.main["interview_village"] == village]
        where = (wave.name, "interview_village", tuple(int(key) for key in keys))
        note = "the team did not finish; these are the interviews there are"
        planted.append(Planted("thin_village", *where, "check: progress", note, village))
    return planted
