"""`versions.yaml`: the versions of a report that were released, each bound to the one before."""

import datetime
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, ValidationError

from pipeline.document import Document, plain, read_document
from pipeline.errors import Fault, PlanError
from pipeline.plan import Plan
from pipeline.plan_file import form_faults, load_plan
from pipeline.project import Folder
from pipeline.sections.base import Section, Words
from pipeline.sections.decisions import Decided

HEADER = """\
# The versions of this evaluation's report that were released, oldest first. `athar release` writes
# them; never change an entry, since each holds the fingerprint of the one before it.
"""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FIRST_PREVIOUS = "0" * 64  # what the first version has in place of an entry before it
OWN_HASH = "sha256"


class MadeFrom(Section):
    """SHA-256 of everything that a version was made from; of the plan, section by section.

    ``words`` are the texts for readers in plan and codebook, ``pages`` what words and draws pages.
    """

    raw: Sha256
    codebook: Sha256
    corrections: Sha256
    plan: dict[str, Sha256]
    settings: Sha256
    code: Sha256
    requirements: Sha256
    words: Sha256
    pages: Sha256


class Headline(Section):
    """One outcome's headline as released, in the outcome's own units."""

    label: Words
    estimate: float | None
    conf_low: float | None
    conf_high: float | None
    verdict: str
    certainty: str


class Version(Section):
    """One released version.

    ``moved`` says of each outcome by how much the data, the plan and the code moved its estimate
    since the version before, where that was found out by running it again. ``sha256`` is that of
    the entry without this line, ``previous`` that of the entry before.
    """

    number: Annotated[int, Field(ge=1)]
    evaluation: str
    date: datetime.date = Field(strict=False)
    commit: str
    note: Annotated[str, Field(min_length=1)]
    decision: Decided | None = None
    made_from: MadeFrom
    headline: dict[str, Headline]
    moved: dict[str, dict[str, float]] = Field({})
    previous: Sha256
    sha256: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the entry, its own line of it left out."""
        content = self.model_dump(mode="json", exclude_defaults=True, exclude={OWN_HASH})
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Decision:
    """A decision taken on results; ``version`` is None where the plan records it."""

    date: datetime.date
    version: int | None
    what: dict[str, str]
    by: dict[str, str]
    on: tuple[str, ...]


def read_versions(folder: Folder) -> tuple[Version, ...]:
    """The released versions of an evaluation, oldest first.

    Raises
    ------
    PlanError
        Where `versions.yaml` is missing or not as `athar release` writes it, or holds the
        versions of another evaluation.
    """
    return tuple(version for version, _ in entries(folder, read_file(folder)))


def read_file(folder: Folder) -> Document:
    """`versions.yaml` as it stands: a list.

    Raises
    ------
    PlanError
        Where it is missing, or not a list.
    """
    name = folder.relative(folder.versions)
    if not folder.versions.is_file():
        message = "the file that keeps the released versions is missing"
        help_ = "write a file that holds `[]`, or bring yours back with `git checkout`"
        raise PlanError(Fault("E640", message, name, help=help_))
    return read_document(folder.versions, name, list)


def entries(folder: Folder, document: Document) -> list[tuple[Version, int | None]]:
    """Each version of a document with its line; see `read_versions` for what is raised."""
    found, faults = [], []
    for index, entry in enumerate(document.content):
        try:
            version = Version.model_validate(plain(entry))
        except ValidationError as error:
            faults += form_faults(error, Document(document.file, entry), Version)
            continue
        found.append((version, document.line((index,))))
    strange = {version.evaluation for version, _ in found} - {folder.name}
    if strange:
        message = "these are the versions of another evaluation"
        names = ", ".join(sorted(strange))
        help_ = "a copied folder begins without versions: write `[]` into the file"
        faults.append(Fault("E641", message, document.file, found=names, help=help_))
    if faults:
        raise PlanError(faults)
    return found


def chain_faults(folder: Folder) -> list[Fault]:
    """What is wrong with the past as `versions.yaml` tells it; nothing where it is whole.

    An entry that was edited, removed or put elsewhere breaks the chain of fingerprints; where git
    has the versions' tags, entries and headlines are held against these as well.
    """
    from pipeline.releases.tags import tag_faults

    try:
        document = read_file(folder)
        found = entries(folder, document)
    except PlanError as error:
        return list(error.faults)
    return [*_broken_links(found, document.file), *tag_faults(folder, [v for v, _ in found])]


def _broken_links(found: list[tuple[Version, int | None]], file: str) -> Iterator[Fault]:
    help_ = "bring the file back as it was: `git checkout` the commit of the last release"
    before = FIRST_PREVIOUS
    for place, (version, line) in enumerate(found, start=1):
        if version.number != place:
            message = f"version {version.number} stands where version {place} should"
            yield Fault("E642", message, file, line, help=help_)
        if version.sha256 != version.fingerprint:
            message = f"version {version.number} was changed after its release"
            yield Fault("E643", message, file, line, help=help_)
        if version.previous != before:
            message = f"version {version.number} does not follow the entry before it"
            yield Fault("E644", message, file, line, help=help_)
        before = version.fingerprint


def decisions(folder: Folder) -> tuple[Decision, ...]:
    """Every decision on record, in the order of time: those of the versions and of the plan."""
    return decisions_of(load_plan(folder), read_versions(folder))


def decisions_of(plan: Plan, versions: tuple[Version, ...]) -> tuple[Decision, ...]:
    """The decisions of a plan and of versions together; see `decisions`."""
    released = [
        Decision(version.date, version.number, made.what, made.by, made.on)
        for version in versions
        if (made := version.decision)
    ]
    planned = [
        Decision(made.date, None, made.what, made.by, made.on) for made in plan.report.decisions
    ]
    return tuple(sorted([*released, *planned], key=lambda made: (made.date, made.version or 0)))


def written(versions: tuple[Version, ...]) -> str:
    """The text of `versions.yaml` for these versions: the same bytes for the same versions."""
    from ruamel.yaml import YAML

    yaml, stream = YAML(typ="rt"), io.StringIO()
    yaml.allow_unicode, yaml.width = True, 96
    content: list[Any] = [
        version.model_dump(mode="json", exclude_defaults=True) for version in versions
    ]
    yaml.dump(content, stream)
    return HEADER + stream.getvalue()
