"""Shared by all tests: copies of the project, and its command run in them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# One worker on each core: threads of its own would wait for the other's, some of them busily.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

ROOT = Path(__file__).resolve().parents[1]
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

# Files whose tests need a build of all evaluations. The first makes it while another worker does
# what needs none; the others come last, when it is there.
BUILDS = "tests/acceptance/test_flow.py"
NEED_A_BUILD = (
    "tests/acceptance/test_reruns.py",
    "tests/acceptance/test_release.py",
    "tests/acceptance/test_followed.py",
    "tests/acceptance/test_reading.py",
    "tests/acceptance/test_savings_groups.py",
    "tests/browser/test_pages.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The build first, and what needs it last: one worker does a file's tests one after another."""

    def place(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]
        if file == BUILDS:
            return 0
        return 2 + NEED_A_BUILD.index(file) if file in NEED_A_BUILD else 1

    items.sort(key=place)


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
def first_build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without `.git`, as from a downloaded ZIP, after one `dvc repro`; nobody changes it.

    One worker makes it for all.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    project, done = shared / "built" / "a place with spaces", shared / "built" / "done"
    with FileLock(shared / "built.lock"):
        if not done.exists():
            copy_project(project)
            (project / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n")
            result = dvc(project, "repro")
            assert result.returncode == 0, result.stdout + result.stderr
            done.touch()
    return project


@pytest.fixture(scope="session")
def built(first_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A worker's own copy of the built project, in which its tests may run stages."""
    return shutil.copytree(first_build, tmp_path_factory.mktemp("flow") / first_build.name)


@pytest.fixture(scope="session")
def pages(request: pytest.FixtureRequest) -> Path:
    """The folder of a built project's pages, as its build left them.

    `ATHAR_PAGES=reports` names pages that are there already, in place of building the project.
    """
    if given := os.environ.get("ATHAR_PAGES"):
        return Path(given)
    return request.getfixturevalue("first_build") / "reports"


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
