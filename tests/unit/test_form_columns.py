"""Columns as platforms write them, and the questions they are of."""

from pathlib import Path

import pytest

from example_form import (
    export,
    form,  # noqa: F401
    form_file,
    values,
)
from pipeline.forms.collected import code_answers, collect
from pipeline.forms.columns import match_columns
from pipeline.forms.form import Form
from pipeline.readers.export import ExportError
from pipeline.readers.xlsform import read_form


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("home/village", "village"), ("home-village", "village"), ("home.village", "village"),
        ("village", "village"), ("VILLAGE", "village"), ("old_group/village", "village"),
        ("القرية", "village"), ("home/crops", "crops"), ("crops/maize", "crops__maize"),
        ("home/crops/maize", "crops__maize"), ("home-crops/maize", "crops__maize"),
        ("crops.maize", "crops__maize"), ("crops_maize", "crops__maize"),
        ("crops/White maize", "crops__maize"), ("Crops/Other", "crops__other"),
        ("crops_other", "crops_other"), ("crops/other", "crops__other"),
        ("crops/sorghum", "crops__sorghum"), ("_gps_latitude", "gps__latitude"),
        ("gps-Latitude", "gps__latitude"), ("gpsaccuracy", "gps__accuracy"),
        ("_gps_precision", "gps__accuracy"), ("meta/instanceID", "instanceID"), ("_uuid", "_uuid"),
        ("__version__", "__version__"), ("KEY", "KEY"), ("members_count", "members_count"),
    ],
)  # fmt: skip
def test_columns_as_platforms_write_them(form: Form, column: str, name: str) -> None:
    match = match_columns([column], form)
    assert match.names == {column: name}
    assert not match.unknown


@pytest.mark.parametrize("column", ["village_1", "cost_1", "cost_1_2_3", "colour", "maize"])
def test_columns_that_the_form_does_not_explain(form: Form, column: str) -> None:
    assert match_columns([column], form).unknown == (column,)


def test_metadata_has_a_kind(form: Form) -> None:
    columns = [
        "start",
        "_uuid",
        "_submission_time",
        "__version__",
        "_notes",
        "_id",
        "formdef_version",
    ]
    assert match_columns(columns, form).metadata == {
        "start": "start", "_uuid": "uuid", "_submission_time": "submission_time",
        "__version__": "form_version", "_notes": "notes", "_id": "submission_id",
        "formdef_version": "form_version",
    }  # fmt: skip


def test_a_code_that_begins_with_minus(tmp_path: Path) -> None:
    choices = "list_name | name | label\nc | 1 | A\nc | -99 | B"
    form = read_form(form_file(tmp_path, "type|name|label\nselect_multiple c|q|A", choices), "f")
    assert match_columns(["q_1", "q__99"], form).names == {"q_1": "q__1", "q__99": "q___99"}


def test_a_question_that_moved_between_groups_is_one_column(form: Form) -> None:
    both = export(**{"home/village": ["a", None, None], "old/village": [None, "b", None]})
    assert values(collect(both, form).rows, "village") == {"village": ["a", "b", None]}
    clash = export(**{"home/village": ["secret", "b"], "old/village": ["c", None]})
    with pytest.raises(ExportError, match="two columns are `village`, and 1 rows") as error:
        collect(clash, form)
    assert "secret" not in str(error.value)


def test_a_geopoint_is_one_text_from_its_parts(form: Form) -> None:
    parts = export(**{"gps-Latitude": ["36.1", None], "gps-Longitude": ["42.5", None],
                      "gps-Altitude": ["300", None], "gps-Accuracy": ["4", None]})  # fmt: skip
    assert values(collect(parts, form).rows, "gps") == {"gps": ["36.1 42.5 300 4", None]}
    both = export(**{"gps": ["36.1 42.5 0 0"], "_gps_latitude": ["36.1"]})
    assert list(collect(both, form).rows) == ["gps"]


def test_layouts_that_contradict_each_other_are_counted_and_columns_stand(form: Form) -> None:
    rows = {"crops": ["maize", "maize", None, "beans"], "crops/maize": ["0", None, "1", "0"]}
    coded = code_answers(collect(export(**rows), form).rows, form)
    assert values(coded.rows, "crops__maize") == {"crops__maize": [0, 1, 1, 0]}
    assert coded.contradicted == {"crops": 2}
