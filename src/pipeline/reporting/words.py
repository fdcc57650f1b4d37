"""Sentences from catalogues and numbers by locale: a language is a catalogue and labels."""

import datetime
import gettext
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from pipeline.errors import Fault, PlanError
from pipeline.reporting.facts import Fact, Withheld

LOCALE = Path(__file__).parent / "locale"
SOURCE = "en"  # the language that the sentences are written in
PERCENT = 100  # the scale of a share shown in percent
MINUS, PLUS = "\N{MINUS SIGN}", "+"
SIGNED, LEFT_TO_RIGHT = re.compile(r"(?<![\w.])[-+−](?=\d)"), "\N{LEFT-TO-RIGHT MARK}"


def N_(sentence: str) -> str:
    """A sentence for the catalogue, to be translated when it is shown."""
    return sentence


@dataclass(frozen=True)
class Words:
    """One language: its code, its catalogue, and the direction it is written in."""

    language: str
    translations: gettext.NullTranslations

    @property
    def direction(self) -> str:
        order = Locale.parse(self.language).character_order
        return "rtl" if order == "right-to-left" else "ltr"

    @property
    def say(self) -> Callable[[str], str]:
        return self.translations.gettext

    def label(self, words: dict[str, str] | None) -> str:
        """A text of the plan in this language, or in English where it has none.

        In a text from right to left each sign is held to the left of its number.
        """
        text = (words or {}).get(self.language) or (words or {}).get(SOURCE, "")
        return text if self.direction == "ltr" else SIGNED.sub(f"{LEFT_TO_RIGHT}\\g<0>", text)

    def digits(
        self, value: float, decimals: int = 0, *, signed: bool = False, grouped: bool = True
    ) -> str:
        """A number as this language writes it, with a true minus sign, and a plus if asked.

        Thousands are not ``grouped`` where the number is a year or another place on an axis.
        """
        pattern = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
        shown = format_decimal(abs(value), pattern, locale=self.language, numbering_system="latn")
        zero = not any(digit in shown for digit in "123456789")
        sign = "" if zero else MINUS if value < 0 else PLUS if signed else ""
        return sign + shown

    def day(self, date: datetime.date | str, country: str | None = None) -> Markup:
        """A day, its month by the name it has in a country: نوفمبر, or تشرين الثاني in Jordan."""
        date = datetime.date.fromisoformat(date) if isinstance(date, str) else date
        wanted = f"{self.language}_{country}" if country else self.language
        locale = wanted if wanted in locale_identifiers() else self.language
        shown = format_date(date, "d MMMM y", locale=locale)
        return Markup('<time datetime="{}">{}</time>').format(date.isoformat(), shown)

    def withheld(self) -> Markup:
        """What stands where a number would speak of too few people."""
        return Markup('<span class="withheld">{}</span>').format(self.say("withheld"))

    def number(
        self,
        fact: Fact | Withheld,
        decimals: int = 0,
        *,
        scale: float = 1,
        signed: bool = False,
        grouped: bool = True,
    ) -> Markup:
        """A fact as an HTML element that carries its exact value and its source.

        ``scale`` is 100 for a share shown in percent, and the element says so. It keeps its own
        left-to-right direction, so that a sign stays on its side in any text. A withheld number
        is a word.
        """
        if isinstance(fact, Withheld):
            return self.withheld()
        shown = self.digits(fact.value * scale, decimals, signed=signed, grouped=grouped)
        return self._carried(fact, shown, scale)

    def planned(self, value: float, key: str, decimals: int = 0, *, scale: float = 1) -> Markup:
        """A number that the plan sets, with its place there: `estimate/confidence`."""
        return self.number(Fact(value, f"plan.yaml#{key}"), decimals, scale=scale)

    def p_value(self, fact: Fact | Withheld) -> Markup:
        """A p-value to three decimals, or the statement that it is smaller than those can show."""
        if isinstance(fact, Withheld) or fact.value >= 0.001:
            return self.number(fact, 3)
        shown = "<" + self.digits(0.001, 3)
        return self._carried(fact, shown)

    def _carried(self, fact: Fact, shown: str, scale: float = 1) -> Markup:
        own = " data-pct" if scale == PERCENT else ""
        element = f'<data value="{{}}" data-source="{{}}"{own}>{{}}</data>'
        return Markup(element).format(fact.exact, fact.source, shown)


def languages() -> tuple[str, ...]:
    """The languages that have sentences: English, and each that has a catalogue."""
    return (SOURCE, *sorted(path.parts[-3] for path in LOCALE.glob("*/LC_MESSAGES/athar.po")))


def language_name(language: str) -> str:
    """What a language calls itself, as the beginning of a line."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[0].upper() + name[1:]


def words_in(language: str) -> Words:
    """A language by its code.

    Raises
    ------
    PlanError
        Where it has no catalogue: a report must not change its language half-way.
    """
    if language == SOURCE:
        return Words(language, gettext.NullTranslations())
    path = LOCALE / language / "LC_MESSAGES" / "athar.po"
    if not path.is_file():
        message = f"there is no catalogue of sentences for the language `{language}`"
        found = "languages with one: " + ", ".join(languages())
        help_ = f"take it out, or translate athar.pot into {language}/LC_MESSAGES/athar.po"
        raise PlanError(
            Fault("E114", message, "params.yaml", key="languages", found=found, help=help_)
        )
    with path.open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
