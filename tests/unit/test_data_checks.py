"""TODO."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from check_surveys import (
    EVERYTHING,
    ask,
    failed,
    form_survey,
    measured,
    people,
    placed,
    plan_with,
    rows_of,
)
from pipeline.check import all_findings, all_issues, all_measures
from pipeline.data_checks import DATA_CHECKS, DEFAULT_SEVERITY
from pipeline.document import Document
from pipeline.faults.checks import check_faults
from pipeline.forms.form import Form, Question
from pipeline.results import TABLES, Check
from pipeline.survey import Survey


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
