"""Where everything about an evaluation lies, and how to write files so that none is half done."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Fault, PlanError, ResultsError, nearest

if TYPE_CHECKING:
    import pandas as pd

UNFINISHED = ".unfinished-"


@dataclass(frozen=True)
class Folder:
    """The paths of one evaluation, all below ``data/<name>`` and ``reports/<name>``."""

    root: Path
    name: str

    @property
    def data(self) -> Path:
        return self.root / "data" / self.name

    @property
    def plan(self) -> Path:
        return self.data / "plan.yaml"

    @property
    def codebook(self) -> Path:
        return self.data / "codebook.csv"

    @property
    def corrections(self) -> Path:
        return self.data / "corrections.csv"

    @property
    def versions(self) -> Path:
        return self.data / "versions.yaml"

    @property
    def clean(self) -> Path:
        return self.data / "clean"

    @property
    def analysis(self) -> Path:
        return self.data / "analysis"

    @property
    def results(self) -> Path:
        return self.data / "results"

    @property
    def issues(self) -> Path:
        return self.data / "issues"

    @property
    def reports(self) -> Path:
        return self.root / "reports" / self.name

    def relative(self, path: Path) -> str:
        """The path as the evaluator knows it: from the top of the project."""
        return path.relative_to(self.root).as_posix()


def find_root(start: Path | None = None) -> Path:
    """The top of the project: the nearest folder, from here upwards, that holds ``params.yaml``.

    Raises
    ------
    PlanError
        Where neither this folder nor one above it is an Athar project.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "params.yaml").is_file() and (folder / "dvc.yaml").is_file():
            return folder
    raise PlanError(
        Fault(
            "E101",
            "this is not an Athar project: no params.yaml and dvc.yaml here or above",
            help="change to the project's folder and run again",
        )
    )


def evaluation(name: str, root: Path | None = None) -> Folder:
    """The folder of a named evaluation.

    Raises
    ------
    PlanError
        Where ``data/<name>/plan.yaml`` does not exist.
    """
    folder = Folder(root or find_root(), name)
    if folder.plan.is_file():
        return folder
    known = [path.parent.name for path in (folder.root / "data").glob("*/plan.yaml")]
    raise PlanError(
        Fault(
            "E102",
            f"there is no evaluation `{name}`",
            file=f"data/{name}/plan.yaml",
            found="evaluations here: " + (", ".join(sorted(known)) or "none"),
            help=nearest(name, known),
        )
    )


def read_rows(folder: Folder, path: Path) -> "pd.DataFrame":
    """Rows that an earlier stage left in Parquet or CSV.

    Raises
    ------
    ResultsError
        Where that stage has not run here.
    """
    import pandas as pd

    if not path.is_file():
        message = f"{folder.relative(path)} has not been made here"
        raise ResultsError(Fault("E605", message, help="run `dvc repro`"))
    if path.suffix == ".csv":
        return pd.read_csv(path, keep_default_na=False)
    return pd.read_parquet(path)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to that takes its name only once it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(UNFINISHED + path.name)
    try:
        yield unfinished
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
