"""Shared by all tests: copies of the project, and its command run in them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the project under test."""
    return ROOT


def copy_project(target: Path) -> Path:
    """The project's own files, without results, caches and reports, in another folder."""
    tracked = ("data", "notebooks", ".dvc", "dvc.yaml", "params.yaml", ".dvcignore", ".gitignore")
    target.mkdir(parents=True)
    for name in (*tracked, "requirements.txt", "pyproject.toml", "src", "Makefile"):
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns(
                "results",
                "clean",
                "issues",
                "analysis",
                "cache",
                "tmp",
                "__pycache__",
                "config.local",
            )
            shutil.copytree(source, target / name, ignore=left_out)
        elif source.exists():
            shutil.copy(source, target / name)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project in which a test may break things."""
    return copy_project(tmp_path / "project")


def athar(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder; the package is the one under test."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def dvc(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run DVC in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "dvc", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without `.git`, as from a downloaded ZIP, after one `dvc repro`."""
    project = copy_project(tmp_path_factory.mktemp("flow") / "a place with spaces")
    (project / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n")
    result = dvc(project, "repro")
    assert result.returncode == 0, result.stdout + result.stderr
    return project
