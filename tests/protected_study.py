"""A study in which few were lost, with a threshold for its results."""

import shutil
from pathlib import Path

import pytest

from conftest import copy_project
from pipeline import (
    balance,
    check,
    clean,
    conclude,
    construct,
    estimate,
    identify,
    rehearse,
    robustness,
)
from pipeline.plan import Disclosure
from pipeline.project import Folder

TEN = Disclosure(threshold=10)
STAGES = (
    identify, clean, check, construct, balance, estimate, robustness, rehearse, conclude,
)  # fmt: skip


@pytest.fixture(scope="module")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The HIV evaluation with a threshold of 10, as if its data were nobody's business."""
    project = copy_project(tmp_path_factory.mktemp("gate") / "project")
    folder = Folder(project, "hiv-results")
    text = folder.plan.read_text(encoding="utf-8")
    assert "threshold: 0" in text
    folder.plan.write_text(text.replace("threshold: 0", "threshold: 10"), encoding="utf-8")
    settings = (project / "params.yaml").read_text()
    fewer = settings.replace("randomization_inference: 9999", "randomization_inference: 99")
    (project / "params.yaml").write_text(fewer)
    for stage in STAGES:
        stage.run(folder)
    return folder


@pytest.fixture
def folder(protected: Folder, tmp_path: Path) -> Folder:
    """A copy of it that a test may edit."""
    shutil.copytree(protected.data, tmp_path / "data" / protected.name)
    for name in ("params.yaml", "dvc.yaml"):
        shutil.copy(protected.root / name, tmp_path)
    shutil.copytree(protected.root / "notebooks", tmp_path / "notebooks")
    return Folder(tmp_path, protected.name)
