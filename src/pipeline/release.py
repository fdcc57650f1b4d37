"""`athar release`: a report that is final, its numbers written down, its pages and tag kept."""

import datetime
import shutil
from pathlib import Path

from pipeline.plan_file import load_plan, load_settings
from pipeline.project import Folder, whole_file
from pipeline.releases.attribution import moved_since
from pipeline.releases.fingerprints import made_from
from pipeline.releases.headlines import headlines_here
from pipeline.releases.refusals import Asked, refuse_asked, refuse_state, refuse_unreported
from pipeline.releases.repository import dvc, git, tag_of
from pipeline.releases.undo import or_undone
from pipeline.stages import OVER_ALL
from pipeline.versions import FIRST_PREVIOUS, Version, read_versions, written


def release(folder: Folder, asked: Asked) -> str:
    """Release the report of an evaluation as its next version, and say what was done.

    The entry in `versions.yaml`, the pages that say so, their copy in DVC, the commit and the tag
    are made together or not at all.

    Raises
    ------
    PlanError
        Where the plan or `versions.yaml` is not in order.
    ResultsError
        Where what was asked says too little, or the tree is not clean; see `releases.refusals`.
    """
    plan = load_plan(folder)
    versions = read_versions(folder)
    refuse_asked(plan, asked)
    waiting = refuse_state(folder, versions)

    known = moved_since(folder, versions[-1]) if versions else None
    version = next_version(folder, asked, versions, known.moved if known else {})
    with or_undone(folder, version.number):
        with whole_file(folder.versions) as path:
            path.write_text(written((*versions, version)), encoding="utf-8")
        rerun_pages(folder, waiting)
        kept = keep_pages(folder, version.number)
        commit(folder, version, kept)
    return told(folder, version, kept, known.unknown if known else "")


def next_version(
    folder: Folder,
    asked: Asked,
    versions: tuple[Version, ...],
    moved: dict[str, dict[str, float]],
) -> Version:
    """The entry of the version after these, from what lies in the folder."""
    version = Version(
        number=len(versions) + 1,
        evaluation=folder.name,
        date=datetime.datetime.now(datetime.UTC).date(),
        commit=git(folder.root, "rev-parse", "HEAD").strip(),
        note=asked.note.strip(),
        decision=asked.decided,
        made_from=made_from(folder),
        headline=headlines_here(folder, load_plan(folder)),
        moved=moved,
        previous=versions[-1].fingerprint if versions else FIRST_PREVIOUS,
    )
    return version.model_copy(update={"sha256": version.fingerprint})


def rerun_pages(folder: Folder, waiting: tuple[str, ...]) -> None:
    """Conclusions and pages again, now that they are a version's; the portfolio, if it was current.

    Where other evaluations wait to be run, so does the portfolio.
    """
    languages = load_settings(folder.root).languages
    pages = [f"report@{folder.name}-{language}" for language in languages]
    index = [] if waiting else [OVER_ALL]
    dvc(folder.root, "repro", "--quiet", f"conclude@{folder.name}", *pages, *index)
    refuse_unreported(folder)


def keep_pages(folder: Folder, number: int) -> Path:
    """Copy the pages to `reports/<evaluation>/v<N>/` and give the folder to DVC."""
    target = folder.reports / f"v{number}"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for page in sorted(folder.reports.glob("*.html")):
        shutil.copyfile(page, target / page.name)
    dvc(folder.root, "add", "--quiet", folder.relative(target))
    return target


def commit(folder: Folder, version: Version, kept: Path) -> None:
    """One commit and one annotated tag; the tag tells the entry's fingerprint as well."""
    tag = tag_of(folder.name, version.number)
    own = [
        folder.versions,
        folder.results,
        folder.root / "dvc.lock",
        kept.with_name(kept.name + ".dvc"),
    ]
    files = [folder.relative(path) for path in own]
    git(folder.root, "add", "--", *files)
    subject = f"{folder.name}: version {version.number}"
    git(
        folder.root,
        "commit",
        "--quiet",
        "--file",
        "-",
        "--",
        *files,
        said=f"{subject}\n\n{version.note}\n",
    )
    message = f"{subject}\n\n{version.note}\n\nsha256 of its entry: {version.sha256}\n"
    git(folder.root, "tag", "--annotate", tag, "--file", "-", said=message)


def told(folder: Folder, version: Version, kept: Path, unknown: str) -> str:
    """What was done, and what to do next."""
    pages = len(list(kept.glob("*.html")))
    lines = [
        f"{folder.name}: version {version.number} of {version.date} released",
        f"  {folder.relative(folder.versions)} holds its numbers and fingerprints",
        f"  {folder.relative(kept)}/ keeps its {pages} pages, in DVC",
        f"  committed and tagged {tag_of(folder.name, version.number)}",
    ]
    if unknown:
        lines.append(f"  what moved the results could not be told apart: {unknown}")
    lines += ["next: git push --follow-tags", "      dvc push"]
    return "\n".join(lines)
