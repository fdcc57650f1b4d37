"""What `clean` leaves for the stages after it: the survey, its waves, its codebook and forms."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.forms.form import Form, Question
from pipeline.project import Folder, read_rows, whole_file

MISSING = ("wave", "row_id", "variable", "reason")


@dataclass(frozen=True)
class Survey:
    """Clean data: no direct identifiers, units and interviewers by pseudonym.

    ``rows`` is the survey that the study is made of. ``waves`` holds each wave as it was collected,
    ``repeats`` the rows of repeat groups by (wave, group), each with its household's ``row_id``.
    ``forms`` are the forms of each wave, oldest first. ``missing`` has a line for each answer that
    is missing for a stated reason: wave, row_id, variable, reason.
    """

    rows: pd.DataFrame
    codebook: Codebook
    waves: dict[str, pd.DataFrame] = field(default_factory=dict)
    repeats: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)
    forms: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    missing: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(MISSING)))

    def wave(self, name: str | None) -> pd.DataFrame:
        """The rows of a wave as it was collected; of the survey itself where none is named."""
        return self.rows if name is None else self.waves[name]


def read_survey(folder: Folder, codebook: Codebook) -> Survey:
    """What `clean` left of an evaluation.

    Raises
    ------
    ResultsError
        Where `clean` has not run here.
    """
    rows = read_rows(folder, folder.clean / "survey.parquet")
    repeats = {}
    for path in sorted((folder.clean / "repeats").glob("*.parquet")):
        wave, _, group = path.stem.partition(".")
        repeats[wave, group] = pd.read_parquet(path)
    return Survey(
        rows=rows,
        codebook=codebook,
        waves={
            path.stem: pd.read_parquet(path)
            for path in sorted((folder.clean / "waves").glob("*.parquet"))
        },
        repeats=repeats,
        forms=_read_forms(folder.clean / "forms.json"),
        missing=read_rows(folder, folder.clean / "missing.parquet"),
    )


def write_forms(folder: Folder, forms: dict[str, tuple[Form, ...]]) -> None:
    """The forms of each wave beside the data they explain."""
    content = {wave: [asdict(form) for form in versions] for wave, versions in forms.items()}
    with whole_file(folder.clean / "forms.json") as path:
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _read_forms(path: Path) -> dict[str, tuple[Form, ...]]:
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {
        wave: tuple(_form(version) for version in versions) for wave, versions in content.items()
    }


def _form(content: dict) -> Form:
    questions = {
        name: Question(**{**entry, "path": tuple(entry["path"])})
        for name, entry in content["questions"].items()
    }
    return Form(**{**content, "questions": questions})
