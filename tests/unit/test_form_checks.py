"""Every data check: a planted fault that it finds, clean data that leave it silent, its numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from check_surveys import (
    FORM,
    FORM_QUESTIONS,
    ask,
    failed,
    form_survey,
    measured,
    people,
    plan_with,
    rows_of,
)
from pipeline.codebook import Variable
from pipeline.errors import DataError
from pipeline.forms.form import Form, Question
from pipeline.survey import MISSING, Survey


def workers() -> pd.DataFrame:
    works = np.where(np.arange(200) % 2, "yes", "no")
    hours = np.where(np.arange(200) % 2, 40.0, np.nan)
    return people().assign(works=works, hours=hours)


def test_skip_logic_finds_what_the_form_would_not_have_allowed() -> None:
    rows = workers()
    assert failed(ask("skip_logic", form_survey(rows), plan_with({}))) == {}
    rows.loc[[0, 2], "hours"] = 10.0  # not asked
    rows.loc[[1, 3, 5], "hours"] = np.nan  # asked, required
    found = ask("skip_logic", form_survey(rows), plan_with({}))
    assert failed(found) == {"hours": 5}
    assert sorted(rows_of(found["hours"])) == [1, 2, 3, 4, 6]
    shares = measured(found["questions of the form"])
    assert shares["hours v1", "answered_not_asked"] == (2 / 100, 100)
    assert shares["hours v1", "required_unanswered"] == (3 / 100, 100)
    refused = pd.DataFrame(
        [("survey", row, "hours", "refused") for row in (2, 4, 6)], columns=list(MISSING)
    )
    survey = form_survey(rows, missing=refused)
    assert failed(ask("skip_logic", survey, plan_with({}))) == {"hours": 2}


def test_a_code_that_clean_took_out_still_opens_its_question() -> None:
    """`${age} = -99` opens a question; after `clean` the -99 is a missing answer with a reason."""
    category = Question("category", "select_one", {}, {"old": {}}, relevant="${age} = -99")
    form = Form("f", "", {"age": FORM_QUESTIONS["age"], "category": category}, {})
    rows = people().assign(category=None)
    rows.loc[0, ["age", "category"]] = [np.nan, "old"]
    reasons = pd.DataFrame([("survey", 1, "age", "refused")], columns=list(MISSING))
    codebook = {"age": Variable("age", {}, "", "integer", {"-99": "refused"}, {}, "no")}
    survey = replace(form_survey(rows, form, missing=reasons), codebook=codebook)
    assert failed(ask("skip_logic", survey, plan_with({}))) == {}
    rows.loc[1, "category"] = "old"
    assert rows_of(ask("skip_logic", survey, plan_with({}))["category"]) == [2]


def test_a_rule_that_cannot_be_evaluated_is_said() -> None:
    rows = workers().assign(why="words")
    found = ask("skip_logic", form_survey(rows), plan_with({}))
    assert found["why"].check.status == "informative"
    assert found["why"].check.detail == "cannot be evaluated: function pulldata"
    summary = found["questions of the form"].check
    assert (summary.value, summary.threshold) == (3, 4)
    hidden = form_survey(workers().drop(columns="works"))
    assert "not in the clean data" in ask("skip_logic", hidden, plan_with({}))["hours"].check.detail


def test_constraints_of_the_form_and_of_the_plan() -> None:
    rows = workers()
    rows.loc[1, "hours"] = 168.0
    rows.loc[4, "age"] = np.nan
    plan = plan_with({"constraints": [{"column": "works", "allowed": ["no"]}]})
    found = ask("constraints", form_survey(rows), plan)
    assert failed(found) == {"works": 100, "form: hours": 1}
    assert rows_of(found["form: hours"]) == [2]


def test_each_version_of_the_form_judges_its_own_interviews() -> None:
    newer = replace(FORM_QUESTIONS["age"], constraint=". >= 30")
    forms = (FORM, Form("form2.xlsx", "v2", {**FORM_QUESTIONS, "age": newer}, {}))
    rows = workers().assign(__version__=["v1"] * 100 + ["v2"] * 100, age=25.0)
    found = ask("constraints", form_survey(rows, *forms), plan_with({}))
    assert failed(found) == {"form: age": 100}
    shares = measured(found["questions of the form"])
    assert shares["age v1", "broken_share"] == (0.0, 100)
    assert shares["age v2", "broken_share"] == (1.0, 100)


def test_rows_of_a_repeat_group_are_judged_too() -> None:
    years = Question("years", "integer", {}, {}, repeat="members", constraint=". <= ${age}")
    form = Form("f", "", {"age": FORM_QUESTIONS["age"], "years": years}, {"members": ""})
    members = pd.DataFrame({"row_id": [1, 1, 2], "years": [1.0, 200.0, 2.0]})
    survey = form_survey(people(), form, repeats={("survey", "members"): members})
    found = ask("constraints", survey, plan_with({}))
    assert failed(found) == {"form: years": 1}
    assert rows_of(found["form: years"]) == [1]


def test_logic_accuses_nobody_for_a_missing_answer() -> None:
    rows = people().assign(children=2.0, births=3.0)
    rows.loc[0, "children"] = 4.0
    rows.loc[1, "births"] = np.nan
    plan = plan_with({"logic": [{"rule": "children <= births", "reason": "born first"}]})
    found = ask("logic", Survey(rows, {}), plan)
    assert failed(found) == {"children <= births": 1}
    assert measured(found["children <= births"])["all", "broken_share"] == (1 / 199, 199)
    assert rows_of(found["children <= births"]) == [1]
    assert found["children <= births"].check.detail == "born first"


@pytest.mark.parametrize(("rule", "why"), [("age + 1", "not a condition"), ("who > 3", "computed")])
def test_a_rule_that_is_none(rule: str, why: str) -> None:
    with pytest.raises(DataError, match=why):
        ask("logic", Survey(people(), {}), plan_with({"logic": [{"rule": rule, "reason": "x"}]}))


def test_other_specify() -> None:
    trade = Question("trade", "select_one", {}, {"farm": {}, "shop": {}, "other": {}})
    text = Question("trade_other", "text", {}, {}, relevant="selected(${trade}, 'other')")
    form = Form("f", "", {"trade": trade, "trade_other": text}, {})
    chosen = ["farm"] * 100 + ["shop"] * 50 + ["other"] * 30 + [None] * 20
    given = [0] * 150 + [1] * 30 + [0] * 20
    rows = people().assign(trade=chosen, trade_other__given=given, trade_other__choice=None)
    rows.loc[150:154, "trade_other__choice"] = "farm"
    found = ask("other_specify", form_survey(rows, form), plan_with({}))
    assert failed(found) == {"trade_other": 30 / 180, "trade_other names a choice": 5}
    assert measured(found["trade_other names a choice"])["farm", "names_this_choice"] == (5, 5)
    assert rows_of(found["trade_other names a choice"]) == [151, 152, 153, 154, 155]
    rows["trade_other__choice"] = None
    quiet = ask("other_specify", form_survey(rows, form), plan_with({"most_other": 0.2}))
    assert failed(quiet) == {}


def test_an_old_version_used_after_a_newer_one_came() -> None:
    day = pd.Timestamp("2025-03-01") + pd.to_timedelta(np.arange(200) // 20, unit="D")
    version = np.where(np.arange(200) < 100, "vA", "vB")
    rows = people().assign(start=day, __version__=version)
    plan = plan_with({"interviews": {"start": "start"}})
    found = ask("form_versions", Survey(rows, {}), plan)
    assert failed(found) == {}
    assert measured(found["__version__"])["vA", "interviews"] == (100, 100)
    rows.loc[100, "__version__"] = "vA"  # on the day on which the newer one came: no fault yet
    rows.loc[[150, 199], "__version__"] = "vA"
    found = ask("form_versions", Survey(rows, {}), plan)
    assert failed(found) == {"__version__": 2}
    assert rows_of(found["__version__"]) == [151, 200]
