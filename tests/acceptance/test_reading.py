"""Every report has, in every language, the places where a reader's ten questions are answered."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import ROOT
from pipeline.plan_file import load_settings
from reading import VOID

SETTINGS = load_settings(ROOT)
ASKED = ROOT / "tests" / "reading" / "questions.yaml"
QUESTIONS = YAML(typ="safe").load(ASKED.read_text("utf-8"))
FEWEST_LETTERS = 40  # of an answer in either script; no heading has as many


class Sections(HTMLParser):
    """The letters of each part of a page that has a name, nested parts in those around them."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: dict[str, int] = {}
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("id") or ("masthead" if given.get("class") == "masthead" else "")
        if tag not in VOID:
            self._open.append((tag, name or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.letters[name] = self.letters.get(name, 0) + sum(map(str.isalpha, data))


def test_there_are_ten_questions_in_both_languages() -> None:
    assert len(QUESTIONS) == 10
    assert all(set(question["ask"]) == {"en", "ar"} for question in QUESTIONS)


@pytest.mark.parametrize("language", SETTINGS.languages)
@pytest.mark.parametrize("name", SETTINGS.evaluations)
def test_every_question_has_its_answer(built: Path, name: str, language: str) -> None:
    page = Sections()
    page.feed((built / "reports" / name / f"evaluation.{language}.html").read_text("utf-8"))
    for question in QUESTIONS:
        for place in question["where"]:
            assert page.letters.get(place, 0) >= FEWEST_LETTERS, question["ask"]["en"]
