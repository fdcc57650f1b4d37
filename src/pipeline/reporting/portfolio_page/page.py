"""The portfolio's page in one language, made of the cards."""

from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from pipeline.reporting.evaluation import TEMPLATE, environment
from pipeline.reporting.page import CSS, with_fonts
from pipeline.reporting.portfolio_page.cards import Card
from pipeline.reporting.portfolio_page.choosing import facets, rules
from pipeline.reporting.portfolio_page.counts import as_facts, counted
from pipeline.reporting.portfolio_page.scale import axis, pattern, picture, scale_of
from pipeline.reporting.words import Words, language_name, words_in


def place_of(language: str, languages: tuple[str, ...]) -> str:
    """Where the index of a language is, from `reports/`: the first language's is at the top."""
    return "index.html" if language == languages[0] else f"portfolio/index.{language}.html"


def page_of(cards: list[Card], language: str, languages: tuple[str, ...]) -> str:
    """The whole page: what was found at one glance, what to choose by, and each card."""
    words = words_in(language)
    made = environment(words)
    made.filters["day"] = lambda day: _day(words, day)
    scale = scale_of([found for card in cards for found in card.findings])
    offered = facets(cards, words)
    up = "" if language == languages[0] else "../"
    others = [code for code in languages if code != language]
    styles = [CSS, TEMPLATE / "portfolio.css"]
    page = made.get_template("portfolio.html.j2").render(
        cards=cards,
        words=words,
        up=up,
        others=[(code, language_name(code), up + place_of(code, languages)) for code in others],
        counts=as_facts(counted(cards)),
        facets=offered,
        css="\n".join(path.read_text(encoding="utf-8") for path in styles),
        rules=rules(offered),
        scale=scale,
        axis=axis,
        pattern=pattern(scale, words),
        picture=lambda found: picture(found, scale, words),
    )
    return with_fonts(page)


def _day(words: Words, day: str) -> Markup:
    """A date as the language writes it."""
    shown = format_date(date.fromisoformat(day), "long", locale=words.language)
    return Markup('<time datetime="{}">{}</time>').format(day, shown)
