"""Forms, and exports mapped onto them: names, labels, multiple choice, repeats, codebook."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from pipeline.codebook_draft import WaveExport, draft_lines
from pipeline.errors import DataError
from pipeline.forms.collected import Coded, Collected, code_answers, collect
from pipeline.forms.columns import match_columns
from pipeline.forms.form import METADATA, Form
from pipeline.forms.missing_codes import is_no_answer
from pipeline.forms.numbered_columns import numbered_columns, stack_numbered
from pipeline.readers import READERS
from pipeline.readers.export import Export, ExportError
from pipeline.readers.languages import language_code
from pipeline.readers.xlsform import read_form
from pipeline.sections.clean import ExportFile

QUOTES = str.maketrans("‘’“”", "''\"\"")  # pyxform straightens them, and runs of spaces
EXPORTS = Path(__file__).parents[1] / "reference" / "exports"
SURVEY = """type | name | label::English (en) | label::Arabic (ar) | relevant | constraint
start | start | | | |
begin group | home | Home | | |
text | village | Village | القرية | |
integer | age | Age | العمر | | . >= 0 or . = -99
select_one yesno | woman | Woman headed? | | ${age} > 14 |
select_multiple crops | crops | Crops | المحاصيل | |
text | crops_other | Which other? | | selected(${crops}, 'other') |
end group | | | | |
geopoint | gps | Where | | |
begin repeat | members | Members | | ${woman} = 1 |
text | member_name | Name | | |
select_multiple crops | grows | Grows | | |
begin repeat | visits | Visits | | |
integer | cost | Cost | | |
end repeat | | | | |
end repeat | | | | |
note | thanks | Thank you | | |"""
CHOICES = """list_name | name | label::English (en) | label::Arabic (ar)
yesno | 1 | Yes | نعم
yesno | 0 | No | لا
yesno | -99 | Refused to answer | رفض الإجابة
crops | maize | White maize | ذرة
crops | beans | Beans | فول
crops | other | Other | أخرى"""
SETTINGS = "form_title | version | default_language\nA form | 7 | English (en)"


def form_file(folder: Path, survey: str = SURVEY, choices: str = CHOICES) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in (("survey", survey), ("choices", choices), ("settings", SETTINGS)):
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append([cell.strip() or None for cell in line.split("|")])
    book.save(folder / "form.xlsx")
    return folder / "form.xlsx"


@pytest.fixture
def form(tmp_path: Path) -> Form:
    return read_form(form_file(tmp_path), "raw/form.xlsx")


def real(name: str) -> Export:
    path = EXPORTS / name
    return READERS[path.suffix](path, ExportFile(path=path.name))


def real_form(name: str) -> Form:
    return read_form(EXPORTS / name, name)


def export(**columns: list[object]) -> Export:
    return Export(pd.DataFrame(columns, dtype="str"))


def values(rows: pd.DataFrame, prefix: str) -> dict[str, list[object]]:
    found = rows.filter(regex=f"^{prefix}").astype(object)
    return found.where(found.notna(), None).to_dict("list")


# The form itself


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


def test_the_reach_form_is_what_pyxform_reads() -> None:
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    def leaves(node: dict, path: tuple[str, ...] = ()):
        for child in node["children"]:
            if child["type"] == "group" and child["name"] != "meta":
                yield from leaves(child, (*path, child["name"]))
            elif child["type"] != "group":
                yield child, path

    theirs = list(leaves(workbook_to_json(get_xlsform(str(EXPORTS / "reach/form.xlsx")))))
    form = real_form("reach/form.xlsx")
    names = [name for name in form.questions if name != "audit"]  # which pyxform puts into `meta`
    assert names == [child["name"] for child, _ in theirs]
    for child, path in theirs:
        ours = form.questions[child["name"]]
        kind = {"select one": "select_one", "select all that apply": "select_multiple"}
        assert ours.kind == kind.get(child["type"], child["type"])
        assert ours.path == path
        constraint = child.get("bind", {}).get("constraint", "")
        assert " ".join(ours.constraint.split()) == " ".join(constraint.split())
        assert ours.required == (child.get("bind", {}).get("required") in ("true", "true()"))
        codes = {"English (en)": "en", "Arabic (ar)": "ar"}
        labels = {codes[name]: text.split() for name, text in child.get("label", {}).items()}
        straight = {code: text.translate(QUOTES).split() for code, text in ours.labels.items()}
        assert straight == labels
        listed = [choice["name"] for choice in child.get("choices", [])]
        assert list(ours.choices) == list(dict.fromkeys(listed))


def test_surveycto_forms_that_pyxform_refuses() -> None:
    form = real_form("ipacheck/Household_Survey.xlsx")
    assert form.version == "2206191528"
    assert form.repeats == {"f_hr_rpt": ""}
    assert sum(q.kind == "select_multiple" for q in form.questions.values()) == 4
    assert form.questions["f_hr_age_r"].repeat == "f_hr_rpt"
    assert form.questions["e_hhh_relig"].choices["-666"] == {"en": "Other (specify)"}
    assert not form.questions["hhid"].choices  # searched in another file


# Columns


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


# Choices


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


def test_layouts_that_contradict_each_other_are_counted_and_columns_stand(form: Form) -> None:
    rows = {"crops": ["maize", "maize", None, "beans"], "crops/maize": ["0", None, "1", "0"]}
    coded = code_answers(collect(export(**rows), form).rows, form)
    assert values(coded.rows, "crops__maize") == {"crops__maize": [0, 1, 1, 0]}
    assert coded.contradicted == {"crops": 2}


def test_choices_of_another_version_are_kept_or_counted(form: Form) -> None:
    rows = {"crops": ["maize", "sorghum", "secret"], "crops/sorghum": ["0", "1", "0"]}
    coded = code_answers(collect(export(**rows), form).rows, form)
    assert coded.rows["crops__sorghum"].tolist() == [0, 1, 0]
    assert coded.unlisted == {"crops": 1}


# Repeats

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


# Real exports with their forms


def both(form_name: str, export_name: str) -> tuple[Form, Export, Collected, Coded]:
    form, exported = real_form(form_name), real(export_name)
    collected = collect(exported, form)
    return form, exported, collected, code_answers(collected.rows, form)


def test_the_reach_survey() -> None:
    form, exported, collected, coded = both("reach/form.xlsx", "reach/export_raw.csv")
    assert collected.unknown == ()
    assert len(collected.absent) == 66
    assert len(collected.rows) == 632
    multiples = [q for q in form.questions.values() if q.kind == "select_multiple"]
    present = [q for q in multiples if q.name in exported.rows]
    assert (len(multiples), len(present)) == (24, 19)
    # Independently of our reading: codes counted in the joined text.
    for question in present:
        answered = exported.rows[question.name].dropna()
        for code in question.choices:
            column = coded.rows[f"{question.name}__{code}"]
            said = answered.map(lambda text, code=code: code in text.split())
            # A choice that the form of the day did not have was not offered: no 0.
            offered = exported.rows.loc[answered.index, f"{question.name}/{code}"].notna()
            assert column.dropna().index.tolist() == answered.index[offered].tolist()
            assert column.sum() == said.sum()
    assert not coded.contradicted
    assert coded.unlisted == {"neighbourhood": 632, "pay_water_charges_when": 35}
    assert collected.metadata["date_assessment"] == "today"


def test_the_reach_survey_from_each_layout_alone() -> None:
    form, exported, _, coded = both("reach/form.xlsx", "reach/export_raw.csv")
    split = [c for c in exported.rows if "/" in c]
    joined = {c.split("/")[0] for c in split}
    for left_out in (split, sorted(joined)):
        part = Export(exported.rows.drop(columns=left_out))
        again = code_answers(collect(part, form).rows, form).rows
        for column in (c for c in coded.rows if "__" in c and c in again):
            # Joined answers alone do not tell what the form of the day did not offer.
            expected = coded.rows[column]
            alone = again[column].where(expected.notna())
            pd.testing.assert_series_equal(alone, expected.where(again[column].notna()))


def test_the_reach_survey_exported_with_arabic_labels() -> None:
    """Codes written as labels and read back are the codes, wherever labels tell choices apart."""
    form, exported, _, coded = both("reach/form.xlsx", "reach/export_raw.csv")
    labelled, checked = exported.rows.copy(), []
    for question in form.questions.values():
        labels = {code: texts.get("ar", "") for code, texts in question.choices.items()}
        plain = [" ".join(text.casefold().split()) for text in labels.values()]
        if (
            question.kind == "select_one"
            and question.name in labelled
            and len(set(plain)) == len(plain)
        ):
            labelled[question.name] = labelled[question.name].map(lambda c, t=labels: t.get(c, c))
            checked.append(question.name)
    again = code_answers(collect(Export(labelled), form).rows, form)
    assert len(checked) > 50
    for name in checked:
        pd.testing.assert_series_equal(again.rows[name], coded.rows[name])
    assert again.unlisted == coded.unlisted


def test_ipachecks_form_and_its_stata_export_agree() -> None:
    form, _, collected, coded = both(
        "ipacheck/Household_Back_Check_Survey.xlsx", "ipacheck/household_backcheck.dta"
    )
    assert collected.unknown == ("a_bcer_id", "a_bcer_name")
    assert set(collected.absent) == {
        "text_audit", "field_comments", "a_enum_id", "a_enum_name", "h_cook_fuel_osp",
        "h_toilet_osp", "tmp_i_label",
    }  # fmt: skip
    assert not coded.unlisted
    _, header = pyreadstat.read_dta(EXPORTS / "ipacheck/household_backcheck.dta")
    for name, labels in header.variable_value_labels.items():
        ours = {code: texts["en"] for code, texts in form.questions[name].choices.items()}
        assert {str(code): text for code, text in labels.items()}.items() <= ours.items()
    gps = collected.rows["gps"].dropna().str.split(" ", expand=True).astype(float)
    assert gps.shape == (150, 4)


# The codebook


def drafted(rows: pd.DataFrame, *forms: Form, **more: object) -> dict[str, dict[str, str]]:
    wave = WaveExport("baseline", rows, forms=forms, **more)
    lines = draft_lines([wave], lambda _, label: "indirect" if "Age" in label else "no")
    return {line["variable"]: line for line in lines}


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
        "missing": "-99=Refused to answer", "values": "", "identifier": "indirect",
        "waves": "baseline",
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


def test_the_codebook_of_reach_is_whole_and_readable() -> None:
    form, _, _, coded = both("reach/form.xlsx", "reach/export_raw.csv")
    lines = drafted(coded.rows, form)
    assert list(lines) == list(coded.rows)
    kinds = {name: form.questions[name].kind for name in lines if name in form.questions}
    asked = [lines[name] for name, kind in kinds.items() if kind not in METADATA]
    assert all(line["label_en"] and line["label_ar"] for line in asked)
    unknown = [line for line in lines.values() if "dont_know=Don" in line["missing"]]
    assert len(unknown) > 40
    for line in lines.values():
        pairs = [pair for part in ("values", "missing") for pair in line[part].split("; ") if pair]
        assert all(re.fullmatch(r"[^=;]+=[^=;]+", pair) for pair in pairs), line["variable"]
