"""The catalogues: complete, true to the English, and each language's own grammar and letters."""

import re
from collections.abc import Iterator

import pytest
from babel.messages import Message

from pipeline.reporting.catalogues import catalogue, sentences, untranslated
from pipeline.reporting.words import SOURCE, languages, words_in

TRANSLATED = [language for language in languages() if language != SOURCE]
PLACEHOLDER = re.compile(r"%\(\w+\)s|%%|\{\w*\}|</?[a-z][^>]*>|&\w+;")
TATWEEL = "\N{ARABIC TATWEEL}"
ARABIC_INDIC = re.compile("[٠-٩۰-۹]")
CODE = re.compile(r"<code\b.*?</code>")
# What stays Latin in an Arabic sentence: names of organisations and tools, symbols, files, keys of
# the plan, and works as they are cited.
LATIN = re.compile(
    r"What Works Clearinghouse|DoWhy|GRADE|W3C|PROV|SHA-256|Tab|\b[FZEpqkl]\b|harmonise"
    r"|Gelman and Carlin \(2014\), Perspectives on Psychological Science"
    r"|(?:athar|dvc) [\w ]+|[\w/]+\.(?:csv|html|json|yaml|lock)|results/"
    r"|\bcheck(?:: \w+)?\b|clean: unit"
    r"|\b(?:design|graph|clean|construct|estimate|robustness|disclosure)(?=\))"  # of the plan
)
PEOPLE = "%(n)s interviewer has fewer"  # begins a sentence whose six Arabic forms all differ


def entries(language: str) -> Iterator[tuple[Message, str, str]]:
    """Every sentence with each of its forms, and the English that the form stands for."""
    for message in catalogue(language):
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[1]
            forms = (message.string,) if isinstance(message.string, str) else message.string
            for form in forms:
                yield message, english, form


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_says_everything_and_nothing_else(language: str) -> None:
    said = {(message.id, message.context) for message in sentences() if message.id}
    held = catalogue(language)
    assert {(message.id, message.context) for message in held if message.id} == said
    assert [message.id for message in untranslated(held)] == []
    assert not held.obsolete


def test_codes_of_the_results_are_no_sentences() -> None:
    said = {message.id for message in sentences()}
    assert not said & {"measure", "error", "caution", "series", "wave", "part", "check", "status"}


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_and_tags_are_those_of_the_english(language: str) -> None:
    """Only a form of the plural may leave one out: some languages say one and two in words."""
    wrong = []
    for message, english, form in entries(language):
        wanted, found = (sorted(PLACEHOLDER.findall(text)) for text in (english, form))
        in_words = isinstance(message.id, tuple) and form != message.string[-1]
        if not (set(found) <= set(wanted) if in_words else found == wanted):
            wrong.append((english, form))
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "number", "form"),
    [
        ("ar", 0, 0), ("ar", 1, 1), ("ar", 2, 2), ("ar", 3, 3), ("ar", 10, 3), ("ar", 11, 4),
        ("ar", 99, 4), ("ar", 100, 5), ("ar", 102, 5), ("ar", 103, 3), ("ar", 111, 4),
        ("fr", 0, 0), ("fr", 1, 0), ("fr", 2, 1), ("fr", 11, 1),
    ],
)  # fmt: skip
def test_each_number_has_its_form(language: str, number: int, form: int) -> None:
    held = people(language)
    assert words_in(language).translations.ngettext(*held.id, number) == held.string[form]


def test_arabic_counts_as_arabic_does() -> None:
    counted, held = words_in("ar").translations.ngettext, people("ar")
    nouns = {0: "لا يوجد باحث ميداني", 1: "باحث ميداني واحد", 2: "باحثان ميدانيان"}
    nouns |= {3: "باحثين ميدانيين", 11: "باحثًا ميدانيًا", 100: "باحث ميداني"}
    for number, noun in nouns.items():
        assert noun in counted(*held.id, number), number


def people(language: str) -> Message:
    return next(
        message
        for message in catalogue(language)
        if isinstance(message.id, tuple) and message.id[0].startswith(PEOPLE)
    )


def test_only_the_forms_for_many_carry_the_number() -> None:
    """Arabic says one and two in words: the number beside them would say it twice."""
    wrong = []
    for message in catalogue("ar"):
        if isinstance(message.id, tuple) and "%(n)s" in message.id[1]:
            carries = ["%(n)s" in form for form in message.string]
            if carries != [False, False, False, True, True, True]:
                wrong.append(message.id[1])
    assert wrong == []


def test_arabic_is_in_arabic_letters() -> None:
    wrong = []
    for _, english, form in entries("ar"):
        if re.search("[A-Za-z]", LATIN.sub("", PLACEHOLDER.sub("", CODE.sub("", form)))):
            wrong.append((english, form))
        assert TATWEEL not in form, english
        assert not ARABIC_INDIC.search(form), english
    assert wrong == []


def test_arabic_has_its_own_punctuation() -> None:
    wrong = [
        form
        for _, _, form in entries("ar")
        if re.search("[\u0621-\u064a)»][,;?]|[“”]", LATIN.sub("", form))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_ends_as_the_english_does(language: str) -> None:
    """A lost stop, or one too many, shows where sentences stand behind one another."""
    wrong = [
        (english, form)
        for _, english, form in entries(language)
        if english[-1:] in ".:?" and english[-1:] != form[-1:].replace("؟", "?")
    ]
    assert wrong == []
