"""By how much data, plan and code each moved a result since a version: by running it again.

From the version to now one thing is replaced at a time: the code first, on the data and by the plan
of the version; then the data; then the plan. What two of them do only together counts for the
later one. The software of this computer counts as code.
"""

import io
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from pipeline.errors import AtharError, Fault, ResultsError
from pipeline.plan_file import load_plan
from pipeline.project import UNFINISHED, Folder
from pipeline.releases.comparing import difference
from pipeline.releases.fingerprints import SETTINGS, changed, made_from, movers
from pipeline.releases.headlines import headlines_here
from pipeline.releases.repository import dvc, in_commit, tag_of
from pipeline.results import read_json
from pipeline.versions import Version

STAGES = ("identify", "clean", "check", "construct", "estimate")
STEPS = ("code", "data", "plan")  # the order in which each is replaced by what it is now
Estimates = dict[str, float | None]


@dataclass(frozen=True)
class Attribution:
    """How much each mover moved each estimate; or, where that cannot be told, why."""

    moved: dict[str, dict[str, float]]
    unknown: str = ""


def moved_since(folder: Folder, version: Version) -> Attribution:
    """What moved the estimates since a version, in the outcomes' own units.

    Nothing is run again where no estimate differs, or where only one thing changed.
    """
    now = {t: entry.estimate for t, entry in headlines_here(folder, load_plan(folder)).items()}
    then = {target: entry.estimate for target, entry in version.headline.items()}
    both = [target for target in now if target in then]
    able = movers(changed(version.made_from, made_from(folder)))
    if len(able) < 2 or all(now[target] == then[target] for target in both):
        return Attribution({})
    try:
        path = _path(folder, version, able)
    except AtharError as error:
        return Attribution({}, error.faults[0].message)
    stages = [then, *path, now]
    order = [step for step in STEPS if step in able]
    return Attribution(
        {
            target: {
                step: difference(before.get(target), after.get(target))
                for step, before, after in zip(order, stages, stages[1:], strict=False)
            }
            for target in both
            if all(found.get(target) is not None for found in stages)
        }
    )


def _path(folder: Folder, version: Version, able: tuple[str, ...]) -> list[Estimates]:
    """The estimates on the way from the version to now, both ends left out."""
    found = []
    replaced: set[str] = set()
    for step in [step for step in STEPS if step in able][:-1]:
        replaced.add(step)
        released = {part for part in ("data", "plan") if part in able} - replaced
        with rebuilt(folder, version, released) as copy:
            found.append(estimates_of(copy))
    return found


def estimates_of(copy: Folder) -> Estimates:
    """The headline estimates of a folder, made by the code that is here."""
    for stage in STAGES:
        import_module(f"pipeline.{stage}").run(copy)
    rows: dict[str, Any] = read_json(copy, "headline.json")
    return {target: row["estimate"] for target, row in rows.items()}


@contextmanager
def rebuilt(folder: Folder, version: Version, released: set[str]) -> Iterator[Folder]:
    """The evaluation in a temporary project, its data or plan those of a version."""
    with tempfile.TemporaryDirectory(prefix=f"{UNFINISHED}rerun-", dir=folder.root) as place:
        copy = Folder(Path(place), folder.name)
        copy.data.mkdir(parents=True)
        if (folder.root / ".athar").is_dir():  # the key of the pseudonyms stays where it is
            (copy.root / ".athar").symlink_to(folder.root / ".athar")
        for path in (folder.data / "raw", folder.codebook, folder.corrections):
            _bring(folder, version if "data" in released else None, path, copy)
        planned = version if "plan" in released else None
        _bring(folder, planned, folder.plan, copy)
        _settings(folder, planned, copy)
        yield copy


def _settings(folder: Folder, version: Version | None, copy: Folder) -> None:
    """`params.yaml` as it is, its seed and draws those of a version if one is given."""
    from ruamel.yaml import YAML

    yaml, stream = YAML(typ="safe"), io.StringIO()
    settings = yaml.load((folder.root / "params.yaml").read_text(encoding="utf-8"))
    if version:
        tag = tag_of(folder.name, version.number)
        text = in_commit(folder.root, tag, "params.yaml") or ""
        settings |= {key: value for key, value in yaml.load(text).items() if key in SETTINGS}
    yaml.dump(settings, stream)
    (copy.root / "params.yaml").write_text(stream.getvalue(), encoding="utf-8")


def _bring(folder: Folder, version: Version | None, source: Path, copy: Folder) -> None:
    """A file or folder as it is now, or as git or DVC's cache keep it of a version.

    Raises
    ------
    ResultsError
        Where neither keeps it.
    """
    name = folder.relative(source)
    target = copy.root / name
    if version is not None:
        tag = tag_of(folder.name, version.number)
        try:
            dvc(folder.root, "get", "--quiet", "--rev", tag, "--out", str(target), ".", name)
        except ResultsError:
            message = f"{name} of version {version.number} is neither in git nor in DVC's cache"
            raise ResultsError(Fault("E649", message, name, help="run `dvc pull`")) from None
    elif source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copyfile(source, target)
