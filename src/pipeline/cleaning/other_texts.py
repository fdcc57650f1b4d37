"""Texts given under "other, specify" that say what one of the offered choices says."""

import difflib
import re

import pandas as pd

from pipeline.cleaning.normalise import normalised, plain
from pipeline.forms.form import Texts

NEAR = 0.9  # share of letters in common at which two texts differ by a slip of the finger
SHORTEST = 5  # letters below which one slip makes another word
# What the choice "other" itself is called; a text that says so says nothing.
OTHER = frozenset(
    plain(text)
    for text in ("other", "others", "other specify", "أخرى", "اخر", "غير ذلك", "autre", "autres",
                 "otro", "otra", "otros", "otras")
)  # fmt: skip


def other_texts(texts: pd.Series, choices: dict[str, Texts]) -> pd.DataFrame:
    """For each answer of the text `q_other`: was one ``given``, and which ``choice`` of `q` is it?

    ``given`` is 1 or 0. ``choice`` is the code whose label, in any language, equals the text once
    all differences of writing are set aside, or differs from it in a letter or so; missing where
    there is none, or more than one.
    """
    written = normalised(texts, ("spaces",))
    given = written.notna() & (written != "")
    labels = _labels(choices)
    found = {text: _choice(plain(text), labels) for text in written[given].unique()}
    choice = written.map(found).astype("str")
    return pd.DataFrame({"given": given.astype("int64"), "choice": choice}, index=texts.index)


def _labels(choices: dict[str, Texts]) -> dict[str, set[str]]:
    """The codes that each normalised label stands for."""
    labels: dict[str, set[str]] = {}
    for code, texts in choices.items():
        for text in texts.values():
            label = plain(text)
            if label and label not in OTHER:
                labels.setdefault(label, set()).add(code)
    return labels


def _choice(text: str, labels: dict[str, set[str]]) -> str | None:
    codes = labels.get(text)
    if codes is None and len(text) >= SHORTEST:
        codes = _near(text, labels)
    return next(iter(codes)) if codes and len(codes) == 1 else None


def _near(text: str, labels: dict[str, set[str]]) -> set[str]:
    """The codes of all labels that are nearest, where any is near.

    Words that begin differently (formal, informal), another number of words (not employed) and
    other digits (type 1, type 2) are other meanings, however few letters they differ in.
    """
    matcher = difflib.SequenceMatcher(b=text, autojunk=False)
    best, codes = NEAR, set()
    for label, its_codes in labels.items():
        if len(label) < SHORTEST or _outline(label) != _outline(text):
            continue
        matcher.set_seq1(label)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best:
            best, codes = ratio, set(its_codes)
        elif ratio == best:
            codes |= its_codes
    return codes


def _outline(text: str) -> tuple[list[str], list[str]]:
    """The first letter of each word, and the numbers."""
    return [word[0] for word in text.split()], re.findall(r"\d+", text)
