"""The portfolio's page in one language, made of the cards."""

import re
from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from pipeline.reporting.page import CSS, with_fonts
from pipeline.reporting.portfolio_page.cards import Card
from pipeline.reporting.portfolio_page.choosing import facets, rules
from pipeline.reporting.portfolio_page.counts import as_facts, counted
from pipeline.reporting.portfolio_page.scale import axis, pattern, picture, scale_of
from pipeline.reporting.templates import TEMPLATE, environment
from pipeline.reporting.words import N_, Words, language_name, words_in

NOTHING = Markup("")
# What the columns of a card hold, beside the outcome; on a phone each value has its name beside it.
HEADINGS = (
    N_("Difference and range"),
    N_("Standard deviations"),
    N_("What we can say"),
    N_("Certainty of the evidence"),
    N_("How many were lost?"),
    N_("Were the groups alike at the start?"),
    N_("Attempts that broke it"),
)


def place_of(language: str, languages: tuple[str, ...]) -> str:
    """Where the index of a language is, from `reports/`: the first language's is at the top."""
    return "index.html" if language == languages[0] else f"portfolio/index.{language}.html"


def page_of(
    cards: list[Card], language: str, languages: tuple[str, ...], described: Markup = NOTHING
) -> str:
    """The whole page: what was found at one glance, what to choose by, and each card.

    ``described`` says to machines where the page comes from.
    """
    words = words_in(language)
    made = environment(words)
    made.filters["dated"] = lambda day: _day(words, day)
    made.filters["money"] = lambda fact: words.number(fact, 2 if abs(fact.value) < 100 else 0)
    scale = scale_of([found for card in cards for found in card.findings])
    offered = facets(cards, words)
    up = "" if language == languages[0] else "../"
    others = [code for code in languages if code != language]
    headings = [words.say(heading) for heading in HEADINGS]
    styles = [CSS, TEMPLATE / "portfolio.css"]
    page = made.get_template("portfolio.html.j2").render(
        cards=cards,
        words=words,
        up=up,
        others=[(code, language_name(code), up + place_of(code, languages)) for code in others],
        counts=as_facts(counted(cards)),
        facets=offered,
        headings=headings,
        described=described,
        css="\n".join(path.read_text(encoding="utf-8") for path in styles),
        names=names_beside(headings),
        rules=rules(offered),
        scale=scale,
        axis=axis,
        pattern=pattern(scale, words),
        picture=lambda found: picture(found, scale, words),
    )
    return with_fonts(page)


def names_beside(headings: list[str]) -> str:
    """Style rules that put a column's name beside its values, where rows become blocks."""
    return "\n".join(
        f".card td:nth-child({column})::before{{content:{_quoted(heading)}}}"
        for column, heading in enumerate(headings, start=2)
        if heading != headings[1]  # a picture needs none
    )


def _quoted(text: str) -> str:
    """A text as a string of a style sheet, in which nothing ends the string or the sheet."""
    return '"' + re.sub(r'[\\"<\n]', lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _day(words: Words, day: str) -> Markup:
    """A date as the language writes it."""
    shown = format_date(date.fromisoformat(day), "d MMMM y", locale=words.language)
    return Markup('<time datetime="{}">{}</time>').format(day, shown)
