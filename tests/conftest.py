"""Shared by all tests: copies of the project, and its command run in them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# One worker on each core: threads of its own would wait for the other's, some of them busily.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parents[1]
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# Files whose tests share one build of all evaluations, and change it: they run one after another.
SHARE_A_BUILD = (
    "tests/acceptance/test_flow.py",
    "tests/acceptance/test_release.py",
    "tests/acceptance/test_followed.py",
    "tests/acceptance/test_reading.py",
    "tests/acceptance/test_savings_groups.py",
    "tests/browser/test_pages.py",
)
FIRST_PAGES = "pages"  # beside the build, its pages before any test changes them


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """A file's tests on one worker, so that its fixtures are made once; long files first.

    Marks for groups would do the same, but pytest 9.2 no longer lets pytest-xdist 3.8 write them
    into a test's name, and so every worker made every build.
    """
    from xdist.scheduler import LoadFileScheduling

    class BySharedBuild(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            return SHARE_A_BUILD[0] if file in SHARE_A_BUILD else file

    config.option.loadscopereorder = False  # by the number of tests: the slowest file has few
    return BySharedBuild(config, log)


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
    shutil.copytree(project / "reports", project.parent / FIRST_PAGES)
    return project


@pytest.fixture(scope="session")
def pages(request: pytest.FixtureRequest) -> Path:
    """The folder of a built project's pages, as its build left them.

    `ATHAR_PAGES=reports` names pages that are there already, in place of building the project.
    """
    if given := os.environ.get("ATHAR_PAGES"):
        return Path(given)
    return request.getfixturevalue("built").parent / FIRST_PAGES


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One headless Chromium for all tests of pages.

    Without one they are skipped, or fail where `ATHAR_NEEDS_BROWSER` is set, as CI does.
    """
    from driving import installed, started

    executable = installed()
    if executable is None:
        reason = "no Chromium here (Debian: apt install chromium; or name one in ATHAR_CHROMIUM)"
        if os.environ.get("ATHAR_NEEDS_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    with started(executable) as running:
        yield running
