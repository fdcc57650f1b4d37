"""Indicators against their targets, by hand; what of them is withheld; the sections they fill."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from conftest import ROOT
from made_variables import plan_of
from pipeline.conclusions.indicators import indicators
from pipeline.conclusions.people import people
from pipeline.disclosure import refuse_small_entries
from pipeline.disclosure_rules.audit import refuse_unsafe_results
from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.errors import DataError, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, evaluation
from pipeline.reporting.delivery import SDG_TARGETS
from pipeline.reporting.evaluation import open_report, section
from pipeline.results import TABLES
from pipeline.sections.framework import Framework

TREATED, CONTROL = 60, 40


def plan_with(planned: dict[str, Any], threshold: int = 10, **design: Any) -> Plan:
    about = {"label": "l", "level": "output", "target": 50}
    framework = Framework.model_validate(
        {"indicators": {name: about | item for name, item in planned.items()}}
    )
    plan = plan_of(**design)
    gate = plan.disclosure.model_copy(update={"threshold": threshold})
    return plan.model_copy(update={"framework": framework, "disclosure": gate})


def study() -> pd.DataFrame:
    """Sixty who were offered the programme and forty who were not; `x` counts from 0 in each."""
    treated = np.repeat([1.0, 0.0], [TREATED, CONTROL])
    x = np.concatenate([np.arange(TREATED), np.arange(CONTROL)]).astype(float)
    says = np.where(x < 45, "yes", "no").astype(object)
    says[(x >= 50) & (treated == 1)] = None  # ten who were offered it did not say
    return pd.DataFrame({"treated": treated, "x": x, "says": says, "y": 1.0})


def row(plan: Plan, analysis: pd.DataFrame | None = None) -> dict[str, Any]:
    table = indicators(study() if analysis is None else analysis, plan)
    return table.to_dict("records")[-1]


def test_a_count_is_of_those_who_were_offered_the_programme() -> None:
    found = row(plan_with({"young": {"count": "x < 20"}}))
    assert (found["counted"], found["n"], found["achieved"]) == (20, 60, 20)
    assert found["share_of_target"] == 0.4


def test_a_share_is_of_those_of_whom_it_is_known() -> None:
    found = row(plan_with({"members": {"share": 'says == "yes"', "target": 0.75}}, threshold=0))
    assert (found["counted"], found["n"]) == (45, 50)
    assert found["achieved"] == 0.9
    assert found["share_of_target"] == pytest.approx(1.2)


def test_an_entered_number_stays_as_it_is_and_counts_nobody() -> None:
    found = row(plan_with({"groups": {"achieved": 3, "source": "records"}}))
    assert (found["achieved"], found["share_of_target"]) == (3, 0.06)
    assert pd.isna(found["counted"])
    assert WITHHELD not in found


def test_one_arm_is_counted_alone() -> None:
    analysis = study().assign(treated=lambda rows: rows["treated"] + (rows["x"] >= 40))
    further = {
        "control": {"value": 0, "label": "c"},
        "treated": {"value": 1, "label": "t"},
        "second": {"value": 2, "label": "s"},
    }
    planned = {"one": {"count": "x >= 0", "arm": "second"}, "all": {"count": "x >= 0"}}
    table = indicators(analysis, plan_with(planned, 0, arms=further)).set_index("indicator")
    assert table["counted"].to_dict() == {"one": 20, "all": 60}


@pytest.mark.parametrize(
    "condition",
    ["x < 9", "x < 51", 'says == "no"'],  # few, all but few, few of those who said
)
def test_a_count_of_few_is_withheld_with_all_that_gives_it_back(condition: str) -> None:
    found = row(plan_with({"few": {"count": condition}}))
    assert set(found[WITHHELD].split(";")) == {"achieved", "share_of_target", "counted", "n"}
    assert pd.isna(found["achieved"])
    assert found["target_value"] == 50


def test_a_count_that_differs_by_few_from_one_further_up_is_withheld() -> None:
    planned = {
        "first": {"count": "x < 20"},
        "next": {"count": "x < 25"},
        "far": {"count": "x < 40"},
    }
    table = indicators(study(), plan_with(planned)).set_index("indicator")
    assert table["counted"].isna().to_dict() == {"first": False, "next": True, "far": False}


def test_a_count_that_is_a_sample_less_a_few_is_withheld() -> None:
    analysis = study()
    analysis.loc[analysis["x"] >= 40, "y"] = np.nan  # forty of the sixty have the outcome
    assert WITHHELD in row(plan_with({"near": {"count": "x < 35"}}), analysis)
    assert WITHHELD not in row(plan_with({"same": {"count": "notna(y)"}}), analysis)


def test_what_is_no_condition_stops_with_its_key() -> None:
    with pytest.raises(DataError) as caught:
        indicators(study(), plan_with({"sum": {"count": "x + 1"}}))
    assert caught.value.faults[0].key == "framework.indicators.sum.count"


def flow(treated: int | None = TREATED, control: int | None = CONTROL) -> pd.DataFrame:
    rows = [("assigned", "treated", treated), ("assigned", "control", control)]
    return pd.DataFrame(rows, columns=["step", "arm", "n"]).astype({"n": "Int64"})


def test_people_are_those_that_the_flow_publishes() -> None:
    plan = plan_with({})
    told = {"in_study": 100, "offered": 60, "took_up": None}
    assert people(flow(), study(), plan) == told
    found = people(flow(control=None), study(), plan)
    assert found == told | {"in_study": None, WITHHELD: ["in_study"]}


@pytest.mark.parametrize(("taken", "shown"), [(20, 20), (55, None), (5, None)])
def test_who_took_it_up_is_counted_unless_too_few_did_or_did_not(
    taken: int, shown: int | None
) -> None:
    analysis = study().assign(took=lambda rows: (rows["x"] < taken).astype(float))
    plan = plan_with({}, kind="encouragement", take_up="took")
    found = people(flow(), analysis, plan)
    assert found["took_up"] == shown
    assert (found.get(WITHHELD) == ["took_up"]) == (shown is None)


def test_observations_over_time_are_nobody() -> None:
    plan = plan_with({}, kind="interrupted_series", time="x")
    assert set(people(flow(), study(), plan).values()) == {None}


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_target_that_a_plan_names_has_the_words_of_the_united_nations(language: str) -> None:
    texts = json.loads(SDG_TARGETS.read_text(encoding="utf-8"))["targets"]
    for path in ROOT.glob("data/*/plan.yaml"):
        plan = load_plan(evaluation(path.parent.name, ROOT))
        counted = [item.sdg for item in plan.framework.indicators.values() if item.sdg]
        for target in (*plan.evaluation.sdg, *counted):
            assert len(texts[target][language]) > 40


def numbers_outside(page: str) -> list[str]:
    """Digits of a section that stand in no `data` element, nor in a quotation of the UN's."""
    for told in (r"<data .*?</data>", r"<q>.*?</q>", r"<bdi.*?</bdi>", r"<[^>]*>"):
        page = re.sub(told, "", page, flags=re.DOTALL)
    return re.findall(r"\S*\d\S*", unescape(page))


def test_a_text_with_a_bare_number_is_found() -> None:
    assert numbers_outside('<p>60 of <data value="7">7</data></p>') == ["60"]


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The sections of the simulated evaluation, whose results are in git."""
    monkeypatch.chdir(ROOT)
    report = open_report("savings-groups", "en")
    named = {name: str(section(report, name)) for name in ("delivery", "costs")}
    line = section(report, "cost_line", target="savings_endline")
    none = section(report, "cost_line", target="income_endline")
    return named | {"line": str(line), "none": str(none)}


@pytest.mark.parametrize("name", ["delivery", "costs", "line"])
def test_no_number_of_a_section_lacks_a_source(sections: dict[str, str], name: str) -> None:
    plan = load_plan(evaluation("savings-groups", ROOT))
    page = sections[name]
    for words in (plan.evaluation.people, *(item.label for item in plan.outcomes.values())):
        page = page.replace(words["en"], "")
    assert not numbers_outside(page)
    assert page.count("<data ") == len(re.findall(r'data-source="[a-z]+\.(?:csv|json)#', page))
    assert "<data " in page


def test_a_line_gives_the_cost_of_a_unit_only_where_there_is_one(sections: dict[str, str]) -> None:
    assert "costs.csv#savings_endline/treated/per_unit" in sections["line"]
    assert "per_unit" not in sections["none"]
    assert "per_person" in sections["none"]


@pytest.mark.parametrize(
    "line",
    [
        "few,output,count,,50,7,0.14,7,60",
        "few,output,share,,1,0.9,0.9,55,60",  # all but five
        "few,output,count,,50,7,0.14,,",  # withheld in one place and told in another
    ],
)
def test_a_published_count_that_tells_of_few_is_refused(tmp_path: Path, line: str) -> None:
    folder = Folder(tmp_path, "study")
    folder.results.mkdir(parents=True)
    header = ",".join(TABLES["indicators.csv"][0])
    told, safe = plan_with({}, threshold=10), "enough,output,count,,50,20,0.4,20,60"
    for rows, refused in ((safe, False), (f"{safe}\n{line}", True)):
        (folder.results / "indicators.csv").write_text(f"{header}\n{rows}\n", encoding="utf-8")
        if refused:
            with pytest.raises(ResultsError) as caught:
                refuse_unsafe_results(folder, told)
            assert {fault.code for fault in caught.value.faults} == {"E621"}
        else:
            refuse_unsafe_results(folder, told)


@pytest.mark.parametrize("key", ["in_study", "offered", "took_up", "counted"])
def test_no_document_counts_few_people(key: str) -> None:
    with pytest.raises(ResultsError):
        refuse_small_entries("conclusions.json", {"people": {key: 4}}, 10)
