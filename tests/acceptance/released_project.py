"""A small evaluation in a git and DVC project of its own, run once and committed."""

import subprocess
from pathlib import Path

from conftest import copy_project, dvc
from pipeline.project import Folder
from villages import NAME, add_villages

SETTINGS = f"""\
evaluations:
  - {NAME}
languages:
  - en
seed: 20080101
draws:
  randomization_inference: 199
  specifications: 99
  refuters: 100
  multiple_testing: 199
  rehearsal: 100
  rehearsal_refits: 100
"""
PAGES = (f"report@{NAME}-en", f"data_quality@{NAME}-en")


def git(project: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=project, capture_output=True, encoding="utf-8", check=True
    ).stdout


def run(project: Path) -> None:
    """What `athar run` does for this evaluation, and a commit of what it wrote."""
    result = dvc(project, "repro", "--quiet", *PAGES)
    assert result.returncode == 0, result.stdout + result.stderr
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--allow-empty", "--message", "Results")


def released_project(target: Path) -> Folder:
    """A committed project with the villages alone, run and clean."""
    import shutil

    project = copy_project(target)
    for other in (project / "data").iterdir():
        if other.is_dir():
            shutil.rmtree(other)
    add_villages(project)
    (project / "params.yaml").write_text(SETTINGS, encoding="utf-8")
    git(project, "init", "--quiet")
    for name, value in (("user.name", "Nour"), ("user.email", "nour@example.org")):
        git(project, "config", name, value)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Plan and data")
    run(project)
    return Folder(project, NAME)
