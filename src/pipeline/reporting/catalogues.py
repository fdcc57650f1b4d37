"""`make words`: every sentence of the reports, gathered for translators; what is left to say."""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from pipeline.reporting.words import LOCALE

HERE = Path(__file__).parent
TEMPLATE = LOCALE / "athar.pot"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"silent": "false"}}  # a template that cannot be read is no empty one
# Functions that are given a sentence, beside `_` and its kin: see `words`.
KEYWORDS = DEFAULT_KEYWORDS | {"say": None, "N_": None}
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""


def sentences() -> Catalog:
    """Every sentence of the reports' Python and templates, as the catalogues must hold them."""
    found = Catalog()
    for path, _, message, _, context in extract_from_dir(
        HERE, METHODS, OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
    ):
        if not path.startswith("locale"):
            found.add(message, None, context=context)
    return found


def catalogue(language: str) -> Catalog:
    """What a language has."""
    with (LOCALE / language / "LC_MESSAGES" / "athar.po").open("rb") as stream:
        return read_po(stream, locale=language)


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Sentences of a catalogue without a translation, or with a form of the plural missing."""
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            yield message


def update(language: str, template: Catalog) -> int:
    """Bring a language's catalogue up to the template; how many sentences are left to translate.

    What is no longer said is dropped, and nothing is guessed from sentences that look alike.
    """
    path = LOCALE / language / "LC_MESSAGES" / "athar.po"
    held = catalogue(language)
    header = HEADER.format(language=language, plural=held.plural_forms)
    held.update(template, no_fuzzy_matching=True)
    path.write_text(header + _text(held), "utf-8")
    return sum(1 for _ in untranslated(catalogue(language)))


def _text(messages: Catalog) -> str:
    """A catalogue as text, one sentence a line, in an order that does not change by itself."""
    written = io.BytesIO()
    write_po(
        written, messages, width=None, sort_output=True, omit_header=True, ignore_obsolete=True,
        no_location=True,
    )  # fmt: skip
    return written.getvalue().decode("utf-8")


def main() -> None:
    """Write the template, bring every catalogue up to it, and say what each lacks."""
    template = sentences()
    TEMPLATE.write_text(_text(template), "utf-8")
    print(f"{TEMPLATE.name} holds the {len(template)} sentences of the reports")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/athar.po")):
        language = path.parts[-3]
        print(f"{language}: {update(language, template)} to be translated")


if __name__ == "__main__":
    main()
