"""The codebook that forms and exports make."""

import pandas as pd
import pytest

from example_form import (
    drafted,
    export,
    form,  # noqa: F401
    real,
)
from pipeline.codebook_draft import WaveExport, draft_lines
from pipeline.forms.collected import code_answers, collect
from pipeline.forms.form import Form
from pipeline.forms.missing_codes import is_no_answer


def test_the_codebook_of_a_form(form: Form) -> None:
    rows = {
        "home/age": ["30"],
        "woman": ["1"],
        "crops": ["maize"],
        "start": ["2024-01-01T10:00:00"],
    }
    collected = collect(export(**rows), form)
    lines = drafted(code_answers(collected.rows, form).rows, form)
    assert lines["age"] == {
        "variable": "age", "label_en": "Age", "label_ar": "العمر", "unit": "", "type": "integer",
        "missing": "-99=Refused to answer", "missing_ar": "-99=رفض الإجابة", "values": "",
        "values_ar": "", "identifier": "indirect", "waves": "baseline",
    }  # fmt: skip
    assert lines["woman"]["values"] == "1=Yes; 0=No"
    assert lines["woman"]["missing"] == "-99=Refused to answer"
    assert lines["crops__maize"]["label_en"] == "Crops: White maize"
    assert lines["crops__maize"]["label_ar"] == "المحاصيل: ذرة"
    assert lines["crops__maize"]["type"] == "boolean"
    assert lines["start"]["type"] == "date"
    assert "crops" not in lines


def test_the_waves_that_ask_a_variable(form: Form) -> None:
    first = WaveExport("baseline", pd.DataFrame({"row_id": [1], "age": ["3"]}), forms=(form,))
    again = WaveExport("endline", pd.DataFrame({"age": ["4"], "village": ["a"]}), forms=(form,))
    lines = draft_lines([first, again], lambda *_: "no")
    assert [(line["variable"], line["waves"]) for line in lines] == [
        ("age", "baseline endline"), ("village", "endline"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (["1", "20", None], "integer"), (["1.5", "2"], "number"), (["0", "1"], "boolean"),
        (["007", "12"], "text"), (["2024-01-02", "2024-01-03T10:00:00"], "date"), ([None], "text"),
        (["1", "one"], "text"), ([1.0, 20.0, None], "integer"), (["12345678901234567"], "text"),
    ],
)  # fmt: skip
def test_without_a_form_types_are_guessed_with_care(answers: list[object], kind: str) -> None:
    assert drafted(pd.DataFrame({"q": answers}))["q"]["type"] == kind


def test_without_a_form_labels_are_those_of_the_file() -> None:
    exported = real("pyreadstat/sample_missing.sav")
    line = drafted(exported.rows, labels=exported.labels, codes=exported.codes)["myord"]
    assert (line["label_en"], line["type"]) == ("ordinal", "category")
    assert line["values"] == "1=low; 2=medium; 3=high"


@pytest.mark.parametrize(
    "text",
    ["dont_know", "Don't know", "Don’t Know", "refused", "Refuses to Answer", "prefer_not_answer",
     "Prefer not to answer", "No response", "Not applicable", "لا أعرف", "أفضل عدم الإجابة",
     "رفض الإجابة",
     "Ne sait pas", "Refus de répondre", "Préfère ne pas répondre", "No sabe", "No responde"],
)  # fmt: skip
def test_answers_that_are_none(text: str) -> None:
    assert is_no_answer(text)


@pytest.mark.parametrize(
    "text",
    ["staff_refused", "Water office staff refused", "no", "No, other (specify)", "Other", "yes",
     "Does not know how to read", "no_subscription", "رفض موظفو دائرة المياه", "-666", ""],
)  # fmt: skip
def test_answers_that_are_answers(text: str) -> None:
    assert not is_no_answer(text)
