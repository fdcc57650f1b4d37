"""Rules of XLSForms: against libxml2, against a real form and its export, and by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook import Variable
from pipeline.forms.answered import Answers, answered, is_asked_of
from pipeline.forms.codes import with_codes
from pipeline.forms.form import Form, Question
from pipeline.forms.functions import FUNCTIONS
from pipeline.forms.rules import evaluate, holds
from pipeline.forms.values import texts
from pipeline.forms.xpath import FormRuleError, parse, references
from pipeline.sections.clean import ExportFile

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
CHOICES: dict[str, dict[str, str]] = {"well": {}, "tap": {}, "-999": {}}
QUESTIONS = {
    "age": Question("age", "integer", {}, {}),
    "size": Question("size", "decimal", {}, {}),
    "name": Question("name", "text", {}, {}),
    "source": Question("source", "select_one", {}, CHOICES),
    "sources": Question("sources", "select_multiple", {}, CHOICES),
    "born": Question("born", "date", {}, {}),
    "today": Question("today", "today", {}, {}),
    "absent": Question("absent", "integer", {}, {}),
    "years": Question("years", "integer", {}, {}, ("members",), "members"),
    "sex": Question("sex", "select_one", {}, {"1": {}, "2": {}}, ("members",), "members"),
}
FORM = Form("form.xlsx", "1", QUESTIONS, {"members": ""})
HOUSEHOLDS = pd.DataFrame(
    {
        "row_id": [1, 2, 3],
        "age": [30.0, np.nan, 15.0],
        "size": [2.5, 4.0, np.nan],
        "name": ["Ann Lee", None, "bo"],
        "source": ["well", None, "tap"],
        "sources__well": [1.0, np.nan, 0.0],
        "sources__tap": [1.0, np.nan, 0.0],
        "sources___999": [0.0, np.nan, 0.0],
        "born": pd.to_datetime(["1990-05-17", None, "2021-03-02"]),
        "today": pd.to_datetime(["2021-03-01"] * 3),
    }
)
MEMBERS = pd.DataFrame(
    {"row_id": [1, 1, 3], "years": [40.0, np.nan, 7.0], "sex": [1.0, 2.0, np.nan]}
)


def answers() -> Answers:
    return Answers(FORM, {"": HOUSEHOLDS, "members": MEMBERS})


def of(expression: str, question: str = "age") -> list[bool | None]:
    found = holds(expression, answers(), QUESTIONS[question])
    return [None if value is pd.NA else bool(value) for value in found]


def written(expression: str, question: str = "age") -> list[str]:
    rows = len(answers().frames[QUESTIONS[question].repeat])
    return list(np.broadcast_to(texts(evaluate(expression, answers(), QUESTIONS[question])), rows))


def test_the_shared_part_of_xpath_is_that_of_libxml2() -> None:
    cases = pd.read_csv(REFERENCE / "xpath.csv", dtype=str, keep_default_na=False)
    kinds = {"a": "integer", "b": "decimal", "c": "select_one"}
    questions = {name: Question(name, kind, {}, {}) for name, kind in kinds.items()}
    form = Form("", "", questions, {})
    wrong = []
    for case in cases.itertuples():
        row = {"row_id": [1], "c": [case.c or None]}
        row |= {name: [float(getattr(case, name) or "nan")] for name in ("a", "b")}
        found = holds(case.expression, Answers(form, {"": pd.DataFrame(row)}), questions["a"])
        if str(bool(found.iloc[0])).lower() != case.expected:
            wrong.append(case.expression)
    assert len(cases) >= 400
    assert not wrong


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (". > 17 and . < 120", [True, False, False]),
        (".>17", [True, False, False]),
        ("${age} = ''", [False, True, False]),
        ("${age} != ''", [True, False, True]),
        ("not(${age} > 20)", [False, True, True]),
        ("${source} = 'well'", [True, False, False]),
        ("${source} != 'well'", [False, True, True]),
        ("selected(${source}, 'tap')", [False, False, True]),
        ("selected(${sources}, 'tap')", [True, False, False]),
        ("selected(${sources}, -999)", [False, False, False]),
        ("count-selected(${sources}) = 2", [True, False, False]),
        ("${sources} = 'well tap'", [True, False, False]),
        ("if(${age} > 20, ${size} < 3, true())", [True, True, True]),
        ("coalesce(${size}, 9) = 9", [False, False, True]),
        ("regex(${name}, '[A-Z][a-z]+')", [False, False, False]),  # the whole text must match
        ("regex(${name}, '[A-Za-z ]+')", [True, False, True]),
        ("string-length(${name}) > 0", [True, False, True]),
        ("substr(${name}, 0, 1) = 'A'", [True, False, False]),
        ("${born} <= today()", [True, False, False]),
        ("${born} <= '2021-03-01'", [True, False, False]),
        ("(today() - ${born}) div 365.25 >= 18", [True, False, False]),
        ("format-date(${born}, '%Y-%n') = '2021-3'", [False, False, True]),
        ("decimal-date-time('1970-01-02T12:00:00') = 1.5", [True, True, True]),
        ("date('2021-01-01') < ${born}", [False, False, True]),
        ("int(${size}) = 2 and round(${size}) = 3", [True, False, False]),
        ("round(2.675, 2) = 2.68", [True, True, True]),
        ("max(${age}, ${size}) = 30", [True, False, False]),
        ("min(${age}, ${size}) = 15", [False, False, True]),
        ("${source} = ‘well’", [True, False, False]),  # quotes of a word processor
        ("count(${members}) = 2", [True, False, False]),
        ("sum(${years}) = 40", [True, False, False]),
        ("sum(${years}) = 0", [False, True, False]),
        ("max(${years}) = 7", [False, False, True]),
        ("indexed-repeat(${years}, ${members}, 1) = 40", [True, False, False]),
        ("1 < 2 = true()", [True, True, True]),
        ("${age} mod 7 = 2", [True, False, False]),
        ("-${age} < -20", [True, False, False]),
    ],
)  # fmt: skip
def test_what_forms_write(expression: str, expected: list[bool]) -> None:
    assert of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${age} > 20", [True, True, False]),  # the household's answer
        (". >= 18", [True, False, False]),
        ("index() = 1", [True, False, True]),
        ("position(..) = 2", [False, True, False]),
        ("${sex} = 1", [True, False, False]),  # a code read as a number is still a code
        ("selected(${sex}, '2')", [False, True, False]),
        ("count(${members}) = 1", [False, False, True]),
        ("${born} > today()", [False, False, True]),
    ],
)
def test_rules_inside_a_repeat_group(expression: str, expected: list[bool]) -> None:
    assert of(expression, "years") == expected


def test_texts_of_numbers_choices_and_dates() -> None:
    assert written("${age}") == ["30", "", "15"]
    assert written("${size} * 2") == ["5", "8", "NaN"]
    assert written("${sources}") == ["well tap", "", ""]
    assert written("${born}") == ["1990-05-17", "", "2021-03-02"]
    assert written("concat(${source}, '-', ${age})") == ["well-30", "-", "tap-15"]


def test_what_is_not_in_the_data_is_unknown_and_spreads_only_as_far_as_it_must() -> None:
    assert of("${absent} > 1") == [None, None, None]
    assert of("${absent} > 1 and ${age} > 20") == [None, False, False]
    assert of("${absent} > 1 or ${age} > 20") == [True, None, None]
    assert of("if(${age} > 20, ${absent} = 1, true())") == [None, True, True]
    assert of("not(${absent} = 1)") == [None, None, None]


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("pulldata('list', 'a', 'b', ${age}) = 1", "function pulldata"),
        ("instance('x')/record/item = 1", "a path"),
        ("${members}[1] > 1", "a path"),
        ("age > 1", "a path"),
        ("../age > 1", "a path"),
        ("${nobody} = 1", "`nobody`, which leaves no answer"),
        ("${years} > 1", "several times"),
        ("selected-at(${sources}, 0) = 'x'", "function selected-at"),
        ("count(${age}) = 1", "no repeat group"),
        ("not(1, 2)", "with 2 arguments"),
        ("position(..) = 1", "in no repeat group"),
        ("regex(., '[')", "pattern"),
        ("format-date(today(), '%b') = 'Jan'", "names of days or months"),
        ("1 +", "ends too early"),
        ("(1", "a `)` is missing"),
        ("1 2", "`2` is not expected"),
        ("1 # 2", "character 2 cannot be read"),
        ("", "ends too early"),
        ("(" * 5000 + "1" + ")" * 5000, "nested too deep"),
        ("+".join(["1"] * 5000), "nested too deep"),
    ],
)
def test_what_is_not_supported_is_said(expression: str, why: str) -> None:
    with pytest.raises(FormRuleError, match="(?s)" + why.replace("(", r"\(").replace(")", r"\)")):
        of(expression)


def test_long_chains_of_conditions_are_read() -> None:
    assert of(" or ".join(["${age} = 30"] * 3000)) == [True, False, False]


def test_references() -> None:
    assert references(parse("selected(${a}, 'x') and not(${b} = .)")) == {"a", "b"}


def test_every_function_takes_constants_and_columns() -> None:
    given = {"regex": "'a'", "format-date": "'%Y'", "format-date-time": "'%Y'"}
    for name, (_, fewest, _most) in FUNCTIONS.items():
        if not name[0].isalpha() or name in ("and", "or", "div", "mod", "negative"):
            continue
        for first in ("${age}", "'2021-01-01'", "3", "${sources}"):
            rest = [given.get(name, "'1'")] * (fewest - 1)
            found = holds(
                f"boolean({name}({', '.join([first, *rest])}))", answers(), QUESTIONS["age"]
            )
            assert len(found) == len(HOUSEHOLDS)


def variable(name: str, missing: dict[str, str]) -> Variable:
    return Variable(name, {}, "", "integer", missing, {}, "no")


def test_codes_that_clean_took_out_stand_again() -> None:
    codebook = {
        "age": variable("age", {"-99": "refused"}),
        "sources": variable("sources", {"-999": "refused"}),
        "size": variable("size", {".a": "refused"}),
    }
    missing = pd.DataFrame(
        {"row_id": [2, 2, 3], "variable": ["age", "sources", "size"], "reason": "refused"}
    )
    restored = with_codes(answers(), missing, codebook)

    def asked(expression: str) -> list[bool | None]:
        found = holds(expression, restored, QUESTIONS["age"])
        return [None if value is pd.NA else bool(value) for value in found]

    assert asked("${age} = -99") == [False, True, False]
    assert asked("selected(${sources}, '-999')") == [False, True, False]
    assert asked("count-selected(${sources})") == [True, True, False]
    assert asked("${size} > 3") == [False, True, None]  # a code that no column of numbers can hold
    assert np.isnan(HOUSEHOLDS["age"][1]), "the clean data themselves are not touched"


FORMS = {  # rules of the form; those among them that cannot be evaluated outside a running form
    "reach/form.xlsx": (255, 0),
    "ipacheck/Household_Survey.xlsx": (281, 0),
    "ipacheck/Household_Back_Check_Survey.xlsx": (37, 0),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_rule_of_the_real_forms_is_read(name: str) -> None:
    xlsform = pytest.importorskip("pipeline.readers.xlsform")
    form = xlsform.read_form(REFERENCE / "exports" / name, name)
    rules, unread = 0, []
    for question in form.questions.values():
        for expression in filter(None, (question.relevant, question.constraint)):
            rules += 1
            try:
                holds(expression, nobody_answered(form), question)
            except FormRuleError as error:
                unread.append((question.name, str(error)))
    expected, most = FORMS[name]
    assert rules == expected
    assert len(unread) == most, unread


def nobody_answered(form: Form) -> Answers:
    """Two interviews, with two rows of each repeat group, that leave everything empty."""
    frames = {}
    for group in ("", *form.repeats):
        names = [name for name, question in form.questions.items() if question.repeat == group]
        frames[group] = pd.DataFrame(np.nan, index=range(2), columns=names).assign(row_id=[1, 2])
    return Answers(form, frames)


# What the published REACH data hold against their own form: `spend_piped` is required of all with
# piped water, and 437 of them have no answer, on every day of the survey alike.
REACH_UNANSWERED = {"spend_piped": 437}


def test_a_real_survey_keeps_the_rules_of_its_form() -> None:
    """The REACH survey's raw export: the form itself held every interview to these rules."""
    xlsform = pytest.importorskip("pipeline.readers.xlsform")
    from pipeline.forms.collected import code_answers, collect
    from pipeline.readers import csv

    form = xlsform.read_form(REFERENCE / "exports/reach/form.xlsx", "form.xlsx")
    export = csv.read(REFERENCE / "exports/reach/export_raw.csv", ExportFile(path="export_raw.csv"))
    rows = code_answers(collect(export, form).rows, form).rows
    asked, broken, unanswered = 0, {}, {}
    reach = Answers(form, {"": rows.assign(row_id=range(1, len(rows) + 1))})
    for question in form.questions.values():
        if not is_asked_of(rows, question):
            continue
        given = answered(rows, question)
        for rule in filter(None, (question.constraint, question.relevant)):
            asked += 1
            found = holds(rule, reach, question)
            if (given & ~found.fillna(True)).any():
                broken[question.name] = rule
            if rule == question.relevant and question.required:
                unanswered[question.name] = int((found.fillna(False) & ~given).sum())
    assert asked == 165
    assert not broken
    assert {name: count for name, count in unanswered.items() if count} == REACH_UNANSWERED
