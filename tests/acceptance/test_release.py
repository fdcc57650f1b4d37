"""A release of a real evaluation: its pages, from the stages that make them."""

import json
import shutil
from pathlib import Path

from conftest import athar, dvc
from pipeline.plan_file import load_settings
from pipeline.project import Folder
from pipeline.versions import chain_faults, read_versions
from reading import disagreements
from tiny_evaluation import git

NAME = "hiv-results"
ASKED = ("--note", "As published", "--decision", "Pay small incentives", "--by", "The ministry")


def committed(built: Path, target: Path) -> Folder:
    """The built project, with a git history of its own."""
    project = shutil.copytree(built, target, ignore=shutil.ignore_patterns("tmp", "config.local"))
    git(project, "init", "--quiet")
    for setting, value in (("user.name", "Nour"), ("user.email", "nour@example.org")):
        git(project, "config", setting, value)
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", "Results")
    return Folder(project, NAME)


def test_a_release_makes_pages_that_say_so(built: Path, tmp_path: Path) -> None:
    folder = committed(built, tmp_path / "project")
    before = (folder.reports / "evaluation.en.html").read_text("utf-8")
    assert "Draft: no version has been released yet" in before
    result = athar(folder.root, "release", NAME, *ASKED, "--on", "got")
    assert result.returncode == 0, result.stderr
    assert "git push --follow-tags" in result.stdout

    for language in load_settings(folder.root).languages:
        page = (folder.reports / f"evaluation.{language}.html").read_text("utf-8")
        assert page == (folder.reports / "v1" / f"evaluation.{language}.html").read_text("utf-8")
        assert disagreements(page, folder.results) == []
        assert 'data-source="version.json#/number"' in page
        assert "Pay small incentives" in page
    assert chain_faults(folder) == []
    assert read_versions(folder)[0].headline["got"].verdict == "increase"
    assert git(folder.root, "status", "--porcelain") == ""
    stale = json.loads(dvc(folder.root, "status", "--json").stdout)
    assert not [stage for stage in stale if NAME in stage]
