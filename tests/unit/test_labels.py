"""What readers see of plans and codebooks: in every language of the reports, and never a code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from pipeline.codebook import read_codebook
from pipeline.errors import PlanError
from pipeline.plan_file import load_plan_and_codebook, load_settings
from pipeline.project import Folder
from pipeline.reporting.evaluation import Report
from pipeline.reporting.facts import facts_of
from pipeline.reporting.words import SOURCE, words_in

ROOT = Path(__file__).parents[2]
SETTINGS = load_settings(ROOT)
HEADER = "variable,label_en,label_ar,unit,type,missing,values,values_ar,identifier\n"


def texts(part: object, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text of a plan for readers, and where it stands."""
    if isinstance(part, BaseModel):
        content = dict(part) | (part.__pydantic_extra__ or {})
        for name, value in content.items():
            yield from texts(value, f"{place}.{name}")
    elif isinstance(part, dict) and SOURCE in part:
        yield place, part
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from texts(value, f"{place}.{name}")
    elif isinstance(part, tuple):
        for number, value in enumerate(part):
            yield from texts(value, f"{place}.{number}")


@pytest.mark.parametrize("name", SETTINGS.evaluations)
def test_every_text_of_a_plan_is_in_every_language(name: str) -> None:
    plan, _ = load_plan_and_codebook(Folder(ROOT, name))
    found = list(texts(plan, "plan"))
    assert len(found) > 10
    lacking = [
        (place, language)
        for place, words in found
        for language in SETTINGS.languages
        if not words.get(language)
    ]
    assert lacking == []


@pytest.mark.parametrize("name", SETTINGS.evaluations)
def test_every_text_of_a_codebook_is_in_every_language(name: str) -> None:
    lacking = []
    for variable in read_codebook(Folder(ROOT, name)).values():
        plain = {"yes", "no"}  # which the catalogues have
        codes = [words for words in variable.answers.values() if words[SOURCE] not in plain]
        said = [variable.label, variable.units, *codes, *variable.reasons.values()]
        if variable.kind == "boolean":
            said = [variable.label, variable.units]
        lacking += [
            (variable.name, words[SOURCE], language)
            for words in said
            for language in SETTINGS.languages
            if words.get(SOURCE) and not words.get(language)
        ]
    assert lacking == []


def test_a_third_language_needs_labels_and_nothing_else() -> None:
    plan, codebook = load_plan_and_codebook(Folder(ROOT, "savings-groups"))
    assert all(words.get("fr") for _, words in texts(plan, "plan"))
    assert codebook["savings"].label["fr"].startswith("Ce qu’elle")
    assert codebook["savings"].reasons["-99"] == {
        "en": "refused", "ar": "رفضت الإجابة", "fr": "a refusé",
    }  # fmt: skip


def made(folder: Path, line: str) -> Folder:
    path = folder / "data" / "small"
    path.mkdir(parents=True)
    (path / "codebook.csv").write_text(HEADER + line, encoding="utf-8")
    return Folder(folder, "small")


def test_a_translation_of_a_code_that_is_none(tmp_path: Path) -> None:
    folder = made(tmp_path, "water,Water,مياه,,category,,well=Well; river=River,wel=بئر,no\n")
    with pytest.raises(PlanError) as caught:
        read_codebook(folder)
    assert (caught.value.faults[0].code, caught.value.faults[0].line) == ("E119", 2)
    assert "values_ar" in caught.value.faults[0].message
    assert "well" in caught.value.faults[0].help


@pytest.mark.parametrize(
    ("language", "column", "code", "said"),
    [
        ("ar", "marital_status_endline", "widowed", "أرملة"),
        ("fr", "marital_status", "widowed", "Veuve"),
        ("en", "marital_status", "widowed", "Widowed"),
        ("ar", "headed_by_woman", "1", "نعم"),  # made by the plan: no codebook has its codes
        ("ar", "savings_places__home", "0", "لا"),  # English alone has it: the catalogue knows no
        ("ar", "district", "d1", "d1"),
    ],
)
def test_an_answer_in_words(language: str, column: str, code: str, said: str) -> None:
    folder = Folder(ROOT, "savings-groups")
    plan, codebook = load_plan_and_codebook(folder)
    report = Report(folder, plan, codebook, facts_of(folder), words_in(language), (language,))
    assert report.answer_label(column, code) == said
