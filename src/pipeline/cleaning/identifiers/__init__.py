"""Columns that may say who a person is: by their names, their labels and their answers.

What a person must decide is only asked where there is something to decide: a column called `phone`
that holds yes and no is none. No result, reason or error here quotes an answer.
"""

from dataclasses import dataclass, replace

import pandas as pd

from pipeline.cleaning.identifiers import national, telephone, values
from pipeline.cleaning.identifiers import vocabulary as v
from pipeline.cleaning.identifiers.columns import Column, column
from pipeline.cleaning.identifiers.names import labelled, named
from pipeline.cleaning.identifiers.texts import found, found_in_text

__all__ = ["Suspect", "found_in_text", "suspects"]

AXES = {v.LATITUDE, v.LONGITUDE}
# A column called so holds long numbers that are no telephone numbers.
OTHER_NUMBERS = {v.IDENTITY, v.ACCOUNT, v.DEVICE, v.SUBMISSION}


@dataclass(frozen=True)
class Suspect:
    """A column that looks like a direct identifier: ``what`` it seems to hold, and ``why``.

    ``certain`` ones are known by their answers (or by the form's type), the others by name, label
    or a general likeness only. ``matches`` of ``of`` answers looked at are of that form.
    """

    column: str
    what: str
    why: str
    certain: bool
    matches: int
    of: int


def suspects(
    rows: pd.DataFrame, labels: dict[str, dict[str, str]], kinds: dict[str, str]
) -> list[Suspect]:
    """The columns of an export that look like direct identifiers, each once, in their order.

    ``labels`` are the questions' labels by variable and language, ``kinds`` the XLSForm types or
    the codebook's, by variable; both may lack variables. Columns without an answer are no suspects.
    Every different text is searched; of numbers, and where a column's form as a whole is asked, an
    evenly spaced sample is.
    """
    suspected = []
    for place, name in enumerate(rows.columns):
        seen = column(rows.iloc[:, place])
        if len(seen.answers):
            found_here = _suspect(seen, labels.get(str(name), {}), kinds.get(str(name), ""))
            if found_here:
                suspected.append((found_here, seen))
    axes = {suspect.what for suspect, _ in suspected} & AXES
    if axes != AXES:  # half a point is none
        suspected = [pair for pair in suspected if pair[0].what not in AXES]
    return [_as_point(suspect, seen) for suspect, seen in suspected]


def _suspect(seen: Column, labels: dict[str, str], kind: str) -> Suspect | None:
    """The strongest reason to think that a column identifies people."""
    everyone = (seen.answered, seen.answered)
    sampled = len(seen.sample)
    if kind in v.KINDS:
        return Suspect(seen.name, v.KINDS[kind], f"its type is {kind}", True, *everyone)
    inside = found(seen) if not seen.is_date else []
    for what, number in inside:
        if what != v.IDENTITY:
            return Suspect(seen.name, what, "answers hold some", True, number, seen.answered)
    what, matches = values.by_pattern(seen)
    if what:
        return Suspect(seen.name, what, "answers have their form", True, matches, sampled)
    if kind in v.CODED:
        return None
    said, why = _said(seen.name, labels)
    return (
        _numbers(seen, said, why)
        or (_as_said(seen, said, why) if said != v.FREE_TEXT else None)
        or _texts(seen)
        or _as_said(seen, said, why)
        or next(
            (
                Suspect(seen.name, what, "answers hold long numbers", False, number, seen.answered)
                for what, number in inside
            ),
            None,
        )
    )


def _said(name: str, labels: dict[str, str]) -> tuple[str, str]:
    """What a column's name, or else one of its labels, says it holds, and which of them does."""
    said = named(name)
    if said:
        return said, "its name says so"
    for language, label in labels.items():
        said = labelled(label)
        if said:
            return said, f"its label ({language}) says so"
    return "", ""


def _numbers(seen: Column, said: str, why: str) -> Suspect | None:
    """Columns of telephone or identity numbers."""
    if seen.is_date:
        return None
    scheme, matches = national.in_column(seen)
    if matches:
        what = {"imei": v.DEVICE, "iban": v.ACCOUNT}.get(scheme, v.IDENTITY)
        reason = f"answers pass the check digits of {scheme}"
        return Suspect(seen.name, what, reason, True, matches, len(seen.sample))
    if said in OTHER_NUMBERS:
        return None
    matches, certain = telephone.in_column(seen, said == v.TELEPHONE)
    if not matches:
        return None
    reason = "answers are valid numbers" if certain else why or "answers look like valid numbers"
    return Suspect(seen.name, v.TELEPHONE, reason, certain, matches, len(seen.sample))


def _as_said(seen: Column, said: str, why: str) -> Suspect | None:
    """Columns whose answers can be what their name or label says."""
    if not said or said == v.TELEPHONE:
        return None
    matches = values.fits(seen, said)
    if not matches:
        return None
    if said == v.BIRTH:
        why = f"{why}, and answers are dates"
    return Suspect(seen.name, said, why, said == v.BIRTH, matches, len(seen.sample))


def _texts(seen: Column) -> Suspect | None:
    what, matches, certain = values.as_text(seen)
    if not what:
        return None
    why = "answers are long and differ" if certain else "answers differ from person to person"
    if what == v.PERSON:
        why = "answers begin with given names"
    return Suspect(seen.name, what, why, certain, matches, len(seen.sample))


def _as_point(suspect: Suspect, seen: Column) -> Suspect:
    """A latitude or longitude as fine as a house, and nearly everybody's own, is certain."""
    if suspect.what not in AXES:
        return suspect
    if not values.is_fine(seen):
        return replace(suspect, what=v.POINT)
    return replace(suspect, what=v.POINT, why="answers are as fine as a house", certain=True)
