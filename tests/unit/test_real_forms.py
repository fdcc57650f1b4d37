"""Forms and exports of real surveys: REACH, ipacheck."""

import re

import pandas as pd
import pyreadstat

from example_form import EXPORTS, both, drafted, real_form
from pipeline.forms.collected import code_answers, collect
from pipeline.forms.form import METADATA
from pipeline.readers.export import Export

QUOTES = str.maketrans("‘’“”", "''\"\"")  # pyxform straightens them, and runs of spaces


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
