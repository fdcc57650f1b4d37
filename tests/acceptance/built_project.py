"""What a built project holds: the pages, the stages that write them, and every file's bytes."""

from pathlib import Path

from conftest import ROOT
from pipeline.plan_file import load_settings
from pipeline.stages import PAGES

EVALUATIONS = load_settings(ROOT).evaluations
LANGUAGES = load_settings(ROOT).languages


def page(project: Path, name: str, part: str = "evaluation", language: str = "en") -> str:
    return (project / "reports" / name / f"{part}.{language}.html").read_text(encoding="utf-8")


def pages_of(name: str) -> set[str]:
    """The stages that write an evaluation's pages."""
    return {f"{stage}@{name}-{language}" for stage in PAGES for language in LANGUAGES}


def written(project: Path) -> dict[str, bytes]:
    """Every result and report, by its path."""
    places = [*project.glob("data/*/results/*"), *project.glob("reports/**/*")]
    return {
        path.relative_to(project).as_posix(): path.read_bytes() for path in places if path.is_file()
    }
