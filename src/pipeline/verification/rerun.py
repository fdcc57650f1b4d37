"""An evaluation made again from its raw data, in a copy of the project, to the last byte."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Fault, ResultsError, VerificationError
from pipeline.flow import Stage, flow_of
from pipeline.plan_file import load_settings
from pipeline.project import Folder
from pipeline.verification.differences import differences
from pipeline.verification.findings import Finding

# What the flow makes, and what DVC and git keep: none of it goes into the copy.
MADE = {"clean", "analysis", "issues", "results"}
KEPT = (".dvc/config", ".dvcignore", "dvc.yaml", "params.yaml", "requirements.txt")
OWN = (".athar/key",)  # the key of the pseudonyms: another would make others
# Without git, everything that the flow reads.
READ = (*KEPT, "src", "notebooks", "data")
Told = Callable[[str], None]


def run_again(folder: Folder, told: Told) -> list[Finding]:
    """A finding for each result and page of an evaluation, made again without any cache.

    ``told`` is given a line for each stage as it begins.

    Raises
    ------
    VerificationError
        Where a stage of the copy fails: what is in the project is then not all that it needs.
    """
    flow = flow_of(folder.root, folder.name, load_settings(folder.root).languages)
    with _copy(folder) as copy:
        _reproduce(copy, flow, told)
        found = []
        for name in _made(flow):
            here, again = folder.root / name, copy / name
            found += differences(name, here, again)
        return found


def _made(flow: tuple[Stage, ...]) -> list[str]:
    """Results and reports among what the stages write."""
    names = [name for stage in flow for name in stage.writes]
    return [name for name in names if name.startswith("reports/") or "/results/" in name]


@contextmanager
def _copy(folder: Folder) -> Iterator[Path]:
    """The project's own files in a folder that goes away: code, plan, codebook, raw data."""
    with tempfile.TemporaryDirectory(prefix="athar-again-") as place:
        copy = Path(place) / "project"
        for name in _own_files(folder):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder.root / name, target)
        (copy / ".dvc").mkdir(exist_ok=True)
        (copy / ".dvc" / "config.local").write_text("[core]\n    no_scm = true\n")
        yield copy


def _own_files(folder: Folder) -> list[str]:
    """What git tracks as it lies here, and the evaluation's data, which git may not have."""
    root = folder.root
    places = [*KEPT, *OWN, folder.relative(folder.data)] if _tracked(root) else [*READ, *OWN]
    names = set(_tracked(root)) | {
        path.relative_to(root).as_posix()
        for place in places
        for path in ([root / place] if (root / place).is_file() else (root / place).rglob("*"))
    }
    return sorted(name for name in names if (root / name).is_file() and not _is_made(name))


def _is_made(name: str) -> bool:
    parts = Path(name).parts
    of_data = parts[0] == "data" and len(parts) > 2 and parts[2] in MADE
    return of_data or parts[0] == "reports" or name == "dvc.lock" or "__pycache__" in parts


def _tracked(root: Path) -> list[str]:
    """The files that git tracks; none where this is no clone."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [name for name in listed.split("\0") if name]


def _reproduce(copy: Path, flow: tuple[Stage, ...], told: Told) -> None:
    """Run all stages of one evaluation in the copy, with the copy's code and an empty cache."""
    targets = [stage.target for stage in flow]
    command = [sys.executable, "-m", "dvc", "repro", "--no-run-cache", *targets]
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(copy / "src"),
        "NO_COLOR": "1",
    }
    with subprocess.Popen(
        command, cwd=copy, env=environment, text=True, encoding="utf-8",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        last = []
        for line in process.stdout or ():
            last = [*last[-20:], line.rstrip()]
            if line.startswith("Running stage"):
                told(line.split("'")[1])
    if process.returncode:
        raise _failed(last)


def _failed(last: list[str]) -> VerificationError:
    said = [line for line in last if line.lstrip().startswith(("error[", "ERROR"))]
    message = "the evaluation cannot be made again from what is here"
    help_ = "commit or add what is missing: the copy has what git tracks, and the raw data"
    return VerificationError(Fault("E684", message, "dvc.yaml", found="; ".join(said), help=help_))


def refuse_without_raw(folder: Folder) -> None:
    """Stop early where the raw data are on another machine.

    Raises
    ------
    ResultsError
        Where the evaluation has no file below `raw/`.
    """
    raw = folder.data / "raw"
    if not any(path.is_file() for path in raw.rglob("*")):
        message = "there are no raw data here to make the evaluation from"
        place = f"{folder.relative(raw)}/"
        raise ResultsError(Fault("E685", message, place, help="run it where they are kept"))
