"""Released versions held against the tags that git keeps of them."""

import json
from collections.abc import Iterator
from dataclasses import replace

from pipeline.document import plain
from pipeline.errors import Fault
from pipeline.project import Folder
from pipeline.releases.headlines import headlines
from pipeline.releases.repository import in_commit, tagged
from pipeline.versions import Version

DOCUMENTS = ("headline.json", "conclusions.json")


def tag_faults(folder: Folder, versions: list[Version]) -> Iterator[Fault]:
    """Versions that differ from their tags, or are gone though a tag speaks of them.

    Where git does not have a version's tag, as in a downloaded folder, there is nothing to say.
    """
    file = folder.relative(folder.versions)
    tags = tagged(folder)
    kept = {version.number: version for version in versions}
    for number, tag in sorted(tags.items()):
        if number not in kept:
            message = f"version {number} is missing, though git has its tag `{tag}`"
            yield Fault("E645", message, file, help=f"git checkout {tag} -- {file}")
        elif kept[number].fingerprint != _fingerprint_at(folder, tag, number):
            message = f"version {number} is not what the tag `{tag}` holds"
            yield Fault("E646", message, file, help=f"compare with `git show {tag}:{file}`")
    if versions and versions[-1].number in tags:
        yield from _headline_faults(folder, versions[-1], tags[versions[-1].number])


def _fingerprint_at(folder: Folder, tag: str, number: int) -> str:
    """The fingerprint of a version as its own tag tells of it."""
    from ruamel.yaml import YAML

    text = in_commit(folder.root, tag, folder.relative(folder.versions)) or "[]"
    entries = plain(YAML(typ="safe").load(text)) or []
    found = [entry for entry in entries if entry.get("number") == number]
    return Version.model_validate(found[0]).fingerprint if found else ""


def _headline_faults(folder: Folder, version: Version, tag: str) -> Iterator[Fault]:
    """Where the newest entry's numbers are not those of the results that its tag holds."""
    texts = [in_commit(folder.root, tag, folder.relative(folder.results / n)) for n in DOCUMENTS]
    if None in texts:
        return
    headline, concluded = (json.loads(text or "{}") for text in texts)
    labels = {target: entry.label for target, entry in version.headline.items()}
    for target, found in headlines(headline, concluded, labels).items():
        told = version.headline.get(target)
        if told is None or told != found:
            message = f"version {version.number} tells of other numbers than the results it tags"
            fault = Fault("E647", message, folder.relative(folder.versions), key=target)
            yield replace(fault, help=f"git show {tag}:{folder.relative(folder.results)}")
