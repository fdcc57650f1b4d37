"""`athar run` on a project of its own: first run, nothing to do, a change, a failure, Ctrl-C."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import athar, copy_project
from pipeline.stages import STAGES

NAME, OTHER = "organ-donation", "broken"
PLANNED, CHANGED = "\nestimate: {} ", "\nestimate: {confidence: 0.9} "
CHECK_EXIT, PLAN_EXIT, INTERRUPTED = 5, 2, 130


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project of one small evaluation, in one language, and what its first run printed."""
    project = copy_project(tmp_path_factory.mktemp("run") / "a place with spaces")
    for folder in (project / "data").iterdir():
        if folder.is_dir() and folder.name != NAME:
            shutil.rmtree(folder)
    (project / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n")
    settings = (project / "params.yaml").read_text()
    settings = re.sub(r"(?m)^evaluations:\n(  - .*\n)+", f"evaluations:\n  - {NAME}\n", settings)
    settings = re.sub(r"(?m)^languages:\n(  - .*\n)+", "languages:\n  - en\n", settings)
    (project / "params.yaml").write_text(settings)
    result = athar(project, "run")
    assert result.returncode == 0, result.stdout + result.stderr
    return project, result.stdout


def edit(project: Path, old: str, new: str) -> None:
    path = project / "data" / NAME / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(project: Path) -> dict[str, bytes]:
    results = project / "data" / NAME / "results"
    return {path.name: path.read_bytes() for path in results.iterdir()}


def test_a_first_run_numbers_its_stages_and_says_where_to_look(first: tuple[Path, str]) -> None:
    project, text = first
    total = len(STAGES)
    numbers = re.findall(rf"(?m)^ *(\d+)/{total} ", text)
    assert numbers == [str(number) for number in range(1, total + 1)]
    assert "not run yet" in text
    assert f"reports/{NAME}/evaluation.en.html" in text
    assert f"athar open {NAME}" in text
    assert (project / "reports" / "index.html").is_file()
    assert "\x1b" not in text


def test_a_run_with_nothing_to_do_says_so(first: tuple[Path, str]) -> None:
    project, _ = first
    before = contents(project)
    result = athar(project, "run", "--json")
    told = json.loads(result.stdout)
    assert result.returncode == told["exit_code"] == 0
    assert told["stages"] == []
    assert {change["reading"] for change in told["estimates"]} == {"identical"}
    assert contents(project) == before
    assert "nothing changed" in athar(project, "run").stdout


def test_a_changed_plan_runs_what_depends_on_it_and_says_what_moved(
    first: tuple[Path, str],
) -> None:
    project, _ = first
    edit(project, PLANNED, CHANGED)
    told = json.loads(athar(project, "run", NAME, "--until", "estimate", "--json").stdout)
    ends = {stage["stage"]: stage["end"] for stage in told["stages"]}
    assert ends["clean"] == ends["construct"] == "unchanged"
    assert ends["estimate"] == "did"
    assert "robustness" not in ends
    (change,) = told["estimates"]
    assert change["then"] == change["now"]
    assert change["reading"] in ("same reading", "verdict changed")
    edit(project, CHANGED, PLANNED)


def test_a_stage_that_fails_keeps_its_error_and_its_exit_code(first: tuple[Path, str]) -> None:
    project, _ = first
    path = project / "data" / NAME / "plan.yaml"
    whole = path.read_text(encoding="utf-8")
    edit(project, "\ncheck:\n", "\ncheck:\n  severity: {constraints: error}\n")
    edit(project, "{column: Rate, minimum: 0, maximum: 1}", "{column: Rate, maximum: 0.1}")
    result = athar(project, "run")
    path.write_text(whole, encoding="utf-8")
    assert result.returncode == CHECK_EXIT, result.stdout
    assert "error[E401]" in result.stdout
    assert "`construct` wrote nothing" in result.stdout
    undone = re.search(rf"Not done for {NAME}: (.*)", result.stdout)[1]
    assert "estimate" in undone
    assert "report en" in undone
    assert "data_quality" not in undone, "the field team's page needs no analysis"
    assert "not made again" in result.stdout, "old estimates are not passed off as new"
    assert "Traceback" not in result.stdout + result.stderr


def test_a_broken_plan_stops_its_own_evaluation_alone(first: tuple[Path, str]) -> None:
    project, _ = first
    settings = project / "params.yaml"
    whole = settings.read_text()
    shutil.copytree(
        project / "data" / NAME, project / "data" / OTHER, ignore=shutil.ignore_patterns("results")
    )
    plan = project / "data" / OTHER / "plan.yaml"
    plan.write_text(plan.read_text().replace("  kind:", "  knd:", 1))
    settings.write_text(whole.replace(f"  - {NAME}\n", f"  - {NAME}\n  - {OTHER}\n"))
    result = athar(project, "run")
    settings.write_text(whole)
    shutil.rmtree(project / "data" / OTHER)
    assert result.returncode == PLAN_EXIT, result.stdout
    assert "unknown key `knd`" in result.stdout
    assert f"Nothing of {OTHER} was run" in result.stdout
    assert f"reports/{NAME}/evaluation.en.html" in result.stdout


def test_unknown_names_are_answered_with_the_nearest(first: tuple[Path, str]) -> None:
    project, _ = first
    result = athar(project, "run", "organ-donations")
    assert result.returncode == PLAN_EXIT
    assert f"did you mean `{NAME}`?" in result.stderr
    assert "did you mean `estimate`?" in athar(project, "run", "--until", "estimat").stderr


def test_an_interrupt_leaves_nothing_half_done(first: tuple[Path, str]) -> None:
    project, _ = first
    athar(project, "run")
    before = contents(project)
    edit(project, PLANNED, CHANGED)
    command = [sys.executable, "-m", "pipeline", "run", NAME]
    running = subprocess.Popen(
        command, cwd=project, env=os.environ | {"NO_COLOR": "1"}, stdout=subprocess.PIPE, text=True
    )
    estimates = project / "data" / NAME / "results" / "estimates.csv"
    ends = time.monotonic() + 120
    while estimates.exists() and time.monotonic() < ends:
        time.sleep(0.02)  # DVC removes it when the stage begins
    running.send_signal(signal.SIGINT)
    text, _ = running.communicate(timeout=120)
    assert running.returncode == INTERRUPTED, text
    assert "Nothing is half done" in text
    after = contents(project)
    assert set(after) == set(before)
    assert after["estimates.csv"] == before["estimates.csv"]
    assert not list(project.rglob(".unfinished-*"))
    edit(project, CHANGED, PLANNED)
    told = json.loads(athar(project, "run", "--json").stdout)
    assert told["exit_code"] == 0
    assert contents(project) == before
