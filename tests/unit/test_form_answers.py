"""Answers by label or code, in every layout of select_multiple."""

from pathlib import Path

import pandas as pd
import pytest

from example_form import (
    export,
    form,  # noqa: F401
    form_file,
    values,
)
from pipeline.forms.collected import code_answers, collect
from pipeline.forms.form import Form
from pipeline.readers.xlsform import read_form


@pytest.mark.parametrize(
    "answers",
    [["1", "0", "-99", None], ["Yes", "No", "Refused to answer", None],
     ["نعم", "لا", "رفض الإجابة", None], ["YES ", "no", "Refused  to answer", None],
     [1.0, 0.0, -99.0, None]],
)  # fmt: skip
def test_labels_become_codes_in_any_language(form: Form, answers: list[object]) -> None:
    coded = code_answers(pd.DataFrame({"woman": answers}), form)
    found = pd.to_numeric(coded.rows["woman"])
    assert found.dropna().tolist() == [1, 0, -99]
    assert not coded.unlisted


def test_codes_that_are_labels_of_other_codes_are_read_as_the_whole_column_says(
    tmp_path: Path,
) -> None:
    choices = "list_name | name | label\nc | 1 | 2\nc | 2 | 1\nc | 3 | three"
    form = read_form(form_file(tmp_path, "type|name|label\nselect_one c|q|A", choices), "f")
    assert code_answers(pd.DataFrame({"q": ["1", "3"]}), form).rows["q"].tolist() == ["1", "3"]
    as_labels = code_answers(pd.DataFrame({"q": ["1", "three"]}), form)
    assert as_labels.rows["q"].tolist() == ["2", "3"]


def test_an_answer_that_the_form_does_not_list_stays_and_is_counted(form: Form) -> None:
    coded = code_answers(pd.DataFrame({"woman": ["1", "perhaps", "No"]}), form)
    assert coded.rows["woman"].tolist() == ["1", "perhaps", "0"]
    assert coded.unlisted == {"woman": 1}


LAYOUTS = {
    "joined": {"crops": ["maize other", "beans", None]},
    "separate": {"crops/maize": ["1", "0", None], "crops/beans": ["0", "1", None],
                 "crops/other": ["1", "0", None]},
    "true and false": {"crops/maize": ["TRUE", "FALSE", None],
                       "crops/beans": ["False", "True", None],
                       "crops/other": ["true", "false", None]},
    "both": {"crops": ["maize other", "beans", None], "crops/maize": ["1", "0", None],
             "crops/beans": ["0", "1", None], "crops/other": ["1", "0", None]},
    "labels": {"Crops": ["White maize Other", "Beans", None]},
    "Arabic labels": {"المحاصيل": ["ذرة أخرى", "فول", None]},
    "surveycto": {"crops": ["maize other", "beans", None], "crops_maize": ["1", "0", None],
                  "crops_beans": ["0", "1", None]},
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_select_multiple_in_every_layout(form: Form, layout: str) -> None:
    collected = collect(export(**LAYOUTS[layout]), form)
    coded = code_answers(collected.rows, form)
    assert values(coded.rows, "crops") == {
        "crops__maize": [1, 0, None], "crops__beans": [0, 1, None], "crops__other": [1, 0, None],
    }  # fmt: skip
    assert not coded.contradicted
    assert not coded.unlisted


def test_choices_of_another_version_are_kept_or_counted(form: Form) -> None:
    rows = {"crops": ["maize", "sorghum", "secret"], "crops/sorghum": ["0", "1", "0"]}
    coded = code_answers(collect(export(**rows), form).rows, form)
    assert coded.rows["crops__sorghum"].tolist() == [0, 1, 0]
    assert coded.unlisted == {"crops": 1}
