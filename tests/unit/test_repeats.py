"""Forms, and exports mapped onto them: names, labels, multiple choice, repeats, codebook."""

import pandas as pd
import pytest

from example_form import (
    export,
    form,  # noqa: F401
    real,
    values,
)
from pipeline.forms.collected import code_answers, collect
from pipeline.forms.columns import match_columns
from pipeline.forms.form import Form
from pipeline.forms.numbered_columns import numbered_columns, stack_numbered
from pipeline.readers.export import Export, ExportError


def test_a_form_with_groups_repeats_languages_and_conditions(form: Form) -> None:
    assert form.version == "7"
    assert form.repeats == {"members": "", "visits": "members"}
    assert form.questions["cost"].path == ("members", "visits")
    assert form.questions["cost"].repeat == "visits"
    assert form.questions["cost"].relevant == "${woman} = 1"
    assert form.questions["village"].labels == {"en": "Village", "ar": "القرية"}
    assert form.questions["woman"].choices["0"] == {"en": "No", "ar": "لا"}
    assert form.questions["age"].constraint == ". >= 0 or . = -99"
    assert form.questions["thanks"].kind == "note"


@pytest.mark.parametrize(
    ("column", "name", "numbers"),
    [
        ("member_name_2", "member_name", (2,)), ("grows_2", "grows", (2,)),
        ("grows_maize_2", "grows__maize", (2,)), ("cost_2_1", "cost", (2, 1)),
    ],
)  # fmt: skip
def test_numbered_columns_belong_to_repeats(
    form: Form, column: str, name: str, numbers: tuple[int, ...]
) -> None:
    assert match_columns([column], form).repeated == {column: (name, numbers)}


MAIN = {"home/village": ["a", "b", "c"]}


MEMBERS = {"members/member_name": ["x", "y", "z"]}


TIES = {
    "kobo index": ({"_index": ["1", "2", "3"]},
                   {"_parent_index": ["1", "1", "3"], "_index": ["1", "2", "3"]}),
    "kobo uuid": ({"_uuid": ["u1", "u2", "u3"]}, {"_submission__uuid": ["u1", "u1", "u3"]}),
    "kobo id": ({"_id": ["10", "20", "30"]}, {"_submission__id": ["10", "10", "30"]}),
    "odk key": ({"KEY": ["k1", "k2", "k3"]},
                {"PARENT_KEY": ["k1", "k1", "k3"], "KEY": ["m", "n", "o"]}),
}  # fmt: skip


@pytest.mark.parametrize("tie", TIES)
@pytest.mark.parametrize("sheet", ["members", "aform-members", "Members"])
def test_the_rows_of_a_repeat_know_their_interview(form: Form, tie: str, sheet: str) -> None:
    own, theirs = TIES[tie]
    sheets = {sheet: pd.DataFrame({**MEMBERS, **theirs}, dtype="str")}
    collected = collect(Export(pd.DataFrame({**MAIN, **own}, dtype="str"), sheets=sheets), form)
    members = collected.repeats["members"]
    assert members["row_id"].tolist() == [1, 1, 3]
    assert members["_index"].tolist() == [1, 2, 3]
    assert members["_position"].tolist() == [1, 2, 1]
    assert members["member_name"].tolist() == ["x", "y", "z"]
    assert not collected.orphans
    assert list(members) == ["row_id", "_index", "_position", "member_name"]


def nested(parents: list[str]) -> Export:
    return Export(
        pd.DataFrame({**MAIN, "_index": ["1", "2", "3"]}, dtype="str"),
        sheets={
            "members": pd.DataFrame(
                {**MEMBERS, "_index": ["7", "8", "9"], "_parent_index": parents}, dtype="str"
            ),
            "visits": pd.DataFrame(
                {"members/visits/cost": ["5", "6", "7"], "_parent_index": ["9", "7", "9"]},
                dtype="str",
            ),
        },
    )


def test_a_repeat_in_a_repeat_is_tied_through_it(form: Form) -> None:
    collected = collect(nested(["1", "1", "3"]), form)
    visits = collected.repeats["visits"]
    assert visits["row_id"].tolist() == [3, 1, 3]
    assert visits["_parent_index"].tolist() == [3, 1, 3]
    assert visits["cost"].tolist() == ["5", "6", "7"]


def test_rows_without_interview_are_left_out_and_counted(form: Form) -> None:
    collected = collect(nested(["1", "99", "3"]), form)
    assert collected.repeats["members"]["member_name"].tolist() == ["x", "z"]
    assert collected.repeats["visits"]["_parent_index"].tolist() == [2, 1, 2]
    assert collected.orphans == {"members": 1}


def test_rows_that_cannot_be_tied_stop(form: Form) -> None:
    sheets = {"members": pd.DataFrame(MEMBERS)}
    with pytest.raises(ExportError, match="nothing ties the rows of sheet members"):
        collect(Export(pd.DataFrame(MAIN), sheets=sheets), form)
    twice = {"members": pd.DataFrame({**MEMBERS, "_parent_index": ["1", "1", "2"]})}
    with pytest.raises(ExportError, match="which 2 rows share"):
        collect(Export(pd.DataFrame({**MAIN, "_index": ["1", "1", "2"]}), sheets=twice), form)


def test_wide_repeats_become_rows(form: Form) -> None:
    wide = export(
        village=["a", "b"], member_name_1=["x", None], member_name_2=[None, None],
        member_name_3=["z", None], grows_1=["maize", None], grows_maize_3=["1", None],
        cost_1_1=["5", None], cost_1_2=["6", None], cost_3_1=["7", None],
    )  # fmt: skip
    collected = collect(wide, form, first=11)
    assert list(collected.rows) == ["village"]
    members = code_answers(collected.repeats["members"], form).rows
    assert members["row_id"].tolist() == [11, 11]
    assert members["_position"].tolist() == [1, 3]
    assert members["member_name"].tolist() == ["x", "z"]
    assert values(members, "grows__maize") == {"grows__maize": [1, 1]}
    visits = collected.repeats["visits"]
    assert visits[["_parent_index", "_position", "cost"]].to_numpy().tolist() == [
        [1, 1, "5"], [1, 2, "6"], [2, 1, "7"],
    ]  # fmt: skip


def test_the_wide_roster_of_datasure_is_what_pandas_makes_of_it() -> None:
    rows = real("datasure/demo_survey.csv").rows
    stems = ["age_mem", "sex_mem", "rel_mem", "std_mem", "pass_mem"]
    rows.insert(0, "row_id", range(1, len(rows) + 1))
    numbered = numbered_columns(rows.columns, stems)
    members = stack_numbered(rows, numbered)
    expected = pd.wide_to_long(rows, stems, i="row_id", j="number")[stems].dropna(how="all")
    expected = expected.sort_index().reset_index()
    assert len(members) == len(expected) > 500
    for stem in stems:
        assert members[stem].fillna("").tolist() == expected[stem].fillna("").tolist()
    assert members["row_id"].tolist() == expected["row_id"].tolist()
    assert members[0].tolist() == expected["number"].tolist()
