"""Faults of typing: digits, dates, codes, ages and zeros."""

import numpy as np
import pandas as pd

from pipeline.simulation.answers import ENDLINE, Wave
from pipeline.simulation.planted import (
    MEMBERS,
    Mend,
    Plant,
    Planted,
    changed,
    changed_members,
    number,
    take,
    take_members,
    written,
)

CORRECTED = "clean: corrections"  # of those that were
EASTERN = str.maketrans("0123456789.,", "٠١٢٣٤٥٦٧٨٩٫٬")


def eastern_digits(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Numbers typed with an Arabic keyboard, some with its decimal and thousands marks."""
    planted = []
    for variable, n in (("food_spending", 12), ("age", 6), ("unpaid_hours", 4), ("loan_amount", 2)):
        values = number(wave, variable)
        with_mark = {"unpaid_hours": values % 1 > 0}.get(variable, values.notna())
        keys = take(wave, rng, n, with_mark)
        typed = [written(value).translate(EASTERN) for value in values[keys]]
        if variable == "loan_amount":
            typed = [f"{1000 + value:,.0f}".translate(EASTERN) for value in values[keys]]
        wave = changed(wave, keys, variable, typed)
        found = "clean: numbers with Arabic-Indic digits"
        note = "٫ is a decimal point and ٬ separates thousands"
        planted.append(Planted("eastern_digits", wave.name, variable, tuple(keys), found, note))
    keys = take_members(wave, rng, 6, wave.members["in_school"].notna())
    typed = [str(age).translate(EASTERN) for age in wave.members.loc[keys, "member_age"]]
    wave = changed_members(wave, keys, "member_age", typed)
    planted.append(
        Planted(
            "eastern_digits", wave.name, "member_age", tuple(keys),
            "clean: numbers with Arabic-Indic digits", "in the sheet of members", sheet=MEMBERS,
        )
    )  # fmt: skip
    return wave, planted


def date_formats(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Dates that somebody wrote day first, or in Arabic-Indic digits, into the export."""
    planted = []
    for note, n, form, eastern in (
        ("day/month/year", 25, "%d/%m/%Y", False),
        ("day/month/year in Arabic-Indic digits", 8, "%d/%m/%Y", True),
        ("year-month-day in Arabic-Indic digits", 4, "%Y-%m-%d", True),
    ):
        keys = take(wave, rng, n, wave.main["last_saved_on"].notna())
        dates = pd.to_datetime(wave.main.loc[keys, "last_saved_on"]).dt.strftime(form)
        typed = [date.translate(EASTERN) if eastern else date for date in dates]
        wave = changed(wave, keys, "last_saved_on", typed)
        found = "clean: date_order"
        planted.append(Planted("date_format", wave.name, "last_saved_on", tuple(keys), found, note))
    return wave, planted


def typed_999(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """999 for "does not know", a code that the form does not have; all were corrected."""
    planted = []
    for variable, n, found in (
        ("unpaid_hours", 3, f"check: constraints; {CORRECTED}"),
        ("food_spending", 2, f"check: outliers; {CORRECTED}"),
    ):  # fmt: skip
        keys = take(wave, rng, n, number(wave, variable).notna())
        wave = changed(wave, keys, variable, 999)
        why = "typed 999 for does not know; the code is -98"
        mends = tuple(Mend(key, variable, "999", "-98", why) for key in keys)
        note = "corrected to -98"
        planted.append(
            Planted("typed_999", wave.name, variable, tuple(keys), found, note, mends=mends)
        )
    return wave, planted


def unknown_codes(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Codes that are not among the choices of the question."""
    planted = []
    for variable, typed, n in (
        ("marital_status", "maried", 2), ("income_source", "7", 2), ("water", "Well", 1),
    ):  # fmt: skip
        keys = take(wave, rng, n, wave.main["income_source"] != "other")
        wave = changed(wave, keys, variable, typed)
        found, note = "check: constraints", "not among the choices of the form"
        planted.append(Planted("unknown_code", wave.name, variable, tuple(keys), found, note))
    return wave, planted


def impossible_ages(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Respondents of 7 and 178 years; some were corrected after a call."""
    typed = {ENDLINE: (7, 178, 340, 0, 178)}.get(wave.name, (178, 7))
    keys = take(wave, rng, len(typed))
    true = wave.main.loc[keys, "age"]
    why = "age checked by telephone"
    mends = tuple(
        Mend(key, "age", str(wrong), str(right), why)
        for key, wrong, right in zip(keys, typed, true, strict=True)
        if wrong > 100
    )
    wave = changed(wave, keys, "age", list(typed))
    note = f"{len(mends)} of them corrected"
    found = f"check: constraints; {CORRECTED}"
    planted = Planted("impossible_age", wave.name, "age", tuple(keys), found, note, mends=mends)
    return wave, [planted]


def swapped_ages(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Ages with their digits swapped: possible, but not a year after the baseline."""
    age = number(wave, "age")
    keys = take(wave, rng, 4, ((age // 10 - age % 10).abs() > 1) & (age % 10 > 1))
    values = [int(str(int(value))[::-1]) for value in age[keys]]
    wave = changed(wave, keys, "age", values)
    note = "more than two years from the baseline's"
    return wave, [Planted("swapped_age", wave.name, "age", tuple(keys), "check: logic", note)]


def extra_zeros(wave: Wave, rng: np.random.Generator) -> tuple[Wave, list[Planted]]:
    """Amounts with a zero too many, which the form's limits let pass; most were corrected."""
    planted = []
    for variable, n, corrected in (("income", 4, 3), ("food_spending", 3, 3)):
        values = number(wave, variable)
        keys = take(wave, rng, n, values.between(*{"income": (270, 480)}.get(variable, (100, 145))))
        mends = tuple(
            Mend(key, variable, written(10 * values[key]), written(values[key]), "a zero too many")
            for key in keys[:corrected]
        )
        wave = changed(wave, keys, variable, [10 * values[key] for key in keys])
        note = f"{corrected} of them corrected"
        found = f"check: outliers; {CORRECTED}"
        planted.append(
            Planted("extra_zero", wave.name, variable, tuple(keys), found, note, mends=mends)
        )
    return wave, planted


TYPING_FAULTS: tuple[Plant, ...] = (
    eastern_digits, date_formats, typed_999, unknown_codes, impossible_ages, swapped_ages,
    extra_zeros,
)  # fmt: skip
