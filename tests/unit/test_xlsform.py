"""TODO."""

from pathlib import Path

import openpyxl
import pytest

from example_form import form_file
from pipeline.errors import DataError
from pipeline.readers.languages import language_code
from pipeline.readers.xlsform import read_form


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("English (en)", "en"), ("Arabic", "ar"), ("العربية", "ar"), ("français", "fr"),
        ("Español (es)", "es"), ("fr", "fr"), ("Kurdish (Sorani)", "ku"), ("pt-BR", "pt"),
        ("Tshiluba B", "tshiluba_b"), ("english", "en"),
    ],
)  # fmt: skip
def test_languages_by_code(name: str, code: str) -> None:
    assert language_code(name) == code


@pytest.mark.parametrize(
    ("header", "language"),
    [("label:French", "fr"), ("Label::ar", "ar"), ("label", "en"), ("caption", "en")],
)
def test_labels_in_the_language_of_their_column(tmp_path: Path, header: str, language: str) -> None:
    survey = f"type | name | {header}\ntext | q | A label"
    assert read_form(form_file(tmp_path, survey), "f").questions["q"].labels == {
        language: "A label"
    }


def test_plain_labels_in_arabic_letters_without_a_language_are_arabic(tmp_path: Path) -> None:
    path = form_file(tmp_path, "type | name | label\ntext | q | العمر")
    book = openpyxl.load_workbook(path)
    del book["settings"]
    book.save(path)
    assert read_form(path, "f").questions["q"].labels == {"ar": "العمر"}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("select one yesno", "select_one"), ("select1 yesno", "select_one"), ("int", "integer"),
        ("select_multiple crops", "select_multiple"), ("Select_One yesno", "select_one"),
        ("select all that apply from crops", "select_multiple"), ("gps", "geopoint"),
        ("select_one_from_file villages.csv", "select_one"), ("text audit", "text_audit"),
        ("select_one ${members}", "select_one"), ("rank crops", "rank"), ("dateTime", "datetime"),
    ],
)  # fmt: skip
def test_types_however_they_are_written(tmp_path: Path, written: str, kind: str) -> None:
    path = form_file(tmp_path, f"type | name | label\n{written} | q | A")
    assert read_form(path, "f").questions["q"].kind == kind


def test_or_other_adds_its_choice_and_its_question(tmp_path: Path) -> None:
    form = read_form(form_file(tmp_path, "type|name|label\nselect_one yesno or_other|q|A"), "f")
    assert form.questions["q"].choices["other"]["en"] == "Other"
    assert form.questions["q_other"].relevant == "selected(${q}, 'other')"


@pytest.mark.parametrize(
    ("lines", "fault", "line"),
    [
        ("begin repeat | r |\ntext | q | A", "repeat `r` begins here and does not end", 2),
        ("begin group | g |\ntext | q | A", "group `g` begins here and does not end", 2),
        ("text | q | A\nend repeat | r |", "a repeat ends here that did not begin", 3),
        ("begin group | g |\ntext | q |\nend repeat | g |", "the one open is a group", 4),
        (
            "begin repeat | r |\nbegin repeat | r |\ntext | q |\nend repeat ||\nend repeat ||",
            "repeat `r` lies within itself",
            3,
        ),
        ("text | q | A\ninteger | q | B", "`q` is asked twice", 3),
        ("text | q | A\nselect_one yesnoo | p | B", "a list that is not there", 3),
        ("text | q | A\ninteger | | B", "has no name", 3),
    ],
)
def test_a_form_that_cannot_be_understood(
    tmp_path: Path, lines: str, fault: str, line: int
) -> None:
    path = form_file(tmp_path, "type | name | label\n" + lines)
    with pytest.raises(DataError) as error:
        read_form(path, "raw/form.xlsx")
    (found,) = error.value.faults
    assert fault in found.message
    assert found.place == f"raw/form.xlsx:{line} (survey)"
