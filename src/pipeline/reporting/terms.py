"""The codes of the results in words: what each estimator, check, verdict and rule is called."""

from collections.abc import Iterable

from pipeline.reporting.quality_page.terms import QUALITY_TERMS
from pipeline.reporting.term_lists import (
    annex,
    assumptions,
    bootstraps,
    check_rules,
    checks,
    confounder,
    curves,
    delivery,
    designs,
    estimators,
    evidence,
    measurement,
    portfolio,
    randomization,
    refuters,
    rehearsal,
    specifications,
    statements,
    versions,
)
from pipeline.reporting.words import Words

LISTS = (
    designs.TERMS,
    assumptions.TERMS,
    estimators.TERMS,
    checks.TERMS,
    check_rules.TERMS,
    curves.TERMS,
    delivery.TERMS,
    evidence.TERMS,
    bootstraps.TERMS,
    refuters.TERMS,
    specifications.TERMS,
    rehearsal.TERMS,
    randomization.TERMS,
    measurement.TERMS,
    confounder.TERMS,
    statements.TERMS,
    annex.TERMS,
    portfolio.TERMS,
    versions.TERMS,
    QUALITY_TERMS,
)


def _joined(lists: Iterable[dict[str, dict[str, str]]]) -> dict[str, dict[str, str]]:
    """All words by what they are of; several lists may hold words of one kind."""
    joined: dict[str, dict[str, str]] = {}
    for terms in lists:
        for kind, words in terms.items():
            joined.setdefault(kind, {}).update(words)
    return joined


TERMS = _joined(LISTS)


def term(words: Words, kind: str, code: str) -> str:
    """A code of the results in one language.

    Raises
    ------
    KeyError
        Where the code has no words: a report must not show a code.
    """
    return words.say(TERMS[kind][code])


def caution(words: Words, check: str) -> str:
    """What it means for readers that an attempt broke a result; nothing where its rule says it."""
    return term(words, "caution", check) if check in TERMS["caution"] else ""


def series_name(words: Words, series: str) -> str:
    """What readers call a series of a curve: its words, or the series itself where it is a name."""
    return term(words, "series", series) if series in TERMS["series"] else series


def wave_name(words: Words, wave: str) -> str:
    """What readers call a wave: the field's word for it, or the plan's own where there is none."""
    return term(words, "wave", wave) if wave in TERMS["wave"] else wave
