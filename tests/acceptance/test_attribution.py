"""What moved a result is found by running it again: each step against a run of its own."""

import json

import pandas as pd
import pytest

from conftest import ROOT
from pipeline.conclude import CHANGES, STANDING, write_standing
from pipeline.plan_file import load_plan
from pipeline.project import Folder
from pipeline.release import next_version
from pipeline.releases.attribution import estimates_of, moved_since
from pipeline.releases.refusals import Asked
from pipeline.reporting.evaluation import open_report, section
from pipeline.results import read_json, read_table
from pipeline.versions import Version, written
from reading import disagreements
from tiny_evaluation import git
from villages import NAME, add_villages

SETTINGS = f"""\
evaluations: [{NAME}]
languages: [en]
seed: 20080101
draws: {{randomization_inference: 99, refuters: 100, multiple_testing: 99}}
"""


def run(folder: Folder) -> dict[str, float | None]:
    """The stages that make headlines; and conclusions, for which these alone are enough."""
    found = estimates_of(folder)
    outcomes = {target: {"certainty": "high"} for target in found}
    (folder.results / "conclusions.json").write_text(json.dumps({"outcomes": outcomes}))
    return found


def add_to_savings(folder: Folder) -> None:
    path = folder.data / "raw" / "households.csv"
    rows = pd.read_csv(path)
    rows.loc[rows.index[:40], "savings"] += 5
    rows.to_csv(path, index=False)


def leave_covariate_out(folder: Folder) -> None:
    text = folder.plan.read_text(encoding="utf-8")
    folder.plan.write_text(text.replace("[savings_before]", "[]"), encoding="utf-8")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Version, dict[str, dict]]:
    """A released study, then other data by another plan, and the estimates on the way there."""
    project = tmp_path_factory.mktemp("moved")
    (project / "data").mkdir()
    add_villages(project)
    folder = Folder(project, NAME)
    for name in ("dvc.yaml", "requirements.txt", ".gitignore"):
        (project / name).write_text((ROOT / name).read_text("utf-8"), encoding="utf-8")
    (project / "params.yaml").write_text(SETTINGS, encoding="utf-8")
    git(project, "init", "--quiet")
    for setting, value in (("user.name", "Nour"), ("user.email", "nour@example.org")):
        git(project, "config", setting, value)
    found = {"then": run(folder)}
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "First")
    version = next_version(folder, Asked("first"), (), {})
    folder.versions.write_text(written((version,)), encoding="utf-8")
    git(project, "tag", f"{NAME}-v1")
    add_to_savings(folder)
    found["other data"] = run(folder)
    leave_covariate_out(folder)
    found["now"] = run(folder)
    return folder, version, found


def test_each_moved_it_by_what_a_run_with_it_alone_shows(
    moved: tuple[Folder, Version, dict[str, dict]],
) -> None:
    folder, version, found = moved
    answer = moved_since(folder, version)
    assert answer.unknown == ""
    for target in ("savings", "has_savings"):
        by = answer.moved[target]
        assert by["data"] == found["other data"][target] - found["then"][target]
        assert by["plan"] == found["now"][target] - found["other data"][target]
    assert answer.moved["savings"]["data"] != 0
    assert not list(folder.root.glob(".unfinished-*"))


def test_what_was_found_out_is_a_result_once_it_is_released(
    moved: tuple[Folder, Version, dict[str, dict]],
) -> None:
    folder, version, _ = moved
    known = moved_since(folder, version)
    second = next_version(folder, Asked("second"), (version,), known.moved)
    plan = load_plan(folder)
    write_standing(folder, plan)
    assert read_json(folder, STANDING)["apart"] is False
    folder.versions.write_text(written((version, second)), encoding="utf-8")
    write_standing(folder, plan)
    told = read_json(folder, STANDING)
    assert (told["state"], told["number"], told["since"]) == ("final", 2, 1)
    assert (told["movers"], told["apart"]) == (["data", "plan"], True)
    row = read_table(folder, CHANGES).set_index("outcome").loc["savings"]
    assert row["by_data"] + row["by_plan"] == pytest.approx(row["difference"], abs=1e-8)
    assert row["by_code"] == 0


def shown(folder: Folder, language: str) -> str:
    """The sections of a report on its versions, and that every number of them is a result."""
    report = open_report(folder.name, language)
    html = "".join(section(report, name) for name in ("version_line", "changes", "decisions"))
    assert disagreements(html, folder.results) == []
    return html


def test_a_report_tells_what_moved_its_results(
    moved: tuple[Folder, Version, dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, version, _ = moved
    monkeypatch.chdir(folder.root)
    plan = load_plan(folder)
    folder.versions.write_text(written((version,)), encoding="utf-8")
    write_standing(folder, plan)
    draft = shown(folder, "en")
    assert "Draft; the last version released is version" in draft
    assert "fingerprints alone cannot say" in draft
    assert "by_data" not in draft

    asked = Asked("second", "Extend", "The board", ("savings",))
    by = {"savings": {"data": -1.0, "plan": -1.5}}
    second = next_version(folder, asked, (version,), by)
    folder.versions.write_text(written((version, second)), encoding="utf-8")
    write_standing(folder, plan)
    final = shown(folder, "en")
    assert "final" in final
    assert 'data-source="changes.csv#savings//by_data">\N{MINUS SIGN}1.0</data>' in final
    assert 'data-source="version.json#decided/1/on/savings/estimate"' in final
    assert "The board" in final


def test_an_evaluation_without_versions_says_so_and_nothing_else(
    moved: tuple[Folder, Version, dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, *_ = moved
    monkeypatch.chdir(folder.root)
    folder.versions.write_text(written(()), encoding="utf-8")
    write_standing(folder, load_plan(folder))
    html = shown(folder, "en")
    assert "Draft: no version has been released yet" in html
    assert "What changed since" not in html
    assert "No decision on these results is on record." in html


def test_hostile_words_of_a_version_are_shown_as_text(
    moved: tuple[Folder, Version, dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, *_ = moved
    monkeypatch.chdir(folder.root)
    asked = Asked("note", "<script>alert(1)</script>{{ 7*7 }}", "<b>us</b>", ("savings",))
    first = next_version(folder, asked, (), {})
    folder.versions.write_text(written((first,)), encoding="utf-8")
    write_standing(folder, load_plan(folder))
    html = shown(folder, "en")
    assert "<script" not in html
    assert "{{ 7*7 }}" in html
    assert "<bdi>&lt;b&gt;us&lt;/b&gt;</bdi>" in html


def test_a_plan_that_cannot_be_run_any_more_is_said(
    moved: tuple[Folder, Version, dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.errors import DataError, Fault
    from pipeline.releases import attribution

    def stops(_: Folder) -> dict[str, float | None]:
        raise DataError(Fault("E200", "a column is gone"))

    folder, version, _ = moved
    monkeypatch.setattr(attribution, "estimates_of", stops)
    answer = moved_since(folder, version)
    assert answer.moved == {}
    assert answer.unknown == "a column is gone"


def test_data_that_nobody_kept_are_said_to_be_gone(
    moved: tuple[Folder, Version, dict[str, dict]],
) -> None:
    folder, version, _ = moved
    answer = moved_since(folder, version.model_copy(update={"number": 7}))
    assert answer.moved == {}
    assert "of version 7 is neither in git nor in DVC's cache" in answer.unknown


def test_where_one_thing_changed_nothing_is_run_again(
    moved: tuple[Folder, Version, dict[str, dict]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.releases import attribution

    folder, version, _ = moved
    as_planned = version.made_from.model_copy(update={"raw": attribution.made_from(folder).raw})
    monkeypatch.setattr(attribution, "estimates_of", lambda _: pytest.fail("run again"))
    only_plan = version.model_copy(update={"made_from": as_planned})
    assert moved_since(folder, only_plan).moved == {}
