"""What dvc.yaml says of one evaluation's stages: what each reads, and what each writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = "dvc.yaml"


@dataclass(frozen=True)
class Stage:
    """One stage of one evaluation; paths are from the top of the project.

    ``target`` is its name for DVC, such as `estimate@hiv-results`; ``sections`` are the parts of
    the plan (one of ``plans``) that it watches, as dotted paths.
    """

    name: str
    target: str
    command: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    plans: tuple[str, ...]
    sections: tuple[str, ...]


def flow_of(root: Path, evaluation: str, languages: Iterable[str]) -> tuple[Stage, ...]:
    """Every stage of an evaluation, in the order of dvc.yaml; a page's stage once a language."""
    stages = []
    for name, told in _written(root).items():
        if "foreach" in told:
            stages.append(_stage(name, told["do"], evaluation, {"item": evaluation}))
        elif "matrix" in told:
            for language in languages:
                item = {"item.evaluation": evaluation, "item.language": language}
                stages.append(_stage(name, told, f"{evaluation}-{language}", item))
    return tuple(stages)


def over_all(root: Path, name: str) -> Stage:
    """A stage that runs once for all evaluations."""
    return _stage(name, _written(root)[name], "", {})


@cache
def _written(root: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load((root / FILE).read_text(encoding="utf-8"))["stages"]


def _stage(name: str, told: dict[str, Any], suffix: str, item: dict[str, str]) -> Stage:
    def filled(text: str) -> str:
        for key, value in item.items():
            text = text.replace(f"${{{key}}}", value)
        return text

    def paths(*kinds: str) -> tuple[str, ...]:
        entries = [entry for kind in kinds for entry in told.get(kind, [])]
        return tuple(filled(e if isinstance(e, str) else next(iter(e))) for e in entries)

    watched = {
        filled(file): tuple(sections)
        for entry in told.get("params", [])
        if isinstance(entry, dict)
        for file, sections in entry.items()
        if file.endswith("/plan.yaml")
    }
    read = paths("deps")
    whole = [file for file in read if file.endswith("/plan.yaml")]
    watched |= {file: _all_sections() for file in whole}
    return Stage(
        name=name,
        target=f"{name}@{suffix}" if suffix else name,
        command=filled(told["cmd"]),
        reads=tuple(file for file in read if file not in whole),
        writes=paths("outs", "metrics", "plots"),
        plans=tuple(watched),
        sections=tuple(section for sections in watched.values() for section in sections),
    )


def _all_sections() -> tuple[str, ...]:
    """What a stage watches that depends on the plan as a file."""
    from pipeline.plan import Plan

    return tuple(field.alias or name for name, field in Plan.model_fields.items())
