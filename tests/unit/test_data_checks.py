"""Every data check: a planted fault that it finds, clean data that leave it silent, its numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from pipeline.check import all_findings, all_issues, all_measures
from pipeline.codebook import Variable
from pipeline.data_checks import DATA_CHECKS, DEFAULT_SEVERITY
from pipeline.data_checks.backchecks import reliability
from pipeline.data_checks.enumerator_traits import traits
from pipeline.data_checks.enumerators import flags
from pipeline.data_checks.significance import holm, rank_sums
from pipeline.document import Document
from pipeline.errors import DataError
from pipeline.faults.checks import check_faults
from pipeline.forms.form import Form, Question
from pipeline.plan import Plan
from pipeline.results import TABLES, Check, Finding
from pipeline.survey import MISSING, Survey

WORDS = {"en": "words"}
NULL_SURVEYS = 30
# Each null survey raises a false alarm with a probability of at most 0.05; of 30, more than 5 do
# with a probability below 0.005 (binomial).
MOST_FALSE_ALARMS = 5


def plan_with(check: dict[str, Any], unit: str | None = "unit", **design: Any) -> Plan:
    arms = {"control": {"value": 0, "label": WORDS}, "treated": {"value": 1, "label": WORDS}}
    outcome = {"label": WORDS, "kind": "continuous", "direction": "increase"}
    about = {"title": WORDS, "question": WORDS, "programme": WORDS, "place": WORDS, "period": "1"}
    return Plan.model_validate(
        {
            "evaluation": {**about, "people": WORDS, "source": {"citation": "none"}},
            "design": {"kind": "randomised", "treatment": "arm", "arms": arms, **design},
            "graph": "implied",
            "clean": {"files": [{"path": "raw/export.csv"}], "unit": unit},
            "check": check,
            "construct": {
                "outcomes": {"income": {**outcome, "smallest_change_that_matters": 1}},
                "covariates": ["age"],
            },
            "estimate": {},
            "robustness": {},
            "disclosure": {},
            "report": {},
        }
    )


def people(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Clean data: nobody missing, nobody twice, nothing far from the rest."""
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "row_id": np.arange(1, n + 1),
            "source": "export",
            "unit": [f"u{number:04d}" for number in range(n)],
            "arm": np.arange(n) % 2,
            "village": [f"v{number // 10:02d}" for number in range(n)],
            "who": [f"e{number % 5}" for number in range(n)],
            "age": draw.integers(18, 80, n).astype(float),
            "income": np.round(draw.normal(500, 60, n)),
            "start": pd.Timestamp("2025-03-02 09:00")
            + pd.to_timedelta(np.arange(n) // 5 * 90, unit="min") % pd.Timedelta(hours=6)
            + pd.to_timedelta(np.arange(n) // 20, unit="D"),
        }
    ).assign(end=lambda rows: rows["start"] + pd.Timedelta(minutes=40))


def ask(name: str, survey: Survey, plan: Plan) -> dict[str, Finding]:
    return {finding.check.target: finding for finding in DATA_CHECKS[name](survey, plan)}


def failed(found: dict[str, Finding]) -> dict[str, float]:
    return {name: one.check.value for name, one in found.items() if one.check.status == "failed"}


def measured(finding: Finding) -> dict[tuple[str, str], tuple[float, int]]:
    assert finding.measures is not None
    return {(row.group, row.measure): (row.value, row.n) for row in finding.measures.itertuples()}


def rows_of(finding: Finding) -> list[int]:
    return [] if finding.issues is None else finding.issues["row_id"].tolist()


EVERYTHING = {
    "constraints": [{"column": "age", "minimum": 15, "maximum": 99}],
    "logic": [{"rule": "income > age", "reason": "words"}],
    "outliers": {"variables": ["income"]},
    "enumerators": {"column": "who"},
    "interviews": {
        "start": "start", "end": "end", "shortest": 10, "longest": 90, "hours": (8, 18),
        "first_day": "2025-03-01", "last_day": "2025-04-01",
    },
    "gps": {"point": "gps", "area": (30, 34, 33, 36), "cluster": "village"},
    "progress": {"by": "village", "target": 10},
    "assignment": {},
}  # fmt: skip


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(gps__outside=0.0, gps__shared=0.0, gps__km=0.5)


def test_clean_data_pass_every_check_in_silence() -> None:
    survey = Survey(placed(people()), {}, forms={"survey": (Form("f", "", {}, {}),)})
    findings = all_findings(survey, plan_with(EVERYTHING))
    assert {finding.check.check for finding in findings} == {
        "duplicates", "missing", "outliers", "constraints", "logic", "enumerators", "interviews",
        "gps", "progress", "assignment",
    }  # fmt: skip
    assert [finding.check for finding in findings if finding.check.status == "failed"] == []
    assert all_issues(findings, survey, plan_with(EVERYTHING)).empty


def test_a_check_that_the_plan_does_not_ask_for_says_nothing() -> None:
    survey = Survey(people(), {})
    for name in set(DATA_CHECKS) - {"duplicates", "missing"}:
        assert DATA_CHECKS[name](survey, plan_with({})) == []


def test_every_finding_fits_its_tables() -> None:
    survey = Survey(placed(people()), {})
    findings = all_findings(survey, plan_with(EVERYTHING))
    measures = all_measures(findings)
    columns, key = TABLES["data_quality.csv"]
    assert set(measures.columns) == set(columns)
    assert not measures.duplicated(list(key)).any()
    assert measures["n"].ge(0).all()
    lines = [(finding.check.check, finding.check.target) for finding in findings]
    assert len(set(lines)) == len(lines)


def test_severity_is_the_plans_or_the_findings_own_or_that_of_its_kind() -> None:
    rows = people()
    rows.loc[0, "age"] = 5.0
    question = Question("age", "integer", {}, {}, constraint=". > 17")
    forms = {"survey": (Form("f", "", {"age": question}, {}),)}
    check = {"constraints": [{"column": "age", "minimum": 15}]}

    def severities(check: dict[str, Any]) -> dict[str, str]:
        findings = all_findings(Survey(rows, {}, forms=forms), plan_with(check))
        lines = [finding.check for finding in findings if finding.check.status == "failed"]
        return {line.target: line.severity for line in lines}

    assert severities(check) == {"age": "error", "form: age": "warning"}
    planned = {**check, "severity": {"constraints": "warning"}}
    assert severities(planned) == {"age": "warning", "form: age": "warning"}
    assert set(DEFAULT_SEVERITY) == set(DATA_CHECKS)


def test_issues_name_interviews_by_pseudonym_and_no_answer() -> None:
    rows = people()
    rows.loc[3, "age"] = 777.0
    plan = plan_with(EVERYTHING)
    survey = Survey(placed(rows), {})
    listed = all_issues(all_findings(survey, plan), survey, plan)
    row = listed[listed["check"] == "constraints"].iloc[0]
    assert (row["row_id"], row["unit"], row["enumerator"]) == (4, "u0003", "e3")
    assert not listed.astype(str).apply(lambda column: column.str.contains("777")).any().any()


# --- duplicates


def test_units_twice_and_without_a_name() -> None:
    rows = people()
    rows.loc[5, "unit"] = "u0001"
    rows.loc[9, "unit"] = None
    found = ask("duplicates", Survey(rows, {}), plan_with({}))
    assert failed(found) == {"unit": 2}
    assert sorted(rows_of(found["unit"])) == [2, 6, 10]


def test_a_long_survey_has_each_unit_once_a_wave() -> None:
    rows = pd.concat([people().assign(wave="a"), people().assign(wave="b")], ignore_index=True)
    plan = plan_with({})
    long = plan.model_copy(update={"clean": plan.clean.model_copy(update={"layout": "long"})})
    assert failed(ask("duplicates", Survey(rows, {}), long)) == {}
    rows.loc[200, "unit"] = "u0001"
    assert failed(ask("duplicates", Survey(rows, {}), long)) == {"unit": 1}


def opinions(n: int, questions: int, seed: int = 1) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    answers = {f"q{number}": draw.integers(1, 6, n).astype(float) for number in range(questions)}
    return pd.DataFrame(answers)


def test_interviews_nearly_copied() -> None:
    plan = plan_with({"enumerators": {"column": "who"}}, clusters="village")
    rows = pd.concat([people(), opinions(200, 40)], axis=1)
    answers = [f"q{number}" for number in range(40)]
    assert failed(ask("duplicates", Survey(rows, {}), plan)) == {}
    rows.loc[7, [*answers, "age", "income"]] = rows.loc[100, [*answers, "age", "income"]]
    rows.loc[7, "q1"] += 1
    found = ask("duplicates", Survey(rows, {}), plan)
    assert failed(found) == {"nearly every answer": 2}
    assert rows_of(found["nearly every answer"]) == [8, 101]


def test_boxes_left_unticked_do_not_make_interviews_alike() -> None:
    draw = np.random.default_rng(3)
    boxes = {f"many__{code}": (draw.random(200) < 0.03).astype(float) for code in range(60)}
    rows = pd.concat([people(), opinions(200, 20), pd.DataFrame(boxes)], axis=1)
    assert failed(ask("duplicates", Survey(rows, {}), plan_with({}))) == {}


# --- missing


def test_missing_by_variable_arm_enumerator_and_reason() -> None:
    rows = people()
    rows.loc[rows["arm"].eq(1) & (rows.index < 101), "income"] = np.nan  # 50 of 100 treated
    reasons = pd.DataFrame([("survey", 2, "income", "refused")], columns=list(MISSING))
    found = ask(
        "missing", Survey(rows, {}, missing=reasons), plan_with({"enumerators": {"column": "who"}})
    )
    assert failed(found)["income"] == 0.25
    assert measured(found["income"])["treated", "share"] == (0.5, 100)
    assert measured(found["income"])["control", "share"] == (0.0, 100)
    by_enumerator = rows["income"].isna().groupby(rows["who"]).mean()
    assert measured(found["income"])["e1", "share"] == (by_enumerator["e1"], 40)
    assert measured(found["reasons"])["income", "missing: refused"] == (1, 1)
    table = [[50, 50], [0, 100]]
    expected = stats.chi2_contingency(table, correction=False).pvalue
    assert found["income by arm"].check.value == pytest.approx(expected)
    assert "age by arm" not in found


def test_missing_in_both_arms_alike_is_no_difference() -> None:
    rows = people()
    rows.loc[rows.index < 20, "income"] = np.nan
    found = ask("missing", Survey(rows, {}), plan_with({}))
    assert found["income by arm"].check.status == "passed"


def test_a_difference_between_clusters_counts_clusters() -> None:
    rows = people().assign(arm=lambda rows: rows["village"].str[1:].astype(int) % 2)
    lost = rows["village"].isin(["v01", "v03"])  # two whole villages, both treated
    rows.loc[lost, "income"] = np.nan
    shares = [[1.0, 1.0, *[0.0] * 8], [0.0] * 10]
    expected = stats.ttest_ind(*shares, equal_var=False).pvalue
    found = ask("missing", Survey(rows, {}), plan_with({}, clusters="village"))
    assert found["income by arm"].check.value == pytest.approx(expected)
    assert found["income by arm"].check.status == "passed"
    alone = ask("missing", Survey(rows, {}), plan_with({}))
    assert alone["income by arm"].check.status == "failed"


# --- outliers


def test_outliers_beyond_tukeys_fences_by_hand() -> None:
    rows = people(100).assign(income=np.arange(100.0))
    rows.loc[99, "income"] = 250.0
    plan = plan_with({"outliers": {"variables": ["income"], "multiple": 1.5}})
    found = ask("outliers", Survey(rows, {}), plan)
    # Quartiles 24.75 and 74.25, so 49.5 between them: fences at -49.5 and 148.5.
    assert failed(found) == {"income": 1}
    assert measured(found["income"])["all", "lowest_expected"] == (-49.5, 100)
    assert measured(found["income"])["all", "highest_expected"] == (148.5, 100)
    assert rows_of(found["income"]) == [100]


def test_outliers_within_each_group() -> None:
    rows = people(100)
    rows["income"] = np.where(rows["arm"] == 1, 1000.0, 100.0) + np.arange(100) % 7
    rows.loc[4, "income"] = 1000.0  # usual among the treated, not in this arm
    wanted = {"variables": ["income"], "method": "sd", "multiple": 3}
    assert failed(ask("outliers", Survey(rows, {}), plan_with({"outliers": wanted}))) == {}
    by = plan_with({"outliers": {**wanted, "by": "arm"}})
    assert rows_of(ask("outliers", Survey(rows, {}), by)["income"]) == [5]


def test_no_outliers_where_there_is_no_spread_or_hardly_anybody() -> None:
    rows = people(100).assign(income=0.0)
    rows.loc[0, "income"] = 9.0
    wanted = {"outliers": {"variables": ["income"]}}
    assert failed(ask("outliers", Survey(rows, {}), plan_with(wanted))) == {}
    few = people(9).assign(income=[1.0] * 4 + [2.0] * 4 + [900.0])
    assert failed(ask("outliers", Survey(few, {}), plan_with(wanted))) == {}


# --- constraints and skip logic of the form

FORM_QUESTIONS = {
    "age": Question("age", "integer", {}, {}, constraint=". >= 18 and . <= 99", required=True),
    "works": Question("works", "select_one", {}, {"yes": {}, "no": {}}, required=True),
    "hours": Question(
        "hours", "integer", {}, {}, relevant="${works} = 'yes'", constraint=". < 100", required=True
    ),
    "why": Question(
        "why", "text", {}, {}, relevant="pulldata('a', 'b', 'c', ${works}) = 1", required=True
    ),
}
FORM = Form("form.xlsx", "v1", FORM_QUESTIONS, {})


def workers() -> pd.DataFrame:
    works = np.where(np.arange(200) % 2, "yes", "no")
    hours = np.where(np.arange(200) % 2, 40.0, np.nan)
    return people().assign(works=works, hours=hours)


def form_survey(rows: pd.DataFrame, *forms: Form, **parts: Any) -> Survey:
    return Survey(rows, {}, forms={"survey": forms or (FORM,)}, **parts)


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


# --- logic


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


# --- other, specify


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


# --- interviews


@pytest.mark.parametrize(
    ("row", "changes", "target"),
    [
        (0, {"end": "2025-03-02 09:05"}, "are shorter than 10 minutes"),
        (0, {"end": "2025-03-02 11:00"}, "are longer than 90 minutes"),
        (0, {"end": "2025-03-02 08:00"}, "end before they begin"),
        (0, {"start": "2025-03-02 04:00", "end": "2025-03-02 04:40"}, "begin before 8:00"),
        (0, {"start": "2025-03-02 19:00", "end": "2025-03-02 19:40"}, "begin before 8:00"),
        (0, {"start": "2025-02-28 09:00", "end": "2025-02-28 09:40"}, "are before 2025-03-01"),
        (0, {"start": "2025-04-02 09:00", "end": "2025-04-02 09:40"}, "are after 2025-04-01"),
        (5, {"start": "2025-03-02 09:20", "end": "2025-03-02 10:00"}, "begin before the enumer"),
    ],
)
@pytest.mark.parametrize("zone", [None, "Asia/Amman"])
def test_interviews(row: int, changes: dict[str, str], target: str, zone: str | None) -> None:
    rows = people()
    for column, moment in changes.items():
        rows.loc[row, column] = pd.Timestamp(moment)
    for column in ("start", "end"):
        rows[column] = rows[column].dt.tz_localize(zone)
    found = ask("interviews", Survey(rows, {}), plan_with(EVERYTHING))
    (name,) = failed(found)
    assert name.startswith(f"interviews that {target}")
    assert rows_of(found[name]) == [row + 1]


def test_the_last_hour_and_day_are_within() -> None:
    rows = people()
    rows.loc[0, "start"] = pd.Timestamp("2025-04-01 18:59")
    rows.loc[0, "end"] = pd.Timestamp("2025-04-01 19:20")
    assert failed(ask("interviews", Survey(rows, {}), plan_with(EVERYTHING))) == {}


# --- gps


def test_gps() -> None:
    rows = placed(people())
    rows.loc[0, "gps__outside"] = 1.0
    rows.loc[[1, 2], "gps__shared"] = 1.0
    rows.loc[3, "gps__km"] = 9.0
    rows.loc[4, ["gps__outside", "gps__shared", "gps__km"]] = np.nan
    found = ask("gps", Survey(rows, {}), plan_with(EVERYTHING))
    assert failed(found) == {
        "gps outside the planned area": 1,
        "gps at the very point of another interview": 2,
        "gps more than 5 km from the cluster's centre": 1,
        "gps without a point": 1,
    }
    shares = measured(found["gps at the very point of another interview"])
    assert shares["all", "share"] == (2 / 199, 199)
    assert shares["e1", "share"] == (1 / 40, 40)


# --- back-checks


def backchecked() -> tuple[Survey, Plan]:
    first = people().assign(sex="f", rooms=np.arange(200) % 6 + 1.0)
    again = first.iloc[:40][["row_id", "source", "unit", "sex", "rooms", "income"]].copy()
    check = {
        "wave": "again", "of": "survey", "type_1": ["sex"], "type_2": ["rooms"],
        "type_3": ["income"],
    }  # fmt: skip
    plan = plan_with({"backchecks": check, "enumerators": {"column": "who"}})
    return Survey(first, {}, waves={"survey": first, "again": again}), plan


def test_back_checks_that_agree() -> None:
    survey, plan = backchecked()
    found = ask("backchecks", survey, plan)
    assert failed(found) == {}
    assert measured(found["rooms reliability"])["all", "reliability"] == (1.0, 40)
    assert ("all", "t_test_p_value") not in measured(found["income reliability"])


def test_back_checks_that_do_not() -> None:
    survey, plan = backchecked()
    first, again = survey.waves["survey"], survey.waves["again"]
    again["sex"] = np.where(np.arange(40) < 10, "m", "f")  # a quarter
    again.loc[3, "sex"] = None  # and one not compared
    again["income"] = again["income"] + np.random.default_rng(5).normal(30, 20, 40)
    again.loc[39, "unit"] = "nobody"
    found = ask("backchecks", survey, plan)
    assert failed(found) == {
        "units of again not in survey": 1,
        "type 1": 9 / 38,
        "enumerators, type 3": 5,
        "type 3": 1.0,
    }
    by = measured(found["type 1"])
    assert by["all", "error_rate"] == by["sex", "error_rate"] == (9 / 38, 38)
    assert by["e0", "enumerator_error_rate"] == (2 / 8, 8)  # rows 0 and 5 of 0, 5 .. 35
    one, other = first["income"][:39], again["income"][:39]
    tests = measured(found["income reliability"])
    assert tests["all", "t_test_p_value"][0] == pytest.approx(stats.ttest_rel(one, other).pvalue)
    assert tests["all", "signed_rank_p_value"][0] == pytest.approx(
        stats.wilcoxon(one, other).pvalue
    )
    assert tests["all", "mean_difference"][0] == pytest.approx((one - other).mean())


def test_reliability_by_hand() -> None:
    # Differences 0, -1, 1, 0 have variance 2/3; half of it is 1/3. The second visits 1, 3, 2, 4
    # have variance 5/3: a fifth of their variance is response variance.
    one, other = pd.Series([1.0, 2, 3, 4]), pd.Series([1.0, 3, 2, 4])
    assert reliability(one, other) == pytest.approx(0.8)
    assert np.isnan(reliability(one, pd.Series([1.0] * 4)))


def test_numbers_written_as_text_are_the_same_numbers() -> None:
    survey, plan = backchecked()
    again = survey.waves["again"]
    again["rooms"] = again["rooms"].map(lambda rooms: f"{rooms:.0f}")
    assert failed(ask("backchecks", survey, plan)) == {}


# --- progress


def test_progress() -> None:
    rows = people()
    rows.loc[rows["village"] == "v03", "village"] = "v04"
    plan = plan_with({"progress": {"by": "village", "target": {"v03": 10, "v04": 10, "v05": 11}}})
    found = ask("progress", Survey(rows, {}), plan)
    assert failed(found) == {"village": 1, "village not planned": 170}  # 10 of 11 is nine tenths
    assert measured(found["village"])["v03", "interviews"] == (0, 0)
    assert measured(found["village"])["v04", "share_reached"] == (2.0, 20)


def test_a_unit_interviewed_twice_counts_once() -> None:
    rows = people().assign(village=1.0)
    rows.loc[100:, "unit"] = rows["unit"].to_numpy()[:100]
    found = ask(
        "progress", Survey(rows, {}), plan_with({"progress": {"by": "village", "target": 200}})
    )
    assert measured(found["village"])["1", "interviews"] == (100, 100)
    assert failed(found) == {"village": 1}


# --- assignment


def test_a_sample_ratio_mismatch_is_the_exact_binomial() -> None:
    rows = people().assign(arm=(np.arange(200) < 130).astype(int))
    found = ask("assignment", Survey(rows, {}), plan_with({"assignment": {}}))
    assert failed(found) == {"arm": pytest.approx(stats.binomtest(130, 200, 0.5).pvalue)}
    assert measured(found["arm"])["all", "treated_share"] == (0.65, 200)
    planned = plan_with({"assignment": {"treated": 0.65}})
    assert failed(ask("assignment", Survey(rows, {}), planned)) == {}


def test_clusters_that_were_drawn_are_what_is_counted() -> None:
    villages = people()["village"].str[1:].astype(int)
    rows = people().assign(arm=(villages < 13).astype(int))  # 13 of 20 villages, 130 of 200 people
    found = ask("assignment", Survey(rows, {}), plan_with({"assignment": {}}, clusters="village"))
    assert found["village"].check.value == pytest.approx(stats.binomtest(13, 20, 0.5).pvalue)
    assert found["village"].check.status == "passed"


# --- form versions


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


# --- enumerators


def field_work(
    seed: int, enumerators: int = 12, each: int = 25, villages: float = 0.05
) -> tuple[Survey, Plan]:
    """A survey in which every enumerator does honest work, each in villages of their own: the
    share ``villages`` of the variance of each answer lies between villages."""
    draw = np.random.default_rng(seed)
    n = enumerators * each
    village = np.arange(n) // 12

    def answer() -> np.ndarray:
        between = draw.normal(size=n)[village] * np.sqrt(villages)
        return between + draw.normal(size=n) * np.sqrt(1 - villages)

    rows = people(n).assign(
        who=[f"e{number // each:02d}" for number in range(n)],
        age=np.round(45 + 12 * answer()),
        income=np.round(np.exp(6 + answer())),
        start=pd.Timestamp("2025-03-02 08:00")
        + pd.to_timedelta(np.arange(n) % each // 4, unit="D")
        + pd.to_timedelta(np.arange(n) % 4 * 120, unit="min"),
    )
    rows["end"] = rows["start"] + pd.to_timedelta(np.exp(3.5 + 0.3 * answer()), unit="min")
    numbers = {f"n{number}": np.round(40 + 15 * answer()) for number in range(6)}
    scales = {f"s{number}": np.clip(np.round(3 + answer()), 1, 5) for number in range(24)}
    rows = pd.concat([rows, pd.DataFrame(numbers | scales)], axis=1)
    lost = draw.random((n, 24)) < 0.08
    reasons = []
    for number in range(24):
        rows.loc[lost[:, number], f"s{number}"] = np.nan
        said = draw.choice(["don't know", "refused"], lost[:, number].sum())
        who = rows.loc[lost[:, number], "row_id"]
        reasons += [("survey", row, f"s{number}", why) for row, why in zip(who, said, strict=True)]
    missing = pd.DataFrame(reasons, columns=list(MISSING))
    plan = plan_with(
        {"enumerators": {"column": "who"}, "interviews": {"start": "start", "end": "end"}}
    )
    return Survey(rows, {}, missing=missing), plan


TRAITS = {
    "dont_know_share", "refused_share", "missing_share", "ends_in_0_or_5", "variance_ratio",
    "near_twin_share", "minutes_median", "interviews_a_day",
}  # fmt: skip


def plant(survey: Survey, trait: str) -> Survey:
    """The same survey with one enumerator, e03, whose work shows one trait."""
    rows, missing = survey.rows.copy(), survey.missing
    mine = rows["who"] == "e03"
    n = int(mine.sum())
    scales = [name for name in rows if name.startswith("s") and name[1:].isdigit()]
    numbers = ["age", "income", *(f"n{number}" for number in range(6))]
    draw = np.random.default_rng(99)
    if trait in ("dont_know_share", "refused_share", "missing_share"):
        rows.loc[mine, scales[:12]] = np.nan
        why = {"dont_know_share": "dont_know", "refused_share": "prefer not to say"}.get(trait)
        said = [
            ("survey", row, name, why) for row in rows.loc[mine, "row_id"] for name in scales[:12]
        ]
        if why:
            missing = pd.concat([missing, pd.DataFrame(said, columns=list(MISSING))])
    elif trait == "ends_in_0_or_5":
        rows.loc[mine, numbers] = (rows.loc[mine, numbers] / 5).round() * 5
    elif trait == "variance_ratio":
        rows.loc[mine, numbers] = rows[numbers].median().to_numpy() + draw.integers(-1, 2, (n, 8))
    elif trait == "near_twin_share":
        copied = [*scales, *numbers]
        rows.loc[mine, copied] = rows.loc[mine, copied].iloc[[0, 1] * n].to_numpy()[:n]
        rows.loc[mine, "n1"] = draw.integers(10, 70, n).astype(float)
    elif trait == "minutes_median":
        rows.loc[mine, "end"] = rows.loc[mine, "start"] + pd.to_timedelta(
            draw.uniform(5, 10, n), unit="min"
        )
    else:
        order = np.arange(n)
        rows.loc[mine, "start"] = pd.Timestamp("2025-03-02 06:00") + pd.to_timedelta(
            order % 6, unit="D"
        )
        extra = [rows[mine].assign(row_id=rows.loc[mine, "row_id"] + 10_000 * k) for k in (1, 2, 3)]
        rows = pd.concat([rows, *extra], ignore_index=True)
    return replace(survey, rows=rows, missing=missing)


@pytest.mark.parametrize("trait", sorted(TRAITS))
def test_an_enumerator_with_one_trait_is_flagged_for_it(trait: str) -> None:
    honest, plan = field_work(seed=0, each=30)
    assert failed(ask("enumerators", honest, plan)) == {}
    survey = plant(honest, trait)
    found = ask("enumerators", survey, plan)
    assert found[trait].check.status == "failed"
    asked = plan.check.enumerators
    judged = flags(list(traits(survey, plan, asked)), asked)
    mine = judged[(judged["measure"] == trait) & judged["flagged"]]
    assert mine["enumerator"].tolist() == ["e03"]
    assert set(judged.loc[judged["flagged"], "enumerator"]) == {"e03"}
    raised = measured(found["too few interviews"])
    assert raised["e03", "flags"][0] >= 1
    assert raised["e04", "flags"][0] == 0
    if trait == "near_twin_share":
        assert len(rows_of(found[trait])) == 30


def test_who_made_few_interviews_is_not_judged() -> None:
    survey, plan = field_work(seed=0)
    survey = plant(survey, "minutes_median")
    kept = survey.rows[(survey.rows["who"] != "e03") | (survey.rows.groupby("who").cumcount() < 9)]
    found = ask("enumerators", replace(survey, rows=kept.reset_index(drop=True)), plan)
    assert failed(found) == {}
    assert found["too few interviews"].check.value == 1


def test_honest_field_work_raises_few_false_alarms() -> None:
    alarms = 0
    for seed in range(NULL_SURVEYS):
        survey, plan = field_work(seed=1000 + seed)
        alarms += bool(failed(ask("enumerators", survey, plan)))
    assert alarms <= MOST_FALSE_ALARMS


@pytest.mark.parametrize("side", ["greater", "less"])
def test_rank_sums_are_mann_and_whitneys(side: str) -> None:
    draw = np.random.default_rng(4)
    values = pd.Series(np.round(draw.normal(size=300), 1))  # with ties
    groups = pd.Series(draw.integers(0, 6, 300))
    values[::17] = np.nan
    known = values.notna()
    for group, p_value in rank_sums(values, groups, side).items():
        mine = known & (groups == group)
        expected = stats.mannwhitneyu(
            values[mine], values[known & ~mine], alternative=side, method="asymptotic"
        )
        assert p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_rank_sums_of_one_value_only() -> None:
    assert (rank_sums(pd.Series([1.0] * 20), pd.Series([0, 1] * 10), "greater") == 1).all()


def test_an_enumerator_whose_answers_differ_beyond_chance_is_told() -> None:
    survey, plan = backchecked()
    first, again = survey.waves["survey"], survey.waves["again"]
    mine = first["who"].iloc[:40].to_numpy() == "e2"
    again["sex"] = np.where(mine, "m", "f")
    found = ask("backchecks", survey, plan)["enumerators, type 1"]
    assert found.check.value == 1
    flagged = found.measures[found.measures["value"] == 1]["group"].tolist()
    assert flagged == ["e2"]


def test_holm_is_holms() -> None:
    p_values = pd.Series(np.random.default_rng(6).uniform(size=40) ** 3)
    expected = multipletests(p_values, method="holm")[1]
    assert np.allclose(holm(p_values), expected)
    assert holm(pd.Series(dtype=float)).empty


def test_columns_and_waves_that_are_not_there() -> None:
    wrong = {
        "outliers": {"variables": ["incom", "who"], "by": "nowhere"},
        "enumerators": {"column": "who", "wave": "endlin"},
        "interviews": {"start": "age"},
        "gps": {"point": "gps", "area": (30, 34, 33, 36)},
        "progress": {"by": "district", "target": 3},
        "backchecks": {"wave": "again", "of": "endline", "type_1": ["sex"]},
    }
    survey = Survey(people(), {}, waves={"endline": people(), "again": people()})
    document = Document("plan.yaml", {"check": wrong})
    faults = check_faults(document, survey, plan_with(wrong))
    assert {(fault.code, fault.key) for fault in faults} == {
        ("E403", "check.outliers.variables.0"),
        ("E404", "check.outliers.variables.1"),
        ("E403", "check.outliers.by"),
        ("E402", "check.enumerators.wave"),
        ("E404", "check.interviews.start"),
        ("E403", "check.gps.point"),
        ("E403", "check.progress.by"),
        ("E403", "check.backchecks.type_1.0"),
    }
    right = Survey(placed(people()), {})
    assert check_faults(document, right, plan_with(EVERYTHING)) == []


def test_no_finding_holds_an_answer() -> None:
    """Of texts and of numbers that only one respondent gave."""
    rows = placed(people())
    rows.loc[3, "age"] = 777.0
    rows["works"] = "yes"
    rows.loc[4, "works"] = "a secret"
    findings = all_findings(form_survey(rows), plan_with(EVERYTHING))
    shown = pd.concat(
        [
            pd.DataFrame([vars(finding.check) for finding in findings]).astype(str),
            all_measures(findings).astype(str),
        ]
    )
    assert isinstance(findings[0].check, Check)
    assert not shown.apply(lambda column: column.astype(str).str.contains("777|secret")).any().any()
