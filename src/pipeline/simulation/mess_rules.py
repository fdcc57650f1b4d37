"""Answers against the rules of the form and of the plan, and "other" that is no other."""

import numpy as np
import pandas as pd

from pipeline.simulation.answers import Wave
from pipeline.simulation.planted import (
    MEMBERS,
    Plant,
    Planted,
    changed,
    changed_members,
    number,
    take,
    take_members,
)

# Answers to "other" that belong to a choice: its code, the text, how many.
MISPLACED = (
    ("farming", "زراعه", 4), ("farming", "الزراعة", 3), ("farming", "زراعـــة", 2),
    ("farming", "مزارعة", 2), ("livestock", "تربيه المواشى", 3), ("livestock", "تربية مواشي", 2),
    ("remittances", "حوالة", 2), ("remittances", "حوالات من الخارج", 2), ("trade", "تجاره", 3),
    ("trade", "دكّان", 2),
)  # fmt: skip


def broken_constraints(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Answers that the form would have refused, typed over in the export."""
    planted = []
    for variable, typed, n in (("unpaid_hours", 26, 3), ("income", -5, 2), ("rooms", 0, 2)):
        keys = take(wave, rng, n)
        wave = changed(wave, keys, variable, typed)
        note = f"{typed} where the form refuses it"
        found = "check: constraints"
        planted.append(Planted("broken_constraint", wave.name, variable, tuple(keys), found, note))
    keys = take_members(wave, rng, 2, wave.members["relation"] == "parent")
    wave = changed_members(wave, keys, "member_age", 130)
    planted.append(
        Planted(
            "broken_constraint", wave.name, "member_age", tuple(keys), "check: constraints",
            "130 where the form refuses it", sheet=MEMBERS,
        )
    )  # fmt: skip
    return wave, planted


def broken_skips(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Answers to what was not asked, and none to what was."""
    loan, found = wave.main["loan"], "check: skip_logic"
    answered = take(wave, rng, 5, loan == "no")
    wave = changed(wave, answered, "loan_amount", [120, 60, 200, 45, 300])
    empty = take(wave, rng, 4, loan == "yes")
    wave = changed(wave, empty, "loan_amount", None)
    ages = pd.to_numeric(wave.members["member_age"], errors="coerce")
    young = take_members(wave, rng, 5, ages.between(1, 4))
    wave = changed_members(wave, young, "in_school", "yes")
    planted = [
        Planted("answered_unasked", wave.name, "loan_amount", tuple(answered), found, "loan is no"),
        Planted("asked_unanswered", wave.name, "loan_amount", tuple(empty), found, "loan is yes"),
        Planted(
            "answered_unasked", wave.name, "in_school", tuple(young), found,
            "of children under 6", sheet=MEMBERS,
        ),
    ]  # fmt: skip
    return wave, planted


def saved_more_than_earned(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """More put aside than the household earned."""
    savings = number(wave, "savings")
    keys = take(wave, rng, 4, savings > 25)
    wave = changed(wave, keys, "income", [savings[key] - 8 for key in keys])
    found, note = "check: logic", "savings above income"
    return wave, [Planted("savings_above_income", wave.name, "income", tuple(keys), found, note)]


def misplaced_others(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """ "Other" income sources that are one of the choices, in other spellings."""
    planted = []
    for code, text, n in MISPLACED:
        keys = take(wave, rng, n, wave.main["income_source"] == code)
        wave = changed(wave, keys, "income_source", "other")
        wave = changed(wave, keys, "income_source_other", text)
        found = "clean: harmonise; check: other_specify"
        note = f"belongs to {code}"
        planted.append(
            Planted("misplaced_other", wave.name, "income_source_other", tuple(keys), found, note)
        )
    return wave, planted


RULE_FAULTS: tuple[Plant, ...] = (
    broken_constraints, broken_skips, saved_more_than_earned, misplaced_others,
)  # fmt: skip
