"""What a column's name or its label says that its answers are."""

import re
import unicodedata
from functools import cache

from pipeline.cleaning.identifiers import vocabulary as v
from pipeline.cleaning.normalise import plain

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Z])")
WORD = re.compile(r"[^\W_]+")
SMALL = v.words("""
    of the a an de du des del la le les el los las d l et y and or your his her their is are
    was what please record enter في من عن هو هي ما و
""")
LONGEST_QUESTION = 25  # words; what is longer is an introduction read to the respondent
AFTER, BEFORE = 5, 2  # words around "name" that may say whose it is


def named(column: str) -> str:
    """What the name of a column says it holds: an entry of `vocabulary`, or nothing.

    Groups before the last separator of a flattened XLSForm name count only for what the last part
    leaves open (`gps.accuracy` is no point).
    """
    last = re.split(r"[/:]", column)[-1]
    if last.lower().replace("-", "_") in v.SUBMISSION_NAMES or last.lower() in v.SUBMISSION_NAMES:
        return v.SUBMISSION
    if re.sub(r"[/:.\-]", "_", column.lower()) in v.SUBMISSION_NAMES:
        return v.SUBMISSION
    return _said(words(last))


def labelled(label: str) -> str:
    """What a question's label asks for: an entry of `vocabulary`, or nothing."""
    tokens = words(label)
    if len(tokens) > LONGEST_QUESTION:
        return ""
    return _said(tokens)


def of_a_thing(column: str) -> bool:
    """Does the column's name speak of a place or an organisation?"""
    return not v.THINGS.isdisjoint(words(column))


def words(text: str) -> list[str]:
    """Lower-case words of a name or label, without accents, and Arabic without its article."""
    spaced = CAMEL.sub(" ", unicodedata.normalize("NFKC", text))
    found = (_bare(plain(word)) for word in WORD.findall(plain(spaced, ("digits", "tatweel"))))
    return [word for word in found if word]


def _bare(word: str) -> str:
    """An Arabic word without the article (and preposition) that is written as one with it.

    In Latin letters the article is only one where a word that is known follows: almilad, not alias.
    """
    for prefix in ("وال", "بال", "لل", "ال"):
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            return word[len(prefix) :]
    if word[:2] in ("al", "el", "ul") and word[2:] in _known():
        return word[2:]
    return word


def _said(tokens: list[str]) -> str:
    text = f" {' '.join(token for token in tokens if token not in SMALL)} "
    for what, phrases in _phrases().items():
        if not any(phrase in text for phrase in phrases):
            continue
        if not _measures(what).isdisjoint(tokens):
            continue
        if what == v.PERSON and not _of_a_person(tokens):
            continue
        return what
    return ""


def _of_a_person(tokens: list[str]) -> bool:
    """Is it a person's name that is asked for, and not a village's?

    The nearest word after "name" that is a person or a thing decides, or else the nearest before.
    """
    names = _single_words(v.PERSON)
    places = [place for place, token in enumerate(tokens) if token in names]
    if not places:
        return True
    place = places[-1]
    around = tokens[place + 1 : place + 1 + AFTER] + tokens[max(0, place - BEFORE) : place][::-1]
    for token in around:
        if token in v.THINGS:
            return False
        if token in v.PEOPLE:
            return True
    return True


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {
        what: tuple(f" {phrase.strip()} " for phrase in phrases.split("|"))
        for what, phrases in v.PHRASES.items()
    }


@cache
def _single_words(what: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in v.PHRASES[what].split("|"))


@cache
def _known() -> frozenset[str]:
    phrases = " ".join(v.PHRASES.values()).replace("|", " ")
    return v.words(phrases) | v.THINGS | v.PEOPLE


@cache
def _measures(what: str) -> frozenset[str]:
    return v.words(v.MEASURES.get(what, ""))


def is_given_name(word: str) -> bool:
    """Is this one of the frequent given names?"""
    return plain(word) in v.GIVEN_NAMES
