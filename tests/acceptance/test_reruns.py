"""What reruns after a change, an interruption or from nothing, and what leaves the machine."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from built_project import EVALUATIONS, LANGUAGES, page, pages_of, written

from conftest import dvc
from pipeline.stages import PAGES, STAGES

# DVC looks at each stage for about 50 ms, and tests share the machine.
NOTHING_SECONDS = 20


def test_a_second_run_does_nothing(built: Path) -> None:
    start = time.monotonic()
    result = dvc(built, "repro")
    assert time.monotonic() - start < NOTHING_SECONDS
    assert "Running stage" not in result.stdout
    assert "up to date" in result.stdout


def edited(project: Path, name: str, old: str, new: str) -> set[str]:
    """What reruns after a change of one plan; all that this changed is put back."""
    plan = project / "data" / name / "plan.yaml"
    before = plan.read_text(encoding="utf-8")
    assert old in before
    pages = ("reports/cards", "reports/index.html", "reports/portfolio")
    changes = (f"data/{name}", f"reports/{name}", *pages, "dvc.lock")
    with put_back(project, *changes):
        plan.write_text(before.replace(old, new, 1), encoding="utf-8")
        return ran(dvc(project, "repro").stdout)


@contextmanager
def put_back(project: Path, *places: str) -> Iterator[None]:
    """Keep files and folders as they are; DVC then finds them, and its lock, as before."""
    with tempfile.TemporaryDirectory() as kept:
        for place in places:
            copied(project / place, Path(kept) / place)
        try:
            yield
        finally:
            for place in places:
                copied(Path(kept) / place, project / place)


def copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    else:
        target.unlink(missing_ok=True)  # what DVC wrote may be a link into its cache
        shutil.copy2(source, target)


def ran(output: str) -> set[str]:
    return {line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage")}


def test_a_word_of_the_title_reruns_report_and_portfolio(built: Path) -> None:
    changed = edited(built, "job-training", "Supported work and later", "Supported work, later")
    # `clean` asks the same section whether the data are simulated; what it writes stays the same.
    pages = pages_of("job-training")
    assert changed == {"clean@job-training", "conclude@job-training", *pages, "portfolio"}


def test_a_covariate_reruns_what_depends_on_it_in_one_evaluation(built: Path) -> None:
    changed = edited(built, "job-training", "[age, educ, black,", "[educ, black,")
    others = [name for name in changed - {"portfolio"} if "@job-training" not in name]
    assert not others
    assert not [name for name in changed if "observational" in name]
    stages = {name.partition("@")[0] for name in changed}
    assert "clean" not in stages
    assert {"identify", "construct", "balance", "estimate", "robustness", "rehearse"} <= stages


def test_from_nothing_again_the_same_bytes(built: Path) -> None:
    before = written(built)
    for name in ("data/job-training/results", "reports/job-training"):
        shutil.rmtree(built / name)
    again = pages_of("job-training")
    result = dvc(built, "repro", "--force", "--no-run-cache", *again)
    assert result.returncode == 0, result.stderr
    after = written(built)
    assert after.keys() == before.keys()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("stage", [*STAGES, "portfolio"])
def test_a_killed_stage_leaves_nothing_half_done(built: Path, stage: str) -> None:
    before = written(built)
    language = f"-{LANGUAGES[-1]}" if stage in PAGES else ""
    target = stage if stage == "portfolio" else f"{stage}@job-training{language}"
    process = subprocess.Popen(
        [sys.executable, "-m", "dvc", "repro", "--force", "--single-item", target],
        cwd=built,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("> athar"):
            break
    time.sleep(0.7)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    pages = pages_of("job-training")
    result = dvc(built, "repro", *(["portfolio"] if stage == "portfolio" else pages))
    assert result.returncode == 0, result.stdout + result.stderr
    assert written(built) == before


def test_push_and_pull_bring_reports_and_no_rows(built: Path, tmp_path: Path) -> None:
    remote = tmp_path / "remote"
    dvc(built, "remote", "add", "--local", "--force", "--default", "shelf", str(remote))
    assert dvc(built, "push").returncode == 0
    clone = shutil.copytree(
        built,
        tmp_path / "clone",
        ignore=shutil.ignore_patterns("cache", "tmp", "clean", "issues", "analysis"),
    )
    shutil.rmtree(clone / "reports")
    pulled = dvc(clone, "pull", "--allow-missing")
    for name in EVALUATIONS:
        for language in LANGUAGES:
            pair = [page(place, name, language=language) for place in (clone, built)]
            assert pair[0] == pair[1], pulled.stderr
    assert (clone / "reports" / "index.html").is_file()
    rows = [path.read_bytes() for path in built.glob("data/*/clean/*.parquet")]
    rows += [path.read_bytes() for path in built.glob("data/*/analysis/*.parquet")]
    rows += [path.read_bytes() for path in built.glob("data/*/issues/*.csv")]
    pushed = {path.read_bytes() for path in remote.rglob("*") if path.is_file()}
    assert pushed
    assert not pushed & set(rows)


def test_dvc_tries_a_change_out(built: Path, tmp_path: Path) -> None:
    """An experiment runs only what the change reaches, and shows old and new side by side."""
    project = shutil.copytree(built, tmp_path / "project")
    (project / ".dvc" / "config.local").unlink()
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "start")):
        subprocess.run([*git, *arguments], cwd=project, check=True)
    change = "data/hiv-results/plan.yaml:estimate.confidence=0.9"
    result = dvc(project, "exp", "run", "-S", change)
    assert result.returncode == 0, result.stderr
    again = ("balance", "estimate", "robustness", "rehearse", "conclude")
    expected = {f"{stage}@hiv-results" for stage in again} | set(pages_of("hiv-results"))
    assert ran(result.stdout) == expected | {"portfolio"}
    assert "estimate.confidence" in dvc(project, "params", "diff").stdout
    assert "got.conf_low" in dvc(project, "metrics", "diff").stdout
