"""The templates of the pages: whose sentences they speak, and what they may call."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.designs.comparisons import named
from pipeline.plan import Outcome
from pipeline.reporting.facts import Fact, decimals_told
from pipeline.reporting.terms import TERMS, caution, series_name, term, wave_name
from pipeline.reporting.words import Words, language_name

TEMPLATE = Path(__file__).parent / "template"
STOPS = ".;,)،؛"  # before which no gap is left, but for the one that French has of its own


def environment(words: Words, country: str | None = None) -> Environment:
    """Templates whose sentences come from the catalogue and whose text is always escaped.

    The months of dates have the names that they have in ``country``.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATE / "sections"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        lstrip_blocks=True,
    )
    made.install_gettext_translations(words.translations, newstyle=True)
    made.globals |= what_reports_show() | in_words(words)
    made.filters |= filters(words, country)
    return made


def what_reports_show() -> dict[str, Any]:
    """What templates may ask of a report, and the modules whose functions draw it."""
    from pipeline.conclusions.attempt_families import family_of
    from pipeline.reporting import (
        attempts,
        attrition_figure,
        causes_figure,
        caveats,
        charts,
        curve_figures,
        delivery,
        dictionary,
        figure_findings,
        figures,
        flow,
        grouped_attempts,
        groups,
        rehearsed,
        standing,
    )
    from pipeline.reporting.curve_figures import specification_words, specifications
    from pipeline.reporting.evaluation import (
        attrition_bounds,
        clusters_of,
        digest,
        document,
        error_words,
        part_name,
        target_label,
        truth_of,
        withholds,
    )
    from pipeline.reporting.provenance import provenance
    from pipeline.reporting.quality_page.shown import SHOWN

    return SHOWN | {
        "charts": charts,
        "figures": figures,
        "figure_findings": figure_findings,
        "attrition_figure": attrition_figure,
        "causes_figure": causes_figure,
        "flow_of": flow.flow_of,
        "few_headlines": attempts.few_headlines,
        "curve_figures": curve_figures,
        "delivery": delivery,
        "specifications": specifications,
        "specification_words": specification_words,
        "digest": digest,
        "provenance": provenance,
        "part_name": part_name,
        "in_arm": named,
        "target_label": target_label,
        "error_words": error_words,
        "group_rows": groups.group_rows,
        "several_questions": groups.several_questions,
        "withholds": withholds,
        "dictionary": dictionary.entries,
        "attrition_bounds": attrition_bounds,
        "language_name": language_name,
        "decimals_told": decimals_told,
        "zip": zip,
        "truth_of": truth_of,
        "caveats": caveats.caveats,
        "dissent": caveats.dissent,
        "take_up_is_share": caveats.take_up_is_share,
        "takes_part_or_not": caveats.takes_part_or_not,
        "attempts": attempts.attempts,
        "groups_of_attempts": grouped_attempts.grouped,
        "said_nothing": attempts.said_nothing,
        "family_of": family_of,
        "rehearsals": rehearsed.rehearsals,
        "rehearsed": rehearsed.rehearsed,
        "rehearsal_measures": tuple(TERMS["rehearsal_measure"]),
        "headline_of": lambda report, target: document(report, "headline.json", target),
        "evidence_of": lambda report, target: document(report, "evidence.json", target),
        "concluded": lambda report, *path: document(report, "conclusions.json", *path),
        "clusters_of": clusters_of,
        "standing_of": standing.standing_of,
        "changes_of": standing.changes_of,
        "decided": standing.decided,
        "in_outcome": lambda target: target.partition(", ")[0],
    }


def in_words(words: Words) -> dict[str, Callable[..., Any]]:
    """What codes of the results are called in one language."""
    from pipeline.reporting import groups

    return {
        "series_name": lambda series: series_name(words, series),
        "wave_name": lambda wave: wave_name(words, wave),
        "contrast_cells": lambda row, outcome: groups.cells(words, row, outcome),
        "caveat_name": lambda one: (
            term(words, "check", one.check) if one.check else term(words, "caveat", one.code)
        ),
        "caution": lambda check: caution(words, check),
        "version_part": lambda part: part_of_version(words, part),
        "term": lambda kind, code: term(words, kind, code),
    }


def filters(words: Words, country: str | None) -> dict[str, Callable[..., Any]]:
    """How texts, numbers and days are written in one language."""
    from pipeline.reporting import delivery

    return {
        "label": words.label,
        "closed": closed,
        "anchor": anchor,
        "day": lambda date: words.day(date, country),
        "number": words.number,
        "money": lambda fact: delivery.money(words, fact),
        "p_value": words.p_value,
        "percent": lambda fact, decimals=0: words.number(fact, decimals, scale=100),
        "amount": lambda fact, outcome: amount(words, fact, outcome),
        "difference": lambda fact, outcome: amount(words, fact, outcome, signed=True),
    }


def part_of_version(words: Words, part: str) -> str:
    """What a version was made from, in words; a section of the plan that has none is another."""
    known = part in TERMS["made_from"]
    return term(words, "made_from", part if known else "plan.other")


def anchor(target: str) -> str:
    """A headline's name as a place in the page that links can go to."""
    return re.sub(r"\W+", "-", target)


def closed(text: str) -> Markup:
    """A sentence without the gap that an outcome without a unit leaves before a stop."""
    return Markup(re.sub(rf" +(?=\N{{NO-BREAK SPACE}}?[{STOPS}])", "", text))


def amount(words: Words, fact: Fact, outcome: Outcome, *, signed: bool = False) -> Markup:
    """A value of an outcome as readers see it: a binary one in percent, without its unit."""
    scale = 100 if outcome.kind == "binary" else 1
    return words.number(fact, outcome.decimals, scale=scale, signed=signed)
